// Which of these records are of lists that parties are screened against?
// A row for each that stands, with what names it. Leans on record_id.
UNWIND $ids AS id
MATCH (r:Record {id: id})
WHERE r.version IS NOT NULL AND r.retractedAt IS NULL
RETURN id, r.source AS source, r.key AS key, coalesce(r.listed, false) AS listed
