// What became of parties after a place in the order of events?
// A row for each event, in that order. Leans on lineage_place.
MATCH (e:LineageEvent)
WHERE e.place > $after
RETURN
  '' AS party, e.id AS id, e.place AS place, e.kind AS kind, e.at AS at, e.by AS by, e.reason AS reason,
  e.parties AS parties, e.records AS records
ORDER BY e.place
LIMIT $rows
