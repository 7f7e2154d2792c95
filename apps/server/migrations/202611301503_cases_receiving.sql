-- 异地代收: where a case was handed in for an agency elsewhere.
alter table cases."case" add column receiving_agency_code text;
alter table cases."case" add column receiving_agency_name text;
alter table cases."case" drop constraint case_status_check;
alter table cases."case" add constraint case_status_check check (status in ('collected', 'submitted', 'pre-returned', 'correction',
  'refused', 'accepted', 'suspended', 'first-reviewed', 'reviewed', 'paying', 'granted', 'denied', 'certifying', 'checking', 'revoked',
  'delivered', 'withdrawn', 'terminated'));
create index case_collected on cases."case" (receiving_agency_code, due_on, id) where status = 'collected';
-- What is open, as `openStatuses` says.
drop index cases.case_queue;
drop index cases.case_wide_queue;
drop index cases.case_department;
create index case_queue on cases."case" (agency_code, status, due_on, id, handler_id, item_code, flow)
  where status in ('collected', 'submitted', 'pre-returned', 'correction', 'accepted', 'suspended', 'first-reviewed', 'reviewed', 'paying', 'certifying', 'checking');
create index case_wide_queue on cases."case" (status, due_on, id, handler_id, item_code, flow)
  where status in ('collected', 'submitted', 'pre-returned', 'correction', 'accepted', 'suspended', 'first-reviewed', 'reviewed', 'paying', 'certifying', 'checking');
create index case_department on cases."case" (agency_code, department_code, status, due_on, id)
  where department_code is not null
    and status in ('collected', 'submitted', 'pre-returned', 'correction', 'accepted', 'suspended', 'first-reviewed', 'reviewed', 'paying', 'certifying', 'checking');
