// Ends that an identifier names, tied to the record of the party that carries it now, or to none.
// No rows. Leans on record_id and the keys of what is tied.
UNWIND $rows AS row
CALL (row) {
  MATCH (x:Fact {uid: row.id}) RETURN x
  UNION
  MATCH (x:Account {id: row.id}) RETURN x
  UNION
  MATCH (x:Exposure {id: row.id}) RETURN x
}
CALL (x, row) {
  OPTIONAL MATCH (x)-[t:FROM|TO|ABOUT|ON_BEHALF_OF|HELD_BY|OWED_BY {name: row.identifier}]->()
  WHERE type(t) = row.end
  DELETE t
}
OPTIONAL MATCH (r:Record {id: row.wanted})
FOREACH (record IN CASE WHEN r IS NULL THEN [] ELSE [r] END |
  CREATE (x)-[:$(row.end) {name: row.identifier}]->(record)
)
