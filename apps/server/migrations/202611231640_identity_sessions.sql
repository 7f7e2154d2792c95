-- Where a person is signed in, since when he has proved himself anew, and the history of it all.
alter table identity.session
  add column id uuid not null default gen_random_uuid(),
  add column method text not null default 'password',
  add column agent text not null default 'other',
  add column machine text not null default 'other',
  add column place text not null default '',
  add column device_digest text,
  add column last_seen_at timestamptz,
  -- A cookie of its own proves the step-up, so that the session's token need not change under running requests.
  add column step_up_digest text,
  add column stepped_up_until timestamptz;

create table identity.sign_in (
  citizen_id uuid not null,
  id uuid not null,
  at timestamptz not null,
  method text not null,
  outcome text not null,
  agent text not null,
  machine text not null,
  -- The address without its last part.
  place text not null,
  device_digest text not null,
  primary key (citizen_id, id)
);
create index sign_in_at on identity.sign_in (at);

-- Waits that grow with every wrong try in a row.
alter table platform.attempt add column locked_until timestamptz;
create index attempt_since on platform.attempt (since);

-- Passkeys (WebAuthn): public keys only. Whose a credential is stands in a table of its own, keyed by the credential.
create table identity.passkey (
  citizen_id uuid not null,
  id uuid not null,
  credential_id text not null,
  public_key text not null,
  counter bigint not null,
  transports text[] not null,
  name text not null,
  created_at timestamptz not null,
  last_used_at timestamptz,
  primary key (citizen_id, id)
);
create table identity.passkey_owner (
  credential_id text primary key,
  citizen_id uuid not null
);
create index passkey_owner_citizen on identity.passkey_owner (citizen_id);
create table platform.passkey_challenge (
  digest text primary key,
  expires_at timestamptz not null
);
create index passkey_challenge_expiry on platform.passkey_challenge (expires_at);
