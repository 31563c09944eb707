// Which relationships lie at these parties, where no more than $widest do, at most $most?
// One row of columns: the parties that more lie at; of each relationship the party asked for, the other one, its id and
// its strength (-1 where it has none). Leans on party_id, party_part_of.
UNWIND $ids AS id
MATCH (p:Party)
WHERE p.id = id OR p.partOf = id
WITH id, p, count{ (p)-[:OWNS|CONTROLS|MANAGES|FAMILY_OF|GUARANTEES|DEPENDS_ON|ACTS_FOR|SETTLOR_OF|TRUSTEE_OF|PROTECTOR_OF
    |BENEFICIARY_OF|EMPLOYS|TRANSACTS_WITH|RELATED_TO]-() } AS degree
WITH id, collect(p) AS nodes, sum(degree) > $widest AS crowd
WITH collect(CASE WHEN NOT crowd THEN nodes END) AS parties, collect(CASE WHEN crowd THEN id END) AS crowds
CALL (parties) {
  UNWIND parties AS nodes
  UNWIND nodes AS p
  MATCH (p)-[e:OWNS|CONTROLS|MANAGES|FAMILY_OF|GUARANTEES|DEPENDS_ON|ACTS_FOR|SETTLOR_OF|TRUSTEE_OF|PROTECTOR_OF
    |BENEFICIARY_OF|EMPLOYS|TRANSACTS_WITH|RELATED_TO]-(q)
  WHERE $kinds IS NULL OR type(e) IN $kinds
  WITH p, q, e
  LIMIT $most
  RETURN
    collect(coalesce(p.id, p.partOf)) AS here, collect(coalesce(q.id, q.partOf)) AS there, collect(e.id) AS relationships,
    collect(coalesce(e.strength, -1.0)) AS strengths
}
RETURN crowds, here, there, relationships, strengths
