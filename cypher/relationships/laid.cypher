// From which facts were the relationships at these parts made?
// A row for each fact. Leans on part_id.
UNWIND $ids AS id
MATCH (p:Part {part: id})-[e]-()
UNWIND e.facts AS fact
RETURN DISTINCT fact AS id
