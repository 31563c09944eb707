// What the outbox told of parties that are erased, by the entries of the trail beside it, says only that it was so.
// No rows. Leans on outbox_id.
UNWIND $ids AS id
MATCH (o:OutboxEntry)
WHERE o.id >= id AND o.id < id + '/' AND any(party IN o.parties WHERE party IN $parties)
REMOVE o.detail
