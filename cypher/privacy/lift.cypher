// What records say of a party is restricted no longer.
// A row for each pin that stood. Leans on record_id.
UNWIND $ids AS id
MATCH (:Record {id: id})<-[:CORRECTS]-(o:Override {field: 'restricted'})
WHERE o.withdrawnAt IS NULL
SET o.withdrawnAt = $at, o.withdrawnBy = $by
RETURN o.id AS id
