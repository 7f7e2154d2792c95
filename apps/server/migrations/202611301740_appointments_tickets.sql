-- Numbers of a day's queue. They belong to the hall's side: a booking only knows the number it got.
create table appointments.ticket (
  service_id uuid not null references appointments.service (id),
  date date not null,
  n integer not null,
  number text not null,
  -- Whose booking it is for; nobody's when he came without one.
  citizen_id uuid,
  booking_id uuid,
  walk_in_id uuid,
  item_name text not null,
  -- His turn: the start of his time, or when he came if that was later.
  due_minute smallint not null,
  status text not null check (status in ('waiting', 'called', 'skipped', 'served')),
  window_no smallint,
  call_id uuid,
  calls smallint not null default 0,
  issued_at timestamptz not null,
  called_at timestamptz,
  ended_at timestamptz,
  primary key (service_id, date, n),
  check ((booking_id is null) = (citizen_id is null) and (booking_id is null) = (walk_in_id is not null)),
  check (status <> 'called' or (window_no is not null and called_at is not null))
);
create unique index ticket_window on appointments.ticket (service_id, date, window_no) where status = 'called';
create unique index ticket_walk_in on appointments.ticket (service_id, date, walk_in_id);
create index ticket_booking on appointments.ticket (citizen_id, booking_id);
insert into appointments.ticket (service_id, date, n, number, citizen_id, booking_id, item_name, due_minute, status, issued_at, ended_at)
select service_id, date, substr(queue_number, 2)::integer, queue_number, citizen_id, id, item_name, minute,
  case status when 'arrived' then 'waiting' else 'served' end, changed_at, case status when 'arrived' then null else changed_at end
from appointments.booking where queue_number is not null;
drop index appointments.booking_queue;
