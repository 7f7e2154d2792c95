-- Passkeys of staff (WebAuthn): public keys only. Staff are one reference table, so one table is enough.
create table access.passkey (
  id uuid primary key,
  staff_id uuid not null references access.staff (id),
  credential_id text not null unique,
  public_key text not null,
  counter bigint not null,
  transports text[] not null,
  name text not null,
  created_at timestamptz not null,
  last_used_at timestamptz
);
create index passkey_staff on access.passkey (staff_id);

-- Whoever loses a key removes it, and what it opened closes with it.
alter table access.session add column passkey_id uuid references access.passkey (id) on delete cascade;
create index session_passkey on access.session (passkey_id);
alter table access.sign_in add column method text not null default 'password';
