-- A month of events that is older than the retention: exported and signed first, its partition detached afterwards. The
-- links stay, so every chain is still walked from its beginning; only the events of these months need not be there.
create table audit.archive (
  month date primary key,
  first_day date not null,
  last_day date not null,
  events bigint not null check (events > 0),
  file_key text not null,
  file_size bigint not null,
  file_digest text not null,
  key_id text not null references audit.signing_key (id),
  signature text not null,
  made_at timestamptz not null,
  detached_at timestamptz
);

-- Links come in the order of time: a few pages tell which of them belong to a month.
create index link_event_at on audit.link using brin (event_at);
