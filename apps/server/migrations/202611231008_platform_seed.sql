-- What was put into this database from files, so that it is put there once.
create table platform.seed (
  name text primary key,
  digest text not null
);
