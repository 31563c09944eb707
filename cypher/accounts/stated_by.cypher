// Which accounts, exposures, rates and capitals does a source state today?
// A row for each, in the order of ids, from after one on. Leans on account_id, exposure_id, rate_id, capital_id.
CALL () {
  MATCH (n:Account)
  USING INDEX n:Account(id)
  WHERE n.id > $after AND n.source = $source
  RETURN n.id AS id
  ORDER BY n.id
  LIMIT $first
  UNION ALL
  MATCH (n:Exposure)
  USING INDEX n:Exposure(id)
  WHERE n.id > $after AND n.source = $source
  RETURN n.id AS id
  ORDER BY n.id
  LIMIT $first
  UNION ALL
  MATCH (n:Rate)
  USING INDEX n:Rate(id)
  WHERE n.id > $after AND n.source = $source
  RETURN n.id AS id
  ORDER BY n.id
  LIMIT $first
  UNION ALL
  MATCH (n:Capital)
  USING INDEX n:Capital(id)
  WHERE n.id > $after AND n.source = $source
  RETURN n.id AS id
  ORDER BY n.id
  LIMIT $first
}
RETURN id
ORDER BY id
LIMIT $first
