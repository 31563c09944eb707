// What does one level of a query ask of many parties, records and facts?
// A row for each part that was asked for: its name, and all its items, each with the id it was asked of; of a part that
// is paged also the key of the page.
// What is asked `next` of relationships is asked of each party at their far ends once, and answered beside them.
// A list that is paged gives one item more than asked for. All of it is one parameter, since the server plans a statement
// anew for each length of each list that is a parameter by itself. Leans on party_id, party_part_of, record_id, fact_uid.
CALL () {
  UNWIND $asked.party AS id
  MATCH (p:Party {id: id})
  RETURN 'party' AS part, collect([
    id, p.id, p.kind, p.status, p.name, p.version, p.birthDate, p.jurisdiction, coalesce(p.flags, []),
    p.segment, p.branch, p.manager
  ]) AS items
UNION ALL
  UNWIND $asked.names AS id
  MATCH (p:Party {id: id})
  RETURN 'names' AS part, collect([id, p.nameTexts, p.nameKinds, p.nameLangs]) AS items
UNION ALL
  UNWIND $asked.identifiers AS id
  MATCH (p:Party {id: id})<-[:DESCRIBES]-(:Record)-[tie:HAS_IDENTIFIER]->(i:Identifier)
  WITH id, i, collect(DISTINCT tie.country) AS countries ORDER BY i.scheme, i.value
  RETURN 'identifiers' AS part,
    collect([id, i.scheme, i.value, i.valid, CASE
      WHEN i.national AND countries <> [] THEN COUNT {
        (i)<-[other:HAS_IDENTIFIER]-() WHERE other.country IS NULL OR other.country IN countries
      }
      ELSE COUNT { (i)<-[:HAS_IDENTIFIER]-() }
    END]) AS items
UNION ALL
  UNWIND $asked.addresses AS id
  MATCH (p:Party {id: id})<-[:DESCRIBES]-(:Record)-[tie:HAS_ADDRESS]->(a:Address)
  WITH DISTINCT id, a, tie.kind AS kind ORDER BY kind, a.text
  RETURN 'addresses' AS part,
    collect([id, a.text, kind, a.country, a.city, a.postcode, COUNT { (a)<-[:HAS_ADDRESS]-() }]) AS items
UNION ALL
  UNWIND $asked.contacts AS id
  MATCH (p:Party {id: id})<-[:DESCRIBES]-(:Record)-[tie:HAS_CONTACT]->(c:Contact)
  UNWIND tie.kinds AS kind
  WITH DISTINCT id, c, kind ORDER BY kind, c.value
  RETURN 'contacts' AS part, collect([id, kind, c.value, COUNT { (c)<-[:HAS_CONTACT]-() }]) AS items
UNION ALL
  UNWIND $asked.records AS id
  MATCH (p:Party {id: id})<-[:DESCRIBES]-(r:Record)
  WHERE r.version IS NOT NULL
  WITH id, r ORDER BY r.source, r.key
  RETURN 'records' AS part, collect([id, r.id, r.source, r.key, r.version, r.receivedAt]) AS items
UNION ALL
  UNWIND $asked.payload AS id
  CALL (id) {
    MATCH (n:Record {id: id}) RETURN n
    UNION
    MATCH (n:Fact {uid: id}) RETURN n
  }
  RETURN 'payload' AS part, collect([id, n.payload]) AS items
UNION ALL
  UNWIND $asked.statements AS id
  MATCH (f:Fact {uid: id})
  RETURN 'statements' AS part, collect([id, f.uid, f.source, f.key, f.version, f.knownFrom]) AS items
UNION ALL
  UNWIND $asked.exposures AS id
  MATCH (p:Party {id: id})<-[:DESCRIBES]-(:Record)<-[:OWED_BY]-(x:Exposure)
  WITH DISTINCT id, x ORDER BY x.asOf DESC, x.id
  RETURN 'exposures' AS part, collect([id, properties(x)]) AS items
UNION ALL
  UNWIND $asked.accounts AS asked
  UNWIND asked.ids AS id
  CALL (asked, id) {
    MATCH (p:Party {id: id})<-[:DESCRIBES]-(:Record)<-[:HELD_BY]-(a:Account)
    WHERE asked.after IS NULL OR a.number + ' ' + a.id > asked.after
    WITH DISTINCT a ORDER BY a.number + ' ' + a.id LIMIT $rows
    RETURN collect(properties(a))[..asked.rows] AS found
  }
  RETURN 'accounts' AS part, collect([asked.key, id, found]) AS items
UNION ALL
  UNWIND $asked.relationships AS asked
  CALL (asked) {
    UNWIND asked.ids AS id
    CALL (asked, id) {
      MATCH (p:Party)
      WHERE p.id = id OR p.partOf = id
      MATCH (p)-[e]-(o:Party)
      WHERE type(e) IN asked.kinds
        AND (asked.direction = 'BOTH' OR (asked.direction = 'OUT') = (startNode(e) = p) OR o = p)
      WITH p, e, o, coalesce(e.strength, -1.0) AS strength
      WHERE asked.after IS NULL OR strength < asked.strength OR (strength = asked.strength AND e.id > asked.after)
      WITH p, e, o ORDER BY strength DESC, e.id LIMIT $rows
      WITH p, e, CASE WHEN o.id IS NULL THEN COLLECT { MATCH (o)-[:ONE_WITH]->(whole) RETURN whole }[0] ELSE o END AS o
      RETURN collect(CASE
        WHEN asked.scoped THEN [type(e), startNode(e) = p, e.share, o.id, o.kind, o.name, o.segment, o.branch]
        WHEN asked.lean THEN [type(e), startNode(e) = p, e.share, o.id, o.kind, o.name]
        ELSE [
          type(e), startNode(e) = p,
          CASE WHEN asked.wide THEN properties(e) ELSE [e.id, e.share, e.voting, e.role, e.strength] END,
          o.id, o.kind, o.name, o.status,
          CASE WHEN asked.wideOther THEN [
            o.version, o.birthDate, o.jurisdiction, coalesce(o.flags, []), o.segment, o.branch, o.manager
          ] END
        ]
      END)[..asked.rows] AS found, collect(o)[..asked.rows - 1] AS others
    }
    WITH collect([asked.key, id, found]) AS items, collect(others) AS reached
    CALL (asked, reached) {
      WITH asked, reached, EXISTS { MATCH (part:Part) WHERE part.part > '' } AS parted
      UNWIND reached AS others
      UNWIND others AS p
      WITH DISTINCT asked, parted, p
      UNWIND asked.next AS next
      CALL (next, p, parted) {
        UNWIND CASE
          WHEN parted THEN [p] + COLLECT { MATCH (part:Party) WHERE part.partOf = p.id RETURN part }
          ELSE [p]
        END AS n
        MATCH (n)-[e]-(o:Party)
        WHERE type(e) IN next.kinds
          AND (next.direction = 'BOTH' OR (next.direction = 'OUT') = (startNode(e) = n) OR o = n)
        WITH n, e, o, coalesce(e.strength, -1.0) AS strength
        WHERE next.after IS NULL OR strength < next.strength OR (strength = next.strength AND e.id > next.after)
        WITH n, e, o ORDER BY strength DESC, e.id LIMIT $rows
        WITH n, e, CASE WHEN o.id IS NULL THEN COLLECT { MATCH (o)-[:ONE_WITH]->(whole) RETURN whole }[0] ELSE o END AS o
        RETURN collect(CASE
          WHEN next.scoped THEN [type(e), startNode(e) = n, e.share, o.id, o.kind, o.name, o.segment, o.branch]
          WHEN next.lean THEN [type(e), startNode(e) = n, e.share, o.id, o.kind, o.name]
          ELSE [
            type(e), startNode(e) = n,
            CASE WHEN next.wide THEN properties(e) ELSE [e.id, e.share, e.voting, e.role, e.strength] END,
            o.id, o.kind, o.name, o.status,
            CASE WHEN next.wideOther THEN [
              o.version, o.birthDate, o.jurisdiction, coalesce(o.flags, []), o.segment, o.branch, o.manager
            ] END
          ]
        END)[..next.rows] AS found
      }
      RETURN collect([next.key, p.id, found]) AS beyond
    }
    UNWIND items + beyond AS item
    RETURN item
  }
  RETURN 'relationships' AS part, collect(item) AS items
UNION ALL
  UNWIND $asked.counts AS id
  MATCH (p:Party)
  WHERE p.id = id OR p.partOf = id
  MATCH (p)-[e]-(o:Party)
  WITH id, type(e) AS kind, CASE WHEN o = p THEN 'BOTH' WHEN startNode(e) = p THEN 'OUT' ELSE 'IN' END AS direction,
    count(*) AS number
  WHERE NOT kind IN ['BENEFICIAL_OWNER_OF', 'ONE_WITH']
  WITH id, kind, direction, number ORDER BY number DESC, kind, direction
  RETURN 'counts' AS part, collect([id, kind, direction, number]) AS items
}
RETURN part, items
