create schema if not exists platform;

-- Append-only: what happened, by whom, in which request. Ids only, no personal data.
create table platform.event (
  id uuid not null,
  type text not null,
  subject jsonb not null,
  actor_kind text not null,
  actor_id text not null,
  request_id text not null,
  at timestamptz not null,
  primary key (id, at)
) partition by range (at);
-- Months are attached ahead by a daily job; this one only catches what it missed.
create table platform.event_default partition of platform.event default;

create table platform.sms (
  id uuid primary key,
  phone_sealed text not null,
  template text not null,
  params_sealed text not null,
  created_at timestamptz not null,
  sent_at timestamptz
);
