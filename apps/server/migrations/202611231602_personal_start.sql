create schema if not exists personal;

create table personal.favourite (
  citizen_id uuid not null,
  item_code text not null,
  added_at timestamptz not null,
  primary key (citizen_id, item_code)
);

-- The person's own papers, kept for later applications; the bytes are those of files.file.
create table personal.vault_file (
  citizen_id uuid not null,
  file_id uuid not null,
  kind text not null,
  title text not null,
  added_at timestamptz not null,
  primary key (citizen_id, file_id)
);
-- Kept by its owner: deleting an upload leaves it alone.
alter table files.file add column kept boolean not null default false;

-- Append-only: each giving and withdrawing of an extra consent, with the text that was shown.
create table personal.consent_act (
  citizen_id uuid not null,
  id uuid not null,
  kind text not null,
  action text not null check (action in ('given', 'withdrawn')),
  version text not null,
  text_digest text not null,
  at timestamptz not null,
  primary key (citizen_id, id)
);
create index consent_latest on personal.consent_act (citizen_id, kind, at desc);

-- Which officer opened which case of whom: one row a day, so that reading stays cheap.
create table cases.access (
  id uuid not null,
  citizen_id uuid not null,
  day date not null,
  case_id uuid not null,
  staff_id uuid not null,
  what text not null check (what in ('case', 'file')),
  staff_name text not null,
  agency_name text not null,
  times integer not null,
  last_at timestamptz not null,
  primary key (citizen_id, day, case_id, staff_id, what)
);

create table personal.export (
  citizen_id uuid not null,
  id uuid not null,
  requested_at timestamptz not null,
  -- Sealed; emptied when it was taken or has expired.
  content_sealed text,
  expires_at timestamptz,
  taken_at timestamptz,
  primary key (citizen_id, id)
);
create index export_expiry on personal.export (expires_at) where content_sealed is not null;

create table personal.deletion (
  citizen_id uuid primary key,
  requested_at timestamptz not null,
  erase_on date not null
);
create index deletion_due on personal.deletion (erase_on);
