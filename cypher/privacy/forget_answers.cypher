// Answers that were kept for requests that may be sent again, and that name somebody who is erased, are forgotten.
// No rows. Leans on once_at.
MATCH (o:Once)
WHERE o.at > '' AND any(word IN $words WHERE o.answer CONTAINS word)
DELETE o
