// Which parties carry an identifier or a contact, or hold an account, of one of these values?
// A row for each and what it carries; of each kind of value the first $most. Leans on identifier_value, contact_id,
// account_number.
CALL () {
  MATCH (i:Identifier)
  WHERE i.value IN $values
  MATCH (i)<-[:HAS_IDENTIFIER]-(:Record)-[:DESCRIBES]->(p:Party)
  RETURN p, 'identifier: ' + i.scheme + ' ' + i.value AS matched
  LIMIT $most
UNION
  UNWIND $contacts AS id
  MATCH (c:Contact {id: id})<-[tie:HAS_CONTACT]-(:Record)-[:DESCRIBES]->(p:Party)
  RETURN p, tie.kinds[0] + ': ' + c.value AS matched
  LIMIT $most
UNION
  MATCH (a:Account)
  WHERE a.number IN $values
  MATCH (a)-[:HELD_BY]->(:Record)-[:DESCRIBES]->(p:Party)
  RETURN p, 'account: ' + a.number AS matched
  LIMIT $most
}
WITH p, matched
WHERE ($kinds IS NULL OR p.kind IN $kinds)
  AND ($statuses IS NULL OR p.status IN $statuses)
  AND ($countries IS NULL OR any(country IN p.countries WHERE country IN $countries))
  AND ($scope IS NULL OR any(area IN $scope WHERE (area.branches IS NULL OR p.branch IS NULL OR p.branch IN area.branches)
    AND (area.segments IS NULL OR p.segment IS NULL OR p.segment IN area.segments OR p.segment = 'restricted')
    AND (area.restricted OR p.segment IS NULL OR p.segment <> 'restricted')))
RETURN p.id AS id, min(matched) AS matched
