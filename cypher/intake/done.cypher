// Retractions that have been carried out, or are not to be any more.
// A row for each, with the source's own time of it, and who kept it. Leans on retraction_id.
UNWIND $ids AS id
MATCH (t:Retraction {id: id})
WITH t, id, t.at AS at, t.reason AS reason, t.batch AS batch, t.basis AS basis
DELETE t
RETURN id, at, reason, batch, basis
