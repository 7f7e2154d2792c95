-- The handler of a case (经办人) is who has taken its present step, no longer who acted last: acts of assignment are recorded
-- here, apart from the timeline, because nothing happens to the case: its version, its clocks and its applicant feel nothing.
create table cases.assignment (
  case_id uuid not null references cases."case",
  seq integer not null,
  act_id uuid not null,
  kind text not null check (kind in ('claim', 'release', 'transfer')),
  officer_id uuid not null,
  officer_name text not null,
  to_id uuid,
  to_name text,
  reason text,
  at timestamptz not null,
  primary key (case_id, seq),
  unique (case_id, act_id)
);

-- What waits for another role than that of who acted last is nobody's yet.
update cases."case" set handler_id = null
  where handler_id is not null and status in ('accepted', 'reviewed', 'certifying', 'checking');

-- The queues ask who has a case, which item it is of and how it flows, before they fetch it.
drop index cases.case_queue;
drop index cases.case_wide_queue;
create index case_queue on cases."case" (agency_code, status, due_on, id, handler_id, item_code, flow)
  where status in ('submitted', 'pre-returned', 'correction', 'accepted', 'suspended', 'reviewed', 'certifying', 'checking');
create index case_wide_queue on cases."case" (status, due_on, id, handler_id, item_code, flow)
  where status in ('submitted', 'pre-returned', 'correction', 'accepted', 'suspended', 'reviewed', 'certifying', 'checking');
