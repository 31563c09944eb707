// What changed of groups: for whoever asks since when, and for whoever is told. A change that is known is left as it is.
// No rows. Leans on group_change_id.
UNWIND $rows AS row
MERGE (c:GroupChange {id: row.id})
ON CREATE SET c = row
