// Which part is to be moved next? What comes to a party goes before what leaves one, and what is ready to leave comes last.
// A row if there is any. Leans on part_id.
MATCH (p:Part)
WHERE p.part > ''
RETURN
  p.part AS part, p.partOf AS whole, p.records AS records, p.state AS state, coalesce(p.by, '') AS by, p.reason AS reason
ORDER BY coalesce(p.state, ''), part LIMIT 1
