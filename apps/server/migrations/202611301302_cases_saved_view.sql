-- Queues narrowed by filters that an officer comes back to. Places keep them few whatever happens at once.
create table cases.saved_view (
  staff_id uuid not null,
  id uuid not null,
  place smallint not null check (place between 1 and 20),
  name text not null,
  queue text not null,
  filter jsonb not null,
  is_default boolean not null,
  primary key (staff_id, id),
  unique (staff_id, place)
);
create unique index saved_view_default on cases.saved_view (staff_id) where is_default;
