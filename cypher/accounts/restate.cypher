// Accounts, exposures, rates and capitals that were taken back and are about to be stated again.
// No rows. Leans on retracted_id.
UNWIND $ids AS id
MATCH (n:Retracted {id: id})
REMOVE n:Retracted
