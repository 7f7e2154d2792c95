-- Cases follow a flow (code and version) that they keep; clocks beyond acceptance and decision; what waits for the head.
alter table cases."case" add column flow text not null default 'standard';
alter table cases."case" add column flow_version integer not null default 1;
-- The next legal date on which the clock wants something: a card, a reminder, or an act of its own.
alter table cases."case" add column alarm_on date;
-- What was proposed to the head and waits for him.
alter table cases."case" add column proposal jsonb;
-- Promised materials (容缺), special procedure, delivery: facts the pages show.
alter table cases."case" add column owed jsonb;
alter table cases."case" add column special jsonb;
alter table cases."case" add column delivery jsonb;
alter table cases."case" add column extended_days integer not null default 0;
alter table cases."case" drop constraint case_status_check;
alter table cases."case" add constraint case_status_check check (status in ('submitted', 'pre-returned', 'correction', 'refused',
  'accepted', 'suspended', 'reviewed', 'granted', 'denied', 'certifying', 'checking', 'revoked', 'delivered', 'withdrawn', 'terminated'));
alter table cases.draft add column owed text[] not null default '{}';
alter table cases.timeline add column days integer;
alter table cases.timeline add column as_of date;

create index case_proposal on cases."case" (due_on, id) where proposal is not null;
create index case_alarm on cases."case" (alarm_on, id) where alarm_on is not null;

-- The queues know more statuses.
drop index cases.case_queue;
drop index cases.case_wide_queue;
drop index cases.case_department;
drop index cases.case_done;
drop index cases.case_wide_done;
create index case_queue on cases."case" (agency_code, status, due_on, id)
  where status in ('submitted', 'pre-returned', 'correction', 'accepted', 'suspended', 'reviewed', 'certifying', 'checking');
create index case_wide_queue on cases."case" (status, due_on, id)
  where status in ('submitted', 'pre-returned', 'correction', 'accepted', 'suspended', 'reviewed', 'certifying', 'checking');
create index case_department on cases."case" (agency_code, department_code, status, due_on, id)
  where department_code is not null
    and status in ('submitted', 'pre-returned', 'correction', 'accepted', 'suspended', 'reviewed', 'certifying', 'checking');
create index case_done on cases."case" (agency_code, updated_at desc, id desc)
  where status in ('refused', 'granted', 'denied', 'revoked', 'delivered', 'withdrawn', 'terminated');
create index case_wide_done on cases."case" (updated_at desc, id desc)
  where status in ('refused', 'granted', 'denied', 'revoked', 'delivered', 'withdrawn', 'terminated');
-- Running cases get their first alarm on the day their clock runs out; from then on each act and alarm sets the next.
update cases."case" set alarm_on = due_on where due_on is not null;
-- Notices given so far were the first.
update cases."case" set supplement = supplement || '{"round": 1}' where supplement is not null;
