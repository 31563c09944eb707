// What did stewards judge of these pairs of records: of hits of lists as such, of all else as two that are one or are not?
// A row for each pair that was judged: its last standing judgement, but for one that holds together what others part again
// (`model/judgements.py`). Leans on record_id.
UNWIND $rows AS row
MATCH (a:Record {id: row.left})<-[one:LEFT|RIGHT]-(j:Judgement)
WHERE j.withdrawnAt IS NULL
MATCH (j)-[other:LEFT|RIGHT]->(b:Record {id: row.right})
WHERE (j.same OR j.together OR type(one) <> type(other))
  AND (j.kind IS NOT NULL) = (a.listed IS NOT NULL OR b.listed IS NOT NULL)
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
WITH row, j, j.same OR type(one) = type(other) AS same ORDER BY j.at
WITH row, collect([j, same])[-1] AS last
RETURN
  row.left AS left, row.right AS right, last[0].id AS id, last[1] AS same, last[0].by AS by, last[0].at AS at,
  last[0].reason AS reason
