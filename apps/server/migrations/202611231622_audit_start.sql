create schema if not exists audit;

-- Who acted for whom and under which mandate, from where (masked), and whether it was done or refused.
alter table platform.event add column on_behalf_of text;
alter table platform.event add column mandate_id text;
alter table platform.event add column place text;
alter table platform.event add column result text not null default 'done' check (result in ('done', 'refused'));
-- The inserting transaction: events below the oldest running one are complete, so sealing in this order misses none.
alter table platform.event add column xid xid8 not null default pg_current_xact_id();
create index event_order on platform.event (xid, id);
create index event_type_at on platform.event (type, at desc, id desc);
create index event_actor on platform.event (actor_id, at desc, id desc);
create index event_subject on platform.event using gin (subject jsonb_path_ops);

-- One chain for each stream (the part of the event type before the dot): hash = SM3(hash before || digest of the event).
create table audit.link (
  stream text not null,
  seq bigint not null,
  day date not null,
  event_id uuid not null unique,
  event_at timestamptz not null,
  digest text not null,
  hash text not null,
  primary key (stream, seq)
);
create index link_day on audit.link (stream, day, seq);

-- Where each chain ends, so that a cut tail is seen.
create table audit.head (
  stream text primary key,
  seq bigint not null,
  hash text not null,
  day date not null
);

-- Up to where events have been sealed.
create table audit.position (
  only_row boolean primary key default true check (only_row),
  xid xid8 not null,
  id uuid not null
);
insert into audit.position (xid, id) values ('0', '00000000-0000-0000-0000-000000000000');

-- The day's last link and the root of a tree over its digests, signed (SM2).
create table audit.checkpoint (
  stream text not null,
  day date not null,
  first_seq bigint not null,
  last_seq bigint not null,
  hash text not null,
  root text not null,
  key_id text not null,
  signature text not null,
  made_at timestamptz not null,
  primary key (stream, day)
);

create table audit.signing_key (
  id text primary key,
  public_key text not null,
  private_sealed text not null,
  created_at timestamptz not null
);

create table audit.verification (
  id uuid primary key,
  at timestamptz not null,
  asked_by uuid,
  links bigint not null,
  checkpoints bigint not null,
  fault jsonb
);
