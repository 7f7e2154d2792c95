-- Rights: a role is functional permissions, data scope and field clearance; people get roles for a time.

-- Moves whenever the tree of agencies does: processes that keep it in memory look here.
create table access.edition (
  only_row boolean primary key default true check (only_row),
  number bigint not null
);
insert into access.edition (number) values (1);

-- 三员分立: whoever administers holds no business role, and no two of the three administrations. `duty` is part of the
-- keys below, so the database refuses a mixture whatever the application says.
alter table access.staff add column duty text not null default 'business' check (duty in ('business', 'system', 'security', 'audit'));
alter table access.staff add constraint staff_id_duty unique (id, duty);
update access.staff set duty = 'system' where permissions && array['operate'];

create table access.role (
  id uuid primary key,
  name text not null unique,
  duty text not null check (duty in ('business', 'system', 'security', 'audit')),
  permissions text[] not null,
  scope text not null check (scope in ('own', 'department', 'agency', 'agency-tree', 'region', 'chosen')),
  region_code text,
  chosen_agencies text[] not null default '{}',
  clearance text not null check (clearance in ('public', 'internal', 'sensitive', 'high')),
  version integer not null default 1,
  unique (id, duty),
  check (cardinality(permissions) > 0),
  check (permissions <@ case duty
    when 'business' then array['accept', 'review', 'decide', 'supervise']
    when 'system' then array['operate', 'organise']
    when 'security' then array['grant']
    else array['audit'] end),
  check ((scope = 'region') = (region_code is not null))
);

create table access.role_grant (
  id uuid primary key,
  staff_id uuid not null,
  role_id uuid not null,
  duty text not null,
  -- Legal dates; the last day is included.
  valid_from date not null,
  valid_until date,
  -- Two people: who asked and who agreed. Null for what an installation starts with.
  requested_by uuid,
  approved_by uuid,
  granted_at timestamptz not null,
  revoked_at timestamptz,
  foreign key (staff_id, duty) references access.staff (id, duty),
  foreign key (role_id, duty) references access.role (id, duty),
  check (valid_until >= valid_from),
  check ((requested_by is null) = (approved_by is null)),
  check (requested_by <> approved_by and staff_id <> approved_by and staff_id <> requested_by)
);
create index role_grant_staff on access.role_grant (staff_id) where revoked_at is null;
create index role_grant_role on access.role_grant (role_id) where revoked_at is null;

-- A change of rights waits here for a second security administrator.
create table access.grant_change (
  id uuid primary key,
  change jsonb not null,
  reason text not null,
  summary text not null,
  state text not null check (state in ('proposed', 'approved', 'rejected', 'withdrawn')),
  proposed_by uuid not null references access.staff (id),
  proposed_at timestamptz not null,
  decided_by uuid references access.staff (id),
  decided_at timestamptz,
  note text,
  check (state in ('proposed', 'withdrawn') or decided_by <> proposed_by)
);
create index grant_change_state on access.grant_change (state, proposed_at desc, id desc);

-- What people could do so far becomes one role for each set of permissions.
insert into access.role (id, name, duty, permissions, scope, clearance)
select gen_random_uuid(), '原有权限 ' || array_to_string(array(select unnest(permissions) order by 1), '、'), duty, permissions, 'agency', 'sensitive'
from (
  select distinct duty,
    case when duty = 'system' then array['operate'] else array(select p from unnest(permissions) p where p in ('accept', 'review', 'decide', 'supervise') order by p) end as permissions
  from access.staff
) as old where cardinality(permissions) > 0;
insert into access.role_grant (id, staff_id, role_id, duty, valid_from, granted_at)
select gen_random_uuid(), s.id, r.id, s.duty, current_date, now()
from access.staff s join access.role r on r.duty = s.duty
  and r.permissions = case when s.duty = 'system' then array['operate'] else array(select p from unnest(s.permissions) p where p in ('accept', 'review', 'decide', 'supervise') order by p) end;
alter table access.staff drop column permissions;
