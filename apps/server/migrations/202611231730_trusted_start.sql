create schema if not exists trusted;

-- One authentication at the authority, from start to answer. No number, no picture, no pseudonym.
create table trusted.attempt (
  id uuid primary key,
  purpose text not null check (purpose in ('prove', 'sign-in')),
  mode text not null check (mode in ('two-item', 'portrait', 'credential')),
  citizen_id uuid,
  -- Of the cookie of a guest who signs in.
  holder_digest text unique,
  bsn text not null unique,
  check_code text not null,
  confirm_url text not null,
  challenge text[] not null,
  state text not null,
  -- Whoever asks the authority holds the attempt for a moment, so that the one answer is heard once.
  claimed_at timestamptz,
  started_at timestamptz not null,
  expires_at timestamptz not null,
  check ((purpose = 'prove') = (citizen_id is not null)),
  check ((purpose = 'sign-in') = (holder_digest is not null))
);
create index attempt_started on trusted.attempt (started_at);

-- Whose the pseudonym is that the authority knows a person by towards this platform; kept as a keyed digest only.
create table trusted.link (
  pid_digest text primary key,
  citizen_id uuid not null unique,
  linked_at timestamptz not null,
  last_used_at timestamptz
);

create table trusted.proof (
  citizen_id uuid not null,
  id uuid not null,
  mode text not null,
  at timestamptz not null,
  primary key (citizen_id, id)
);
