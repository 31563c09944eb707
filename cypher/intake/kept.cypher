// Which of these were taken back before they came?
// A row for each, with the source's own time of that. Leans on retraction_id.
UNWIND $ids AS id
MATCH (t:Retraction {id: id})
RETURN t.id AS id, t.at AS at, t.reason AS reason, t.batch AS batch, t.basis AS basis
