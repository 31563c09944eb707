// Which parties bear a flag?
// A row for each. Leans on party_flags.
CALL db.index.fulltext.queryNodes('party_flags', $flag) YIELD node AS p
RETURN DISTINCT coalesce(p.id, p.partOf) AS id
