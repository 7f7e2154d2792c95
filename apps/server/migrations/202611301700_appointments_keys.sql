-- A booking's shard key is whose it is, so it stands in the primary key. What must be unique beside it has tables of its own:
-- the id that a client made, and the code, which a hall looks up. A slot belongs to another shard: no foreign key.
alter table appointments.booking drop constraint booking_service_id_date_minute_fkey;
alter table appointments.booking drop constraint booking_pkey;
alter table appointments.booking add primary key (citizen_id, id);

create table appointments.booking_key (
  id uuid primary key,
  citizen_id uuid not null
);
insert into appointments.booking_key (id, citizen_id) select id, citizen_id from appointments.booking;

create table appointments.code (
  hall_id uuid not null,
  date date not null,
  code text not null check (code ~ '^[0-9]{6}$'),
  citizen_id uuid not null,
  booking_id uuid not null,
  primary key (hall_id, date, code)
);
insert into appointments.code (hall_id, date, code, citizen_id, booking_id)
select hall_id, date, code, citizen_id, id from appointments.booking where status <> 'cancelled';
drop index appointments.booking_code;

-- The last places of each time are kept for people of 60 and older.
alter table appointments.service add reserved_percent smallint not null default 0 check (reserved_percent between 0 and 90);
