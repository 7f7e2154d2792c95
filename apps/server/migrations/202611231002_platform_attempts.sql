-- Tries at something guessable (passwords, codes, identity factors), counted by a keyed digest of who or where.
create table platform.attempt (
  key text primary key,
  tries integer not null,
  since timestamptz not null
);
