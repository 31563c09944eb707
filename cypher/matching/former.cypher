// Under which other ids do these parties answer?
// A row for each party and id, in order. Leans on party_id.
UNWIND $ids AS id
MATCH (p:Party {id: id})<-[:DESCRIBES]-(r:Record)
WITH id, 'p' + substring(r.id, 1) AS former
WHERE former <> id
RETURN id, former AS party ORDER BY id, party
