// What is kept of this batch?
// A row where there is one. Leans on batch_id.
MATCH (b:Batch {id: $id})
RETURN
  b.id AS id, b.at AS at, b.by AS by, b.what AS what, coalesce(b.files, []) AS files, b.undoes AS undoes,
  b.undoneBy AS undone_by, b.finishedAt AS finished_at
