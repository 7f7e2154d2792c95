create schema if not exists files;

create table files.file (
  id uuid primary key,
  citizen_id uuid not null,
  name text not null,
  media_type text not null,
  size bigint not null check (size > 0),
  sm3 text not null,
  -- Belongs to a submitted case: it can no longer be deleted.
  in_use boolean not null default false,
  uploaded_at timestamptz not null
);
create index file_citizen on files.file (citizen_id);
