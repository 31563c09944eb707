// What do sources say of accounts, exposures, rates and capitals today?
// A row for each after an id, in the order of ids, as it came. Leans on account_id, exposure_id, rate_id, capital_id.
CALL () {
  MATCH (n:Account)
  USING INDEX n:Account(id)
  WHERE n.id > $after
  RETURN n.id AS id, n.payload AS payload
  ORDER BY n.id
  LIMIT $first
  UNION ALL
  MATCH (n:Exposure)
  USING INDEX n:Exposure(id)
  WHERE n.id > $after
  RETURN n.id AS id, n.payload AS payload
  ORDER BY n.id
  LIMIT $first
  UNION ALL
  MATCH (n:Rate)
  USING INDEX n:Rate(id)
  WHERE n.id > $after
  RETURN n.id AS id, n.payload AS payload
  ORDER BY n.id
  LIMIT $first
  UNION ALL
  MATCH (n:Capital)
  USING INDEX n:Capital(id)
  WHERE n.id > $after
  RETURN n.id AS id, n.payload AS payload
  ORDER BY n.id
  LIMIT $first
}
RETURN id, payload
ORDER BY id
LIMIT $first
