-- What each hall decides for itself, with the defaults that held for all so far: how long after its end a time is missed, how
-- often, within how many days, and for how many days nobody can book then; how long a free place is kept for who waits.
alter table appointments.service
  add grace_minutes smallint not null default 15 check (grace_minutes between 0 and 240),
  add no_show_limit smallint not null default 3 check (no_show_limit between 1 and 20),
  add no_show_days smallint not null default 30 check (no_show_days between 1 and 365),
  add block_days smallint not null default 30 check (block_days between 0 and 365),
  add hold_minutes smallint not null default 15 check (hold_minutes between 5 and 240);

-- Missed, but not counted: who said so and why.
alter table appointments.booking add excused_by uuid, add excuse text,
  add constraint booking_excuse check ((excused_by is null) = (excuse is null) and (excuse is null or status = 'missed'));
create index booking_open on appointments.booking (date) where status = 'booked';
