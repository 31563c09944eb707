// Records that are resolved as they stand: in these versions.
// No rows. Leans on unresolved_id.
UNWIND range(0, size($ids) - 1) AS place
MATCH (r:Unresolved {id: $ids[place]})
WHERE r.version = $versions[place]
REMOVE r:Unresolved
