-- An equality and an overlap in one exclusion constraint. A trusted extension: the owner of the database may add it.
create extension if not exists btree_gist;

-- Whether a version is open for application belongs to the version: a planned one must not open or close today's.
alter table catalogue.item_version add column applicable boolean;
update catalogue.item_version v set applicable = i.applicable from catalogue.item i where i.code = v.item_code;
alter table catalogue.item_version alter column applicable set not null;
alter table catalogue.item drop column applicable;

-- The edition of the base item that a version was published under: an older one waits to be brought up to it (待同步).
alter table catalogue.item_version add column base_version integer not null default 1;
update catalogue.item_version v set base_version = b.version
  from catalogue.item i join catalogue.base_item b on b.key = i.base_key where i.code = v.item_code;
alter table catalogue.item_version alter column base_version drop default;

-- Exactly one version is in force at any instant: intervals are half open and never overlap.
alter table catalogue.item_version add constraint item_version_interval
  exclude using gist (item_code with =, tstzrange(effective_from, effective_to) with &&);

-- A suspension, resumption or cancellation to come: it holds from its instant on without anybody doing anything.
alter table catalogue.item add column next_state text check (next_state in ('in-force', 'suspended', 'cancelled'));
alter table catalogue.item add column next_state_at timestamptz;
alter table catalogue.item add constraint item_next_state check ((next_state is null) = (next_state_at is null));

-- Where an item came from when it was split, merged or handed down: for statistics over the change.
create table catalogue.succession (
  predecessor_code text not null references catalogue.item (code),
  successor_code text not null references catalogue.item (code),
  kind text not null check (kind in ('split', 'merge', 'hand-down')),
  at timestamptz not null,
  primary key (predecessor_code, successor_code)
);
create index succession_successor on catalogue.succession (successor_code);

-- Change requests (变更单): a working copy on its way through three reviews.
create table catalogue.change_request (
  id uuid primary key,
  kind text not null check (kind in ('add', 'change', 'split', 'merge', 'hand-down', 'suspend', 'resume', 'cancel')),
  state text not null check (state in ('draft', 'agency', 'legal', 'office', 'approved', 'returned', 'withdrawn')),
  version integer not null default 1,
  item_code text not null,
  item_name text not null,
  base_key text not null references catalogue.base_item (key),
  agency_code text not null,
  agency_name text not null,
  -- The published version the copy was made from; null for an item that is new.
  published_version integer,
  predecessors text[] not null default '{}',
  guide json,
  reason text not null default '',
  effective_on date,
  -- From when on it holds; known once it is approved.
  effective_at timestamptz,
  editor_id uuid not null,
  editor_name text not null,
  -- Counts the submissions: who edited or approved in this round may not approve again in it.
  round integer not null default 1,
  editors uuid[] not null,
  updated_at timestamptz not null,
  check ((state = 'approved') = (effective_at is not null)),
  check ((guide is null) = (kind in ('suspend', 'resume', 'cancel')))
);
create index change_request_agency on catalogue.change_request (agency_code, updated_at desc, id desc);
create index change_request_wide on catalogue.change_request (updated_at desc, id desc);
create index change_request_item on catalogue.change_request (item_code);

create table catalogue.change_step (
  change_id uuid not null references catalogue.change_request (id),
  seq integer not null,
  act_id uuid not null,
  act text not null check (act in ('create', 'submit', 'approve', 'return', 'withdraw', 'rebase')),
  round integer not null,
  staff_id uuid not null,
  staff_name text not null,
  note text,
  at timestamptz not null,
  primary key (change_id, seq),
  unique (change_id, act_id)
);
-- Three different people: whoever submitted or approved in a round does not approve in it again.
create unique index change_step_person on catalogue.change_step (change_id, round, staff_id) where act in ('submit', 'approve');
