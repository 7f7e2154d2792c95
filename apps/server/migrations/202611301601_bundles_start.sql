create schema if not exists bundles;

-- A published bundle; what was published never changes.
create table bundles.bundle (
  code text not null,
  version integer not null,
  definition json not null,
  digest text not null,
  published_at timestamptz not null,
  primary key (code, version)
);

-- One application for a bundle. How it stands is derived from its children and their cases, never stored.
create table bundles.application (
  id uuid primary key,
  citizen_id uuid not null,
  bundle_code text not null,
  bundle_version integer not null,
  region_code text not null,
  -- Whom it is about, masked; null: the applicant himself.
  subject text,
  form jsonb not null,
  materials jsonb not null,
  content_digest text not null,
  submitted_at timestamptz not null
);
create index application_citizen on bundles.application (citizen_id, submitted_at desc);

-- A chosen child with the item version it is applied for under, and the id its case has or will have.
create table bundles.child (
  application_id uuid not null references bundles.application (id),
  key text not null,
  place smallint not null,
  after text[] not null,
  item_code text not null,
  item_version integer not null,
  item_name text not null,
  agency_name text not null,
  case_id uuid not null unique,
  started_at timestamptz,
  withdrawn_at timestamptz,
  -- Why it could not start by itself.
  stuck text,
  -- When the applicant was told that it will not be done.
  dropped_at timestamptz,
  primary key (application_id, key)
);
