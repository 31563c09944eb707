// Proposals about somebody who is erased say no longer what they were about; who decided stays. One that is open ends.
// No rows. Leans on change_request_id.
UNWIND $rows AS row
MATCH (c:ChangeRequest {id: row.id})
SET c.title = $word, c.changes = [], c.shown = [], c.effects = [], c.leftOut = [], c.base = '{}',
  c.decisions = row.decisions,
  c.reason = CASE WHEN c.reason IS NULL THEN null ELSE $word END,
  c.version = c.version + 1,
  c.status = CASE WHEN c.status IN ['DRAFT', 'SUBMITTED', 'APPROVED', 'CONFLICT'] THEN 'WITHDRAWN' ELSE c.status END
