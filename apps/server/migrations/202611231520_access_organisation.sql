-- Agencies form a tree, are never deleted, and change under a version that the second of two administrators fails on.
alter table access.agency
  add column parent_code text references access.agency (code),
  add column status text not null default 'active' check (status in ('active', 'closed')),
  add column opened_on date,
  add column closed_on date,
  add column version integer not null default 1,
  add constraint agency_not_its_own_parent check (parent_code <> code),
  add constraint agency_closed_has_date check ((status = 'closed') = (closed_on is not null));
create index agency_parent on access.agency (parent_code);

create table access.department (
  id uuid primary key,
  agency_code text not null references access.agency (code),
  parent_id uuid,
  name text not null,
  status text not null default 'active' check (status in ('active', 'closed')),
  version integer not null default 1,
  unique (agency_code, id),
  -- A department hangs below one of its own agency.
  foreign key (agency_code, parent_id) references access.department (agency_code, id),
  check (parent_id <> id)
);
create unique index department_name on access.department (agency_code, name) where status = 'active';

create table access.hall (
  id uuid primary key,
  agency_code text not null references access.agency (code),
  region_code text not null,
  name text not null,
  address text not null,
  hours text not null,
  windows jsonb not null,
  status text not null default 'active' check (status in ('active', 'closed')),
  version integer not null default 1
);
create unique index hall_name on access.hall (region_code, name) where status = 'active';
create index hall_agency on access.hall (agency_code);

alter table access.staff
  add column department_id uuid,
  add column phone_sealed text,
  add column joined_on date,
  add column leaves_on date,
  add column version integer not null default 1,
  -- A password somebody else chose opens only the door to choosing one's own.
  add column first_password boolean not null default false,
  add column password_set_at timestamptz,
  add column totp_enrolled boolean not null default true,
  add constraint staff_department foreign key (agency_code, department_id) references access.department (agency_code, id);
create index staff_department_of on access.staff (department_id);

create table access.staff_move (
  id uuid primary key,
  staff_id uuid not null references access.staff (id),
  agency_code text not null references access.agency (code),
  department_id uuid,
  effective_on date not null,
  applied_at timestamptz,
  foreign key (agency_code, department_id) references access.department (agency_code, id)
);
create unique index staff_move_waiting on access.staff_move (staff_id) where applied_at is null;

-- AB岗: the deputy acts for the member of staff between the two dates, both included.
create table access.deputy (
  id uuid primary key,
  staff_id uuid not null references access.staff (id),
  deputy_id uuid not null references access.staff (id),
  from_on date not null,
  to_on date not null,
  check (staff_id <> deputy_id),
  check (to_on >= from_on and to_on < from_on + interval '1 year')
);
create index deputy_of on access.deputy (staff_id, from_on);
create index deputy_for on access.deputy (deputy_id, from_on);

create table access.organisation_change (
  id uuid primary key,
  at timestamptz not null,
  actor_id text not null,
  subject text not null,
  act text not null,
  before jsonb,
  after jsonb
);
create index organisation_change_subject on access.organisation_change (subject, id desc);

alter table access.session
  add column id uuid not null default gen_random_uuid(),
  add column last_seen_at timestamptz,
  add column device_digest text,
  add column agent text;
create table access.sign_in (
  id uuid primary key,
  staff_id uuid not null references access.staff (id),
  at timestamptz not null,
  address text not null,
  agent text not null,
  succeeded boolean not null
);
create index sign_in_staff on access.sign_in (staff_id, id desc);
create table access.old_password (
  staff_id uuid not null references access.staff (id),
  set_at timestamptz not null,
  password_hash text not null,
  primary key (staff_id, set_at)
);
