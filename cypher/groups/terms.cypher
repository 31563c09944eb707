// Which rates and which capital did the registry know at a moment; without one, now?
// A row for each: of capital without `per` and `rate`. Leans on rate_id, capital_id, rate_version_known,
// capital_version_known.
CALL () {
  MATCH (n:Rate)
  WHERE n.id >= '' AND coalesce(n.receivedAt <= $known, true)
  RETURN n
UNION ALL
  MATCH (n:RateVersion)
  WHERE n.receivedAt <= $known AND n.knownTo > $known
  RETURN n
UNION ALL
  MATCH (n:Capital)
  WHERE n.id >= '' AND coalesce(n.receivedAt <= $known, true)
  RETURN n
UNION ALL
  MATCH (n:CapitalVersion)
  WHERE n.receivedAt <= $known AND n.knownTo > $known
  RETURN n
}
RETURN
  n.source AS source, n.currency AS currency, n.per AS per, n.rate AS rate, n.amount AS amount,
  n.validFrom AS valid_from
