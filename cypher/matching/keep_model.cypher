// A version of the model, which decides nothing until it is approved.
// No rows. Leans on match_model_version.
MERGE (m:MatchModel {version: $version})
ON CREATE SET m += $model
