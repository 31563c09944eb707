// Accounts, exposures, rates and capitals that their source took back, to be found by what they were.
CREATE CONSTRAINT retracted_id IF NOT EXISTS FOR (n:Retracted) REQUIRE n.id IS UNIQUE;
