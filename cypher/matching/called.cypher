// Which parties answer under these ids today? A party's id is that of one of its records, with another first letter.
// A row for each id whose record describes a party. Leans on record_id.
UNWIND $ids AS id
MATCH (r:Record {id: 'r' + substring(id, 1)})-[:DESCRIBES]->(p:Party)
RETURN id AS id, p.id AS party
