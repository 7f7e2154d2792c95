create schema if not exists access;

-- Implementing bodies (实施主体).
create table access.agency (
  code text primary key,
  name text not null,
  region_code text not null,
  level text not null,
  department text not null,
  type text not null,
  address text not null,
  hours text not null,
  phone text not null,
  supervise_phone text not null,
  windows jsonb not null,
  source text not null
);
create index agency_region on access.agency (region_code);

create table access.staff (
  id uuid primary key,
  login text not null unique,
  name text not null,
  agency_code text not null references access.agency (code),
  permissions text[] not null,
  password_hash text not null,
  totp_sealed text not null,
  -- The last one-time code accepted: a code works once.
  totp_counter bigint not null default 0,
  active boolean not null default true
);
create index staff_agency on access.staff (agency_code);

create table access.session (
  token_digest text primary key,
  staff_id uuid not null references access.staff (id),
  created_at timestamptz not null,
  expires_at timestamptz not null
);
create index session_staff on access.session (staff_id);
create index session_expiry on access.session (expires_at);
