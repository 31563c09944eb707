// What became of the alerts of each rule?
// A row for each rule that has raised any. Leans on alert_place.
MATCH (a:Alert)
WHERE a.place > ''
WITH a.kind AS kind, a, a.status = 'CLOSED' AS closed
RETURN
  kind, count(a) AS raised, sum(CASE WHEN closed THEN 0 ELSE 1 END) AS open, sum(CASE WHEN closed THEN 1 ELSE 0 END) AS closed,
  sum(CASE WHEN a.reported THEN 1 ELSE 0 END) AS hits,
  avg(CASE WHEN closed THEN duration.inSeconds(datetime(a.raisedAt), datetime(a.decidedAt)).seconds / 3600.0 END) AS hours
ORDER BY kind
