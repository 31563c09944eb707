// Which entries of the trail are about these ids, are about these alerts and cases, or hold one of these words in a
// statement that an operator typed?
// A row for each that still has its text. Leans on audit_subjects, audit_command.
CALL () {
  UNWIND $subjects AS some
  CALL db.index.fulltext.queryNodes('audit_subjects', some) YIELD node AS a
  RETURN a, true AS asked
  UNION
  UNWIND CASE $investigations WHEN [] THEN [] ELSE ['openCase', 'updateCase', 'decideAlert'] END AS command
  MATCH (a:AuditEntry {command: command})
  WHERE a.id > '' AND any(id IN $investigations WHERE a.detail CONTAINS id)
  RETURN a, true AS asked
  UNION
  MATCH (a:AuditEntry {command: 'runStatement'})
  WHERE a.id > '' AND any(word IN $words WHERE a.detail CONTAINS word)
  RETURN a, false AS asked
}
WITH a, max(asked) AS asked
WHERE a.erasedAt IS NULL
RETURN a.id AS id, asked, a.command AS command, coalesce(a.detail, '') AS detail, coalesce(a.purpose, '') AS purpose
ORDER BY a.id
