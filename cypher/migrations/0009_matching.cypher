// Judgements of stewards, what became of parties, and the past places of records.
CREATE CONSTRAINT judgement_id IF NOT EXISTS FOR (n:Judgement) REQUIRE n.id IS UNIQUE;
CREATE CONSTRAINT lineage_id IF NOT EXISTS FOR (n:LineageEvent) REQUIRE n.id IS UNIQUE;
CREATE CONSTRAINT lineage_place IF NOT EXISTS FOR (n:LineageEvent) REQUIRE n.place IS UNIQUE;
CREATE INDEX moved_from IF NOT EXISTS FOR ()-[e:MOVED]-() ON (e.from);
// What stewards pin of golden values.
CREATE CONSTRAINT override_id IF NOT EXISTS FOR (n:Override) REQUIRE n.id IS UNIQUE;
