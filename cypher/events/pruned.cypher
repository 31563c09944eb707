// Up to which number are entries of the outbox forgotten?
// One row. Leans on turn_name.
OPTIONAL MATCH (t:Turn {name: 'outbox'})
RETURN coalesce(t.pruned, 0) AS last
