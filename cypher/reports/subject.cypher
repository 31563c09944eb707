// What is kept on a party, of whatever kind? Of alerts those alone that are about no suspicion and are in no case, and of
// them nothing that was done; of classes of risk by hand not the reason: nobody is told that they are suspected.
// A row for each thing: what it is, its id, its properties, and where the party stands in it. Leans on party_id.
MATCH (p:Party {id: $id})
CALL (p) {
  RETURN 'party' AS what, p.id AS id, properties(p) AS properties, [] AS ends
UNION ALL
  MATCH (p)<-[:DESCRIBES]-(r:Record)
  RETURN 'record' AS what, r.id AS id, properties(r) AS properties, [] AS ends
UNION ALL
  MATCH (p)<-[:DESCRIBES]-(r:Record)-[:WAS]->(v:RecordVersion)
  RETURN 'earlier version of a record' AS what, r.id AS id, properties(v) AS properties, [] AS ends
UNION ALL
  MATCH (p)<-[:DESCRIBES]-(:Record)<-[end:FROM|TO|ABOUT|ON_BEHALF_OF]-(f:Fact)
  RETURN 'relationship' AS what, f.uid AS id, properties(f) AS properties, collect(DISTINCT type(end)) AS ends
UNION ALL
  MATCH (p)<-[:DESCRIBES]-(:Record)<-[end:HELD_BY|OWED_BY]-(n)
  RETURN 'account or exposure' AS what, n.id AS id, properties(n) AS properties, collect(DISTINCT type(end)) AS ends
UNION ALL
  MATCH (p)<-[:DESCRIBES]-(:Record)<-[:LEFT|RIGHT]-(j:Judgement)
  RETURN DISTINCT 'judgement' AS what, j.id AS id, properties(j) AS properties, [] AS ends
UNION ALL
  MATCH (p)<-[:DESCRIBES]-(:Record)<-[:CORRECTS]-(o:Override)
  WHERE o.field <> 'restricted'
  RETURN DISTINCT 'pinned value' AS what, o.id AS id, properties(o) AS properties, [] AS ends
UNION ALL
  MATCH (p)<-[:DESCRIBES]-(:Record)<-[:CORRECTS]-(o:Override {field: 'restricted'})
  RETURN DISTINCT
    'restriction' AS what, p.id AS id,
    {until: o.value, at: o.at, by: o.by, reason: o.reason, liftedAt: o.withdrawnAt, liftedBy: o.withdrawnBy} AS properties,
    [] AS ends
UNION ALL
  MATCH (p)<-[:DESCRIBES]-(:Record)<-[:HOLDS]-(h:LegalHold)
  RETURN DISTINCT 'legal hold' AS what, h.id AS id, properties(h) AS properties, [] AS ends
UNION ALL
  MATCH (p)<-[:DESCRIBES]-(:Record)<-[:OF]-(e:LineageEvent)
  RETURN DISTINCT 'merge or split' AS what, e.id AS id, properties(e) AS properties, [] AS ends
UNION ALL
  MATCH (p)-[m:MEMBER_OF]->(g:Group)
  RETURN 'group' AS what, g.id AS id, properties(m) AS properties, [] AS ends
UNION ALL
  MATCH (p)<-[:DESCRIBES]-(:Record)<-[:DECIDES|ANCHORED_AT]-(d:GroupDecision)
  RETURN DISTINCT 'decision on a group' AS what, d.id AS id, properties(d) AS properties, [] AS ends
UNION ALL
  MATCH (p)<-[:DESCRIBES]-(:Record)<-[:CONCERNS]-(a:Alert)
  WHERE NOT a.suspicion AND NOT EXISTS { (a)<-[:GATHERS]-(:Case) }
  RETURN DISTINCT
    'alert' AS what, a.id AS id, a {.kind, .severity, .text, .evidence, .raisedAt, .lastDay} AS properties, [] AS ends
UNION ALL
  MATCH (p)<-[:DESCRIBES]-(:Record)<-[:OVERRIDES]-(o:RiskOverride)
  RETURN DISTINCT 'class of risk by hand' AS what, o.id AS id, o {.scheme, .class, .at, .until} AS properties, [] AS ends
}
RETURN what, id, properties, ends
