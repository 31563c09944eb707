// Which facts with one of these ends (FROM, TO, ON_BEHALF_OF) at the parties of these records did the registry know at a
// moment, and held on a day, between parties that were described then?
// A row for each with the parties at its ends; of each party the first $asked.widest, those of the largest share or of none
// first. `beyond` are the records of parties at which there are more. Without a day it is today, without a moment it is
// what is known now. A record that belongs to another party since stands for the one that it described then.
// All of it is one parameter, since the server plans a statement anew for each length of each list that is a parameter
// by itself. Leans on party_id, retired_id, moved_from.
UNWIND $asked.records AS id
WITH id, 'p' + substring(id, 1) AS party
CALL (party) {
  CALL (party) {
    MATCH (:Party {id: party})<-[:DESCRIBES]-(r:Record) RETURN r
    UNION
    MATCH (:Retired {id: party})<-[:DESCRIBES]-(r:Record) RETURN r
    UNION
    MATCH (r:Record)-[:MOVED {from: party}]->() RETURN r
  }
  MATCH (r)-[:DESCRIBES]->(p)
  WITH party, r, p, COLLECT { MATCH (r)-[m:MOVED]->() WHERE m.at > $asked.known RETURN m.from ORDER BY m.at LIMIT 1 } AS then
  WHERE party = coalesce(then[0], p.id)
  MATCH (r)<-[end:FROM|TO|ON_BEHALF_OF]-(f:Fact)
  WHERE type(end) IN $asked.ends
    AND ($asked.kinds IS NULL OR f.kind IN $asked.kinds)
    AND coalesce(f.knownFrom <= $asked.known, true)
    AND (f.knownTo IS NULL OR coalesce(f.knownTo > $asked.known, false))
    AND coalesce(f.validFrom <= coalesce($asked.day, toString(date())), true)
    AND coalesce(f.validTo > coalesce($asked.day, toString(date())), true)
    AND f.ends = COUNT { (f)-[:FROM|TO|ABOUT|ON_BEHALF_OF]->(:Record)-[:DESCRIBES]->() }
  WITH DISTINCT f
  MATCH (f)-[:FROM]->(ra:Record)-[:DESCRIBES]->(a)
  MATCH (f)-[:TO]->(rb:Record)-[:DESCRIBES]->(b)
  WHERE $asked.known IS NULL AND a:Party AND b:Party
    OR $asked.known IS NOT NULL AND all(end IN [a, b] WHERE EXISTS {
      MATCH (end)<-[:DESCRIBES]-(r:Record)
      WHERE r.receivedAt <= $asked.known AND r.retractedAt IS NULL
        OR EXISTS {
          MATCH (r)-[:WAS]->(v:RecordVersion)
          WHERE v.receivedAt <= $asked.known AND v.knownTo > $asked.known AND NOT v.retracted
        }
    })
  WITH f, ra, rb, a, b
  ORDER BY coalesce(toFloat(f.share), 100.0) DESC, f.id
  LIMIT $asked.widest + 1
  RETURN collect([
    f,
    coalesce(COLLECT { MATCH (ra)-[m:MOVED]->() WHERE m.at > $asked.known RETURN m.from ORDER BY m.at LIMIT 1 }[0], a.id),
    coalesce(COLLECT { MATCH (rb)-[m:MOVED]->() WHERE m.at > $asked.known RETURN m.from ORDER BY m.at LIMIT 1 }[0], b.id)
  ]) AS found
}
UNWIND found[..$asked.widest] AS one
WITH one[0] AS f, one[1] AS a, one[2] AS b, collect(CASE WHEN size(found) > $asked.widest THEN id END) AS beyond
OPTIONAL MATCH (f)-[:ABOUT]->(rc:Record)-[:DESCRIBES]->(c)
OPTIONAL MATCH (f)-[:ON_BEHALF_OF]->(rd:Record)-[:DESCRIBES]->(d)
WITH f, a, b, beyond,
  coalesce(COLLECT { MATCH (rc)-[m:MOVED]->() WHERE m.at > $asked.known RETURN m.from ORDER BY m.at LIMIT 1 }[0], c.id) AS c,
  coalesce(COLLECT { MATCH (rd)-[m:MOVED]->() WHERE m.at > $asked.known RETURN m.from ORDER BY m.at LIMIT 1 }[0], d.id) AS d
RETURN
  f.id AS id, f.source AS source, f.kind AS kind, a AS from_id, b AS to_id, f.since AS since,
  f.knownFrom AS known_from, c AS about, d AS on_behalf_of, f.share AS share, f.minShare AS min_share,
  f.maxShare AS max_share, f.exclusive AS exclusive, f.voting AS voting, f.votingSuspended AS voting_suspended,
  f.shareClass AS share_class, f.role AS role, f.means AS means, f.amount AS amount, f.currency AS currency,
  f.material AS material, f.replaceable AS replaceable, f.rebutted AS rebutted, f.validFrom AS valid_from,
  f.validTo AS valid_to, f.confidence AS confidence, f.attributes AS attributes, f.knownTo AS known_to, f.uid AS uid,
  beyond
