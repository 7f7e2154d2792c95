create schema if not exists identity;

create table identity.citizen (
  id uuid primary key,
  name text not null,
  -- SM4 ciphertexts; the plaintext is nowhere at rest.
  id_number_sealed text not null,
  id_number_masked text not null,
  phone_sealed text,
  phone_masked text,
  password_hash text not null,
  level text not null,
  registered_at timestamptz not null
);

-- One person, one account: uniqueness lives in tables keyed by the value's keyed digest.
create table identity.person_key (
  id_number_digest text primary key,
  citizen_id uuid not null
);
create table identity.phone_key (
  phone_digest text primary key,
  citizen_id uuid not null
);

create table identity.session (
  token_digest text primary key,
  citizen_id uuid not null,
  created_at timestamptz not null,
  expires_at timestamptz not null
);
create index session_citizen on identity.session (citizen_id);
create index session_expiry on identity.session (expires_at);

create table identity.registration (
  id uuid primary key,
  token_digest text not null unique,
  name_sealed text not null,
  id_number_sealed text not null,
  id_number_digest text not null,
  expires_at timestamptz not null,
  completed_at timestamptz
);
create index registration_expiry on identity.registration (expires_at);
create table identity.registration_factor (
  registration_id uuid not null references identity.registration (id) on delete cascade,
  kind text not null,
  value_sealed text not null,
  value_masked text not null,
  verified_at timestamptz not null,
  primary key (registration_id, kind)
);

-- Consents with the version of the text that was shown.
create table identity.consent (
  citizen_id uuid not null,
  kind text not null,
  version text not null,
  text_digest text not null,
  given_at timestamptz not null,
  primary key (citizen_id, kind, version)
);

-- One-time codes by purpose and phone; only digests.
create table identity.sms_code (
  purpose text not null,
  phone_digest text not null,
  code_digest text not null,
  tries integer not null default 0,
  sent_at timestamptz not null,
  expires_at timestamptz not null,
  primary key (purpose, phone_digest)
);
