// What was done to a party, and seen of it, between two moments, by somebody or by anybody?
// A row for each entry, the newest first. Leans on audit_subjects.
CALL db.index.fulltext.queryNodes('audit_subjects', $subject) YIELD node AS a
WHERE a.id >= $begin AND a.id < $end AND ($actor IS NULL OR a.actor = $actor)
WITH a ORDER BY a.id DESC LIMIT $rows
RETURN a.id AS id, properties(a) AS properties
