// Stakes that are held on somebody's behalf are found from that party; one run at a time writes a regime's owners.
CREATE INDEX owns_on_behalf_of IF NOT EXISTS FOR ()-[e:OWNS]-() ON (e.onBehalfOf);
CREATE CONSTRAINT ownership_run_regime IF NOT EXISTS FOR (n:OwnershipRun) REQUIRE n.regime IS UNIQUE;
