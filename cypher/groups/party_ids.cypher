// Which parties are there in a slice of ids, those included that nobody describes any more?
// One row: their ids. Leans on party_id, retired_id.
CALL () {
  MATCH (p:Party)
  WHERE p.id >= $start AND p.id < $end
  RETURN p
UNION
  MATCH (p:Retired)
  WHERE p.id >= $start AND p.id < $end
  RETURN p
}
RETURN collect(p.id) AS ids
