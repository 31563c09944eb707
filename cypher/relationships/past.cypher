// What was known at a moment of the relationships of these parties?
// A row for each fact and party, with the parties that stand at its ends today. Leans on party_id, retired_id.
UNWIND $ids AS id
CALL (id) {
  MATCH (p:Party {id: id}) RETURN p
  UNION
  MATCH (p:Retired {id: id}) RETURN p
}
MATCH (p)<-[:DESCRIBES]-(:Record)<-[:FROM|TO]-(f:Fact)
WHERE f.knownFrom <= $known AND (f.knownTo IS NULL OR f.knownTo > $known)
  AND (f.validFrom IS NULL OR f.validFrom <= $valid) AND (f.validTo IS NULL OR f.validTo > $valid)
WITH DISTINCT id, f
OPTIONAL MATCH (f)-[:FROM]->(:Record)-[:DESCRIBES]->(a)
OPTIONAL MATCH (f)-[:TO]->(:Record)-[:DESCRIBES]->(b)
OPTIONAL MATCH (f)-[:ABOUT]->(:Record)-[:DESCRIBES]->(c)
OPTIONAL MATCH (f)-[:ON_BEHALF_OF]->(:Record)-[:DESCRIBES]->(d)
RETURN
  id AS party, properties(f) AS fact, a.id AS from_id, b.id AS to_id, c.id AS about, d.id AS on_behalf_of
