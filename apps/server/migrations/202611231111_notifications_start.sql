create schema if not exists notifications;

create table notifications.notice (
  citizen_id uuid not null,
  id uuid not null,
  -- One notice an event and person, however often the event is replayed.
  event_id uuid not null,
  case_id uuid,
  title text not null,
  text text not null,
  at timestamptz not null,
  read_at timestamptz,
  primary key (citizen_id, id),
  unique (citizen_id, event_id)
);
create index notice_unread on notifications.notice (citizen_id) where read_at is null;
create index notice_list on notifications.notice (citizen_id, at desc, id desc);
