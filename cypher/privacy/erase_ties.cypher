// What is drawn at a party that is erased loses what sources added in words.
// No rows. The relationships were found in the same transaction.
UNWIND $rows AS row
MATCH ()-[e]->()
WHERE elementId(e) = row.tie
SET e.rebutted = row.rebutted
REMOVE e.attributes
