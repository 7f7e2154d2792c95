-- Who waits for a time that is full, in the order of coming. An offered place stays taken until he accepts or lets it go.
create table appointments.waiting (
  service_id uuid not null references appointments.service (id),
  id uuid not null,
  citizen_id uuid not null,
  item_code text not null,
  item_name text not null,
  date date not null,
  minute smallint not null,
  until_minute smallint not null,
  -- May have one of the places that are kept for the old.
  senior boolean not null,
  status text not null check (status in ('waiting', 'offered', 'accepted', 'left', 'expired', 'ended')),
  joined_at timestamptz not null,
  expires_at timestamptz,
  booking_id uuid,
  primary key (service_id, id),
  check (status <> 'offered' or expires_at is not null),
  check ((status = 'accepted') = (booking_id is not null))
);
create unique index waiting_once on appointments.waiting (service_id, date, minute, citizen_id) where status in ('waiting', 'offered');
create index waiting_turn on appointments.waiting (service_id, date, minute, joined_at, id) where status = 'waiting';
create index waiting_citizen on appointments.waiting (citizen_id, date);
create index waiting_date on appointments.waiting (date);
