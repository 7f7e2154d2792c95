-- Reviews in two steps, fees before the decision.
alter table cases."case" add column first_reviewer_id uuid;
alter table cases."case" add column fee jsonb;
alter table cases."case" drop constraint case_status_check;
alter table cases."case" add constraint case_status_check check (status in ('submitted', 'pre-returned', 'correction', 'refused',
  'accepted', 'suspended', 'first-reviewed', 'reviewed', 'paying', 'granted', 'denied', 'certifying', 'checking', 'revoked', 'delivered',
  'withdrawn', 'terminated'));
-- The queues know more statuses.
drop index cases.case_queue;
drop index cases.case_wide_queue;
drop index cases.case_department;
create index case_queue on cases."case" (agency_code, status, due_on, id)
  where status in ('submitted', 'pre-returned', 'correction', 'accepted', 'suspended', 'first-reviewed', 'reviewed', 'paying', 'certifying', 'checking');
create index case_wide_queue on cases."case" (status, due_on, id)
  where status in ('submitted', 'pre-returned', 'correction', 'accepted', 'suspended', 'first-reviewed', 'reviewed', 'paying', 'certifying', 'checking');
create index case_department on cases."case" (agency_code, department_code, status, due_on, id)
  where department_code is not null
    and status in ('submitted', 'pre-returned', 'correction', 'accepted', 'suspended', 'first-reviewed', 'reviewed', 'paying', 'certifying', 'checking');

-- 会办: agencies that the lead asked for an opinion, with the case they are shown for it.
create table cases.opinion (
  case_id uuid not null,
  agency_code text not null,
  agency_name text not null,
  question text not null,
  asked_at timestamptz not null,
  due_on date not null,
  answer text check (answer in ('agree', 'disagree')),
  words text,
  officer_id uuid,
  officer_name text,
  answered_at timestamptz,
  -- Did not answer in time; told to supervision once.
  missed_at timestamptz,
  -- The case ended without it.
  closed_at timestamptz,
  primary key (case_id, agency_code)
);
create index opinion_waiting on cases.opinion (agency_code, due_on, case_id) where answered_at is null and closed_at is null;
create index opinion_late on cases.opinion (due_on, case_id) where answered_at is null and closed_at is null and missed_at is null;
