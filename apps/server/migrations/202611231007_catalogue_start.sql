create schema if not exists catalogue;

-- Base list (基本目录): what can be done. Locked elements of the implementation list come from here.
create table catalogue.base_item (
  key text primary key,
  name text not null,
  type text not null,
  by_law jsonb not null,
  use_levels text[] not null,
  version integer not null,
  source text not null
);

-- Implementation list (实施清单): who does it where.
create table catalogue.item (
  code text primary key,
  base_key text not null references catalogue.base_item (key),
  region_code text not null,
  agency_code text,
  state text not null check (state in ('in-force', 'suspended', 'cancelled')),
  -- Open for application here; otherwise the guide informs only.
  applicable boolean not null,
  source text not null
);
create index item_region on catalogue.item (region_code);
create index item_base on catalogue.item (base_key);

-- Published versions are immutable; each is in force in [effective_from, effective_to).
create table catalogue.item_version (
  item_code text not null references catalogue.item (code),
  version integer not null,
  -- json, not jsonb: the order of form fields is part of the guide.
  guide json not null,
  digest text not null,
  effective_from timestamptz not null,
  effective_to timestamptz,
  published_at timestamptz not null,
  primary key (item_code, version),
  check (effective_to is null or effective_to > effective_from)
);
-- At most one version without an end; versions follow each other without gap or overlap because publishing closes the last.
create unique index item_version_open on catalogue.item_version (item_code) where effective_to is null;

-- Which items changed, in order: memory caches and the search index pull from here.
create table catalogue.change (
  number bigint generated always as identity primary key,
  item_code text not null
);
