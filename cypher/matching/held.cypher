// Which matches of these records wait for a steward: those that the model leaves open, and those that cannot all be
// followed, with the reason; but for pairs that are of one party, or were judged: hits as hits, and all else by what other
// judgements do not part again (`model/judgements.py`). Hits of lists come first; then what is at
// stake: what the two parties owe in the currency of the capital, as far as a thousand exposures tell, then what hangs on
// them. A currency without a rate counts one for one. Where nothing is said of what was not followed, it stands with the
// matches already.
// The only row holds `records` and `held`: this takes a second and more to plan, and for parameters that are lists the
// server plans anew whenever their number of digits changes.
// No rows. Leans on record_id, capital_id, rate_currency.
CALL () {
  UNWIND CASE WHEN $rows[0].held IS NULL THEN [] ELSE $rows[0].records END AS id
  MATCH (:Record {id: id})-[e:MATCHES]-()
  WHERE e.held IS NOT NULL OR e.waiting IS NOT NULL
  REMOVE e.held, e.waiting
}
CALL () {
  UNWIND $rows[0].held AS item
  MATCH (:Record {id: item.left})-[e:MATCHES]-(:Record {id: item.right})
  SET e.held = item.held
}
CALL () {
  UNWIND $rows[0].records AS id
  MATCH (:Record {id: id})-[e:MATCHES]-(:Record)
  WITH DISTINCT e, startNode(e) AS a, endNode(e) AS b
  WITH e, a, b, a.listed IS NOT NULL OR b.listed IS NOT NULL AS hit
  WHERE (e.decision = 'REVIEW' OR e.held IS NOT NULL)
    AND NOT EXISTS { MATCH (a)-[:DESCRIBES]->(p) MATCH (b)-[:DESCRIBES]->(p) }
    AND NOT EXISTS {
      MATCH (a)<-[one:LEFT|RIGHT]-(j:Judgement)-[other:LEFT|RIGHT]->(b)
      WHERE j.withdrawnAt IS NULL AND (j.kind IS NOT NULL) = hit
        AND (j.same OR j.together OR type(one) <> type(other))
        AND NOT EXISTS {
          UNWIND [[a, b], [b, a]] AS both
          WITH both[0] AS named, both[1] AS beside
          MATCH (named)<-[here:LEFT|RIGHT]-(k:Judgement)
          WHERE k <> j AND NOT k.same AND k.withdrawnAt IS NULL AND k.kind IS NULL
            AND (j.same OR type(one) = type(other))
            AND NOT EXISTS { MATCH (k)-[too:LEFT|RIGHT]->(beside) WHERE type(too) = type(here) }
            AND EXISTS {
              MATCH (k)-[there:LEFT|RIGHT]->(:Record)<-[held:LEFT|RIGHT]-(j)
              WHERE type(there) <> type(here) AND (j.same OR type(held) = type(one))
            }
          RETURN k
        }
    }
  WITH e, [a, b] AS ends, hit
  WITH e, ends, hit,
    reduce(size = 0, degree IN COLLECT {
      UNWIND ends AS r
      MATCH (r)-[:DESCRIBES]->(p)
      RETURN COUNT { (p)--() }
    } | size + degree) AS size
  CALL (ends) {
    UNWIND ends AS r
    MATCH (r)-[:DESCRIBES]->(p)
    MATCH (p)<-[:DESCRIBES]-(:Record)<-[:OWED_BY]-(x:Exposure)
    WITH DISTINCT x LIMIT 1000
    WITH x.currency AS currency, sum(coalesce(toFloat(x.amount), 0.0)) AS amount
    WITH currency, amount, coalesce(
      COLLECT { MATCH (c:Capital) WHERE c.id > '' RETURN c.currency ORDER BY c.validFrom DESC LIMIT 1 }[0], 'AZN'
    ) AS reporting
    WITH amount,
      CASE WHEN currency = reporting THEN 1.0 ELSE coalesce(
        COLLECT {
          MATCH (n:Rate)
          WHERE n.currency = currency AND n.per = reporting AND n.validFrom <= toString(date())
          RETURN toFloat(n.rate) ORDER BY n.validFrom DESC LIMIT 1
        }[0],
        COLLECT {
          MATCH (n:Rate)
          WHERE n.currency = reporting AND n.per = currency AND n.validFrom <= toString(date()) AND toFloat(n.rate) > 0
          RETURN 1 / toFloat(n.rate) ORDER BY n.validFrom DESC LIMIT 1
        }[0],
        1.0
      ) END AS rate
    RETURN coalesce(sum(amount * rate), 0.0) AS owed
  }
  WITH e, hit, owed * 100 + CASE WHEN size > 99 THEN 99 ELSE size END AS worth
  WITH e, CASE WHEN hit THEN 5.0e15 ELSE 9.0e15 END - CASE WHEN worth > 3.9e15 THEN 3.9e15 ELSE worth END AS place
  SET e.waiting = toString(toInteger(place)) + '/' + e.id
}
