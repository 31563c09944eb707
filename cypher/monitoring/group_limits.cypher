// Whose group of connected clients is at least such a percent of the capital?
// A row for each group, of the party that names it. Leans on group_worth.
MATCH (g:Group)
WHERE g.kind = 'CONNECTED_CLIENTS' AND g.worth > 0 AND toFloat(g.share) >= $least
RETURN
  g.core AS party, {group: g.id, share: g.share, exposure: g.exposure, currency: g.currency, above: g.breached} AS numbers,
  [] AS paths, null AS day
