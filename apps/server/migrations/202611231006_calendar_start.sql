create schema if not exists calendar;

-- Days that are not what their weekday says: holidays and make-up working days of the State Council's yearly notices.
create table calendar.day (
  date date primary key,
  kind text not null check (kind in ('holiday', 'workday')),
  name text not null
);
-- One row a change of the calendar; the newest is in force.
create table calendar.publication (
  number bigint generated always as identity primary key,
  version text not null,
  source text not null,
  published_at timestamptz not null
);
