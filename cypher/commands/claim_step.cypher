// What did a step of a request come to, if it has been done?
// One row; whoever does the same at the same time waits until this transaction ends. Leans on once_id.
MERGE (o:Once {id: $id})
ON CREATE SET o.at = $at
SET o.seenAt = $at
RETURN o.answer AS answer
