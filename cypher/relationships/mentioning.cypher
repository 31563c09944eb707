// Which facts that are known now are about the parties of these records, or held on their behalf?
// A row for each fact. Leans on record_id.
UNWIND $ids AS id
MATCH (:Record {id: id})<-[:ABOUT|ON_BEHALF_OF]-(f:Fact)
WHERE f.knownTo IS NULL
RETURN DISTINCT f.id AS id
