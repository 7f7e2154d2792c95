-- 常用语 of an officer, or of an agency for all of its officers. Places keep them few whatever happens at once, and in order.
create table cases.phrase (
  id uuid primary key,
  staff_id uuid,
  agency_code text,
  place smallint not null check (place between 1 and 50),
  purpose text not null,
  words text not null,
  version integer not null default 1,
  check (num_nonnulls(staff_id, agency_code) = 1),
  -- At the end of each statement: whoever puts them in another order moves all at once.
  unique (staff_id, place) deferrable initially immediate,
  unique (agency_code, place) deferrable initially immediate
);
