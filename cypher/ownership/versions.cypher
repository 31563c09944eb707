// Which versions have these parties, also those that no record describes any more?
// One row of columns. Leans on party_id, retired_id.
UNWIND $ids AS id
CALL (id) {
  MATCH (p:Party {id: id}) RETURN p
  UNION
  MATCH (p:Retired {id: id}) RETURN p
}
RETURN collect(p.id) AS ids, collect(p.version) AS versions
