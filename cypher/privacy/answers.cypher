// Which answers, kept for requests that may be sent again, hold one of these words?
// A row for each with its text. Leans on once_at.
MATCH (o:Once)
WHERE o.at > '' AND any(word IN $words WHERE o.answer CONTAINS word)
RETURN o.id AS id, o.answer AS answer
