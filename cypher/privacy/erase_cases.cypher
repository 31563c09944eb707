// Cases say no longer whom they were about; how they went, when and by whom stays.
// No rows. Leans on case_id.
UNWIND $rows AS row
MATCH (c:Case {id: row.id})
SET c.title = row.title, c.notes = row.notes
