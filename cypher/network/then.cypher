// Which facts with one of these ends (FROM, TO, ON_BEHALF_OF) at the parties of these records did the registry know at a
// moment, and held on a day, between parties that were described then?
// A row for each with the parties at its ends; of each party the first $widest, those of the largest share or of none
// first. `beyond` are the records of parties at which there are more. Without a day it is today, without a moment it is
// what is known now. Leans on record_id.
UNWIND $records AS id
MATCH (:Record {id: id})-[:DESCRIBES]->(p)
CALL (p) {
  MATCH (p)<-[:DESCRIBES]-(:Record)<-[end:FROM|TO|ON_BEHALF_OF]-(f:Fact)
  WHERE type(end) IN $ends
    AND ($kinds IS NULL OR f.kind IN $kinds)
    AND coalesce(f.knownFrom <= $known, true)
    AND (f.knownTo IS NULL OR coalesce(f.knownTo > $known, false))
    AND coalesce(f.validFrom <= coalesce($day, toString(date())), true)
    AND coalesce(f.validTo > coalesce($day, toString(date())), true)
    AND f.ends = COUNT { (f)-[:FROM|TO|ABOUT|ON_BEHALF_OF]->(:Record)-[:DESCRIBES]->() }
  WITH DISTINCT f
  MATCH (f)-[:FROM]->(:Record)-[:DESCRIBES]->(a)
  MATCH (f)-[:TO]->(:Record)-[:DESCRIBES]->(b)
  WHERE $known IS NULL AND a:Party AND b:Party
    OR $known IS NOT NULL AND all(end IN [a, b] WHERE EXISTS {
      MATCH (end)<-[:DESCRIBES]-(r:Record)
      WHERE r.receivedAt <= $known AND r.retractedAt IS NULL
        OR EXISTS {
          MATCH (r)-[:WAS]->(v:RecordVersion)
          WHERE v.receivedAt <= $known AND v.knownTo > $known AND NOT v.retracted
        }
    })
  WITH f, a, b
  ORDER BY coalesce(toFloat(f.share), 100.0) DESC, f.id
  LIMIT $widest + 1
  RETURN collect([f, a, b]) AS found
}
UNWIND found[..$widest] AS one
WITH one[0] AS f, one[1] AS a, one[2] AS b, collect(CASE WHEN size(found) > $widest THEN id END) AS beyond
OPTIONAL MATCH (f)-[:ABOUT]->(:Record)-[:DESCRIBES]->(c)
OPTIONAL MATCH (f)-[:ON_BEHALF_OF]->(:Record)-[:DESCRIBES]->(d)
RETURN
  f.id AS id, f.source AS source, f.kind AS kind, a.id AS from_id, b.id AS to_id, f.since AS since,
  f.knownFrom AS known_from, c.id AS about, d.id AS on_behalf_of, f.share AS share, f.minShare AS min_share,
  f.maxShare AS max_share, f.exclusive AS exclusive, f.voting AS voting, f.votingSuspended AS voting_suspended,
  f.shareClass AS share_class, f.role AS role, f.means AS means, f.amount AS amount, f.currency AS currency,
  f.material AS material, f.replaceable AS replaceable, f.rebutted AS rebutted, f.validFrom AS valid_from,
  f.validTo AS valid_to, f.confidence AS confidence, f.attributes AS attributes, f.knownTo AS known_to, f.uid AS uid,
  beyond
