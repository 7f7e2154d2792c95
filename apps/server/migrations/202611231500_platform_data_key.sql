-- Data keys, wrapped by the key-encryption key, which is never here. One in use a purpose.
create table platform.data_key (
  id text primary key,
  purpose text not null,
  wrapped text not null,
  created_at timestamptz not null,
  retired_at timestamptz
);
create unique index data_key_in_use on platform.data_key (purpose) where retired_at is null;
