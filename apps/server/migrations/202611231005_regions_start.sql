create schema if not exists regions;

-- Administrative divisions (GB/T 2260; towns with nine digits). Small and shared: read whole, kept in memory.
create table regions.region (
  code text primary key check (code ~ '^\d{6}(\d{3})?$'),
  name text not null,
  full_name text not null,
  level smallint not null check (level between 1 and 4),
  parent_code text,
  kind text not null,
  -- A placeholder in the code list (市辖区, 省直辖县): never shown or counted, its children stand in.
  placeholder boolean not null,
  valid_from date,
  valid_to date,
  successors text[] not null default '{}',
  source text not null
);
create index region_parent on regions.region (parent_code);
-- Goes up with every import, so that processes know when to read again.
create table regions.edition (only_row boolean primary key default true check (only_row), number bigint not null);
insert into regions.edition (number) values (0);
