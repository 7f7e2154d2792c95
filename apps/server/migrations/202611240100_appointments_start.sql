create schema if not exists appointments;

-- A group of windows of a hall that people book a time for. Halls belong to access: their ids and agencies are copied here,
-- so that a booking does not wait for another module.
create table appointments.service (
  id uuid primary key,
  hall_id uuid not null,
  agency_code text not null,
  name text not null,
  -- Null: every item of the hall's agency.
  items text[],
  windows smallint not null check (windows between 1 and 200),
  -- First letter of its queue numbers.
  prefix text not null check (prefix ~ '^[A-Z]$'),
  days_ahead smallint not null check (days_ahead between 1 and 60),
  -- Minute of the day at which the last of those days opens for booking.
  release_minute smallint not null check (release_minute between 0 and 1439),
  -- Closed on legal holidays unless an exception opens that day.
  keeps_holidays boolean not null,
  version integer not null default 1
);
create unique index service_prefix on appointments.service (hall_id, prefix);
create unique index service_name on appointments.service (hall_id, name);
create index service_items on appointments.service using gin (items);
create index service_agency on appointments.service (agency_code);

create table appointments.opening (
  service_id uuid not null references appointments.service (id),
  weekday smallint not null check (weekday between 1 and 7),
  from_minute smallint not null check (from_minute between 0 and 1439),
  to_minute smallint not null check (to_minute between 1 and 1440),
  slot_minutes smallint not null check (slot_minutes between 5 and 480),
  -- Places in each slot.
  capacity smallint not null check (capacity between 1 and 1000),
  primary key (service_id, weekday, from_minute),
  check (to_minute - from_minute >= slot_minutes)
);

-- One day that is not like its weekday: closed, or with hours of its own.
create table appointments.exception (
  service_id uuid not null references appointments.service (id),
  date date not null,
  reason text not null,
  closed boolean not null,
  from_minute smallint,
  to_minute smallint,
  slot_minutes smallint,
  capacity smallint,
  primary key (service_id, date),
  check (closed or (from_minute >= 0 and to_minute <= 1440 and to_minute - from_minute >= slot_minutes and slot_minutes >= 5 and capacity >= 1)),
  check (not closed or (from_minute is null and to_minute is null and slot_minutes is null and capacity is null))
);

-- Made when its first place is taken. The check is the last word on how many people come at one time.
create table appointments.slot (
  service_id uuid not null references appointments.service (id),
  date date not null,
  minute smallint not null,
  capacity smallint not null,
  taken smallint not null,
  primary key (service_id, date, minute),
  check (taken between 0 and capacity)
);

create table appointments.booking (
  id uuid primary key,
  citizen_id uuid not null,
  service_id uuid not null,
  hall_id uuid not null,
  item_code text not null,
  item_name text not null,
  -- Masked: the window calls a number, not a name.
  person_name text not null,
  date date not null,
  minute smallint not null,
  until_minute smallint not null,
  code text not null check (code ~ '^[0-9]{6}$'),
  status text not null check (status in ('booked', 'arrived', 'served', 'missed', 'cancelled')),
  -- The hall closed the day; otherwise the person himself cancelled.
  called_off boolean not null default false,
  queue_number text,
  booked_at timestamptz not null,
  changed_at timestamptz not null,
  foreign key (service_id, date, minute) references appointments.slot (service_id, date, minute),
  check ((status in ('arrived', 'served')) <= (queue_number is not null))
);
create unique index booking_one_a_day on appointments.booking (citizen_id, service_id, date) where status in ('booked', 'arrived');
create unique index booking_code on appointments.booking (hall_id, date, code) where status <> 'cancelled';
create unique index booking_queue on appointments.booking (service_id, date, queue_number);
create index booking_citizen on appointments.booking (citizen_id, date desc, minute desc, id desc);
create index booking_day on appointments.booking (hall_id, date, minute, id);
create index booking_slot on appointments.booking (service_id, date, minute);

-- How many queue numbers a service has given on a day.
create table appointments.queue (
  service_id uuid not null references appointments.service (id),
  date date not null,
  issued smallint not null,
  primary key (service_id, date)
);
