// For whom does somebody stand in on a day, and in which roles?
// A row for each delegation. Leans on delegation_to.
MATCH (d:Delegation {to: $subject})
WHERE d.endedAt IS NULL AND d.until >= $day
RETURN d.id AS id, d.holder AS holder, d.to AS to, d.role AS role, d.until AS until
ORDER BY d.at, id
