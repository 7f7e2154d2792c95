-- 流程迁移: running cases are moved to another flow. What an act moved a case from stays in its timeline: the clock replays
-- every act through the flow of its time.
alter table cases.timeline add column moved jsonb;
alter table cases.timeline add constraint timeline_moved_check check ((action = 'migrate') = (moved is not null));

create table cases.flow_migration (
  id uuid primary key,
  item_code text not null,
  item_name text not null,
  agency_code text not null,
  agency_name text not null,
  from_flow text not null,
  from_version integer not null,
  to_flow text not null,
  to_version integer not null,
  state text not null check (state in ('proposed', 'confirmed', 'running', 'done', 'cancelled')),
  reason text not null,
  -- What the proposer saw.
  fingerprint text not null,
  previewed_total integer not null,
  previewed_movable integer not null,
  proposed_by uuid not null,
  proposed_at timestamptz not null,
  decided_by uuid,
  decided_at timestamptz,
  note text,
  total integer,
  moved integer not null default 0,
  kept integer not null default 0,
  finished_at timestamptz,
  -- Who proposes never confirms.
  check (state in ('proposed', 'cancelled') or decided_by <> proposed_by),
  check ((state = 'proposed') = (decided_at is null))
);
-- One at a time for an item.
create unique index flow_migration_open on cases.flow_migration (item_code)
  where state in ('proposed', 'confirmed', 'running');
create index flow_migration_latest on cases.flow_migration (proposed_at desc, id desc);
create index flow_migration_running on cases.flow_migration (decided_at) where state in ('confirmed', 'running');

-- The cases that were confirmed, one row each: waiting (moved is null) until its turn has come.
create table cases.flow_migration_case (
  migration_id uuid not null references cases.flow_migration (id),
  case_id uuid not null,
  case_number text not null,
  moved boolean,
  status text,
  why_not text,
  at timestamptz,
  primary key (migration_id, case_id),
  check ((moved is null) = (at is null)),
  check (moved is not true or why_not is null)
);
create index flow_migration_waiting on cases.flow_migration_case (migration_id, case_id) where moved is null;
