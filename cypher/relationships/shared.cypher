// Which facts at nodes of a party say something of whom others have a relationship of the same kind and direction to, or
// lie among all of them? What the others say of that has to be weighed with it.
// A row for each fact. Leans on party_id, party_part_of.
UNWIND $rows AS row
CALL (row) {
  MATCH (n:Party)
  WHERE n.id IN row.others OR n.partOf IN row.others
  RETURN collect(n) AS others
}
CALL () {
  MATCH (part:Party)
  WHERE part.partOf > ''
  RETURN collect(DISTINCT part.partOf) AS parted
}
MATCH (d:Party)
WHERE d.id = row.party OR d.partOf = row.party
MATCH (d)-[e]-(q:Party)
WHERE e.facts IS NOT NULL AND (
  coalesce(q.id, q.partOf) IN [row.party] + row.others + parted
  OR EXISTS {
    MATCH (q)-[f]-(n:Party)
    WHERE n IN others AND type(f) = type(e) AND (startNode(f) = n) = (startNode(e) = d)
  }
)
UNWIND e.facts AS id
RETURN DISTINCT id
