// A request, or a step of one, has come to this.
// No rows. Leans on once_id.
MATCH (o:Once {id: $id})
SET o.answer = $answer
