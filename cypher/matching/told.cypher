// Which events of lineage have these ids?
// A row for each. Leans on lineage_id.
UNWIND $ids AS id
MATCH (e:LineageEvent {id: id})
RETURN
  '' AS party, e.id AS id, e.place AS place, e.kind AS kind, e.at AS at, e.by AS by, e.reason AS reason,
  e.parties AS parties, e.records AS records
