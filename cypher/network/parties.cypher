// What are these parties today?
// One row: a list of values for each that there is. Leans on party_id.
UNWIND $ids AS id
MATCH (p:Party {id: id})
RETURN
  collect([
    p.id, p.kind, p.status, p.name, p.version, p.birthDate, p.jurisdiction, coalesce(p.flags, []), p.segment, p.branch,
    p.manager
  ]) AS items
