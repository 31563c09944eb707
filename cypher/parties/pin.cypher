// A value that a steward pins to a field, in place of what is pinned there: tied to the record that it corrects, so that
// it goes wherever that goes. Nothing pins nothing: what was pinned is taken back.
// No rows. Leans on record_id, override_id.
MATCH (r:Record {id: $record})
CALL (r) {
  MATCH (r)-[:DESCRIBES]->(p)
  MATCH (p)<-[:DESCRIBES]-(:Record)<-[:CORRECTS]-(old:Override {field: $pin.field})
  WHERE old.withdrawnAt IS NULL
  SET old.withdrawnAt = $pin.at, old.withdrawnBy = $pin.by
}
FOREACH (_ IN CASE WHEN $pin.value IS NULL THEN [] ELSE [1] END |
  CREATE (o:Override)-[:CORRECTS {version: r.version}]->(r)
  SET o = $pin
)
