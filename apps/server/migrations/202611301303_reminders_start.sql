create schema reminders;
-- What an officer is to be told of a case, once (its key), when it is ripe: at once, in the morning, or with the next digest.
create table reminders.item (
  staff_id uuid not null,
  key text not null,
  kind text not null check (kind in ('assigned', 'returned', 'half', 'two', 'yellow', 'today', 'red')),
  rule text not null,
  case_id uuid not null,
  case_number text not null,
  item_name text not null,
  due_on date,
  ripe_at timestamptz not null,
  message_id uuid,
  primary key (staff_id, key)
);
create index item_ripe on reminders.item (staff_id, ripe_at) where message_id is null;
create index item_message on reminders.item (staff_id, message_id) where message_id is not null;
-- What he finds in his inbox: one thing, or many together.
create table reminders.message (
  staff_id uuid not null,
  id uuid not null,
  at timestamptz not null,
  read_at timestamptz,
  primary key (staff_id, id)
);
create index message_latest on reminders.message (staff_id, at desc, id desc);
create index message_unread on reminders.message (staff_id) where read_at is null;
create index message_age on reminders.message (at);
-- What he may do without; the last days are not his to silence.
create table reminders.preference (
  staff_id uuid primary key,
  half boolean not null,
  two boolean not null
);
