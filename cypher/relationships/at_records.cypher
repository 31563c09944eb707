// Which facts that are known now are tied to these records?
// A row for each fact. Leans on record_id.
UNWIND $ids AS id
MATCH (:Record {id: id})<-[:FROM|TO|ABOUT|ON_BEHALF_OF]-(f:Fact)
WHERE f.knownTo IS NULL
RETURN DISTINCT f.id AS id
