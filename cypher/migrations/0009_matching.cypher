// Judgements of stewards, what became of parties, and the past places of records.
CREATE CONSTRAINT judgement_id IF NOT EXISTS FOR (n:Judgement) REQUIRE n.id IS UNIQUE;
CREATE CONSTRAINT lineage_id IF NOT EXISTS FOR (n:LineageEvent) REQUIRE n.id IS UNIQUE;
CREATE CONSTRAINT lineage_place IF NOT EXISTS FOR (n:LineageEvent) REQUIRE n.place IS UNIQUE;
CREATE INDEX moved_from IF NOT EXISTS FOR ()-[e:MOVED]-() ON (e.from);
// What stewards pin of golden values.
CREATE CONSTRAINT override_id IF NOT EXISTS FOR (n:Override) REQUIRE n.id IS UNIQUE;
// Candidate keys of records, what has still to be resolved, matches that wait for a steward, and versions of the model.
CREATE FULLTEXT INDEX record_keys IF NOT EXISTS FOR (n:Record) ON EACH [n.keys] OPTIONS {indexConfig: {`fulltext.analyzer`: 'whitespace'}};
CREATE INDEX unresolved_id IF NOT EXISTS FOR (n:Unresolved) ON (n.id);
CREATE INDEX match_id IF NOT EXISTS FOR ()-[e:MATCHES]-() ON (e.id);
CREATE INDEX match_waiting IF NOT EXISTS FOR ()-[e:MATCHES]-() ON (e.waiting);
CREATE CONSTRAINT match_model_version IF NOT EXISTS FOR (n:MatchModel) REQUIRE n.version IS UNIQUE;
CREATE CONSTRAINT turn_name IF NOT EXISTS FOR (n:Turn) REQUIRE n.name IS UNIQUE;
