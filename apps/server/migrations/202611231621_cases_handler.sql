-- Who handles the case and in which department: what the narrower data scopes look at.
alter table cases."case" add column handler_id uuid;
alter table cases."case" add column department_code text;
create index case_handler on cases."case" (handler_id, due_on, id) where handler_id is not null;
-- Queues of those who see many agencies, or all.
create index case_wide_queue on cases."case" (status, due_on, id) where status in ('submitted', 'correction', 'accepted', 'reviewed');
create index case_wide_done on cases."case" (updated_at desc, id desc) where status in ('refused', 'granted', 'denied', 'withdrawn');
-- One department's queues; cases without a department, as all are at first, take no place here.
create index case_department on cases."case" (agency_code, department_code, status, due_on, id)
  where department_code is not null and status in ('submitted', 'correction', 'accepted', 'reviewed');
