// Which papers of customers have ended, and no other of their kind has taken their place?
// A row for each paper, without its number. Leans on identifier_expires.
MATCH (r:Record)-[t:HAS_IDENTIFIER]->(i:Identifier)
WHERE t.expires > '' AND t.expires < $before AND i.scheme IN $schemes
MATCH (r)-[:DESCRIBES]->(p:Party)
WHERE p.status = 'CUSTOMER' AND NOT EXISTS {
  MATCH (p)<-[:DESCRIBES]-(:Record)-[u:HAS_IDENTIFIER]->(j:Identifier)
  WHERE j.scheme = i.scheme AND (u.expires IS NULL OR u.expires >= $before)
}
RETURN p.id AS party, {scheme: i.scheme, expired: t.expires, record: r.id} AS numbers, [] AS paths, t.expires AS day
