create schema if not exists organisations;

-- What the registry said last. The representative's identity number is kept as a keyed digest only.
create table organisations.organisation (
  id uuid primary key,
  code text not null unique,
  name text not null,
  type text not null,
  status text not null check (status in ('active', 'cancelled', 'revoked')),
  representative_name text not null,
  representative_digest text not null,
  checked_at timestamptz not null
);
create index organisation_checked on organisations.organisation (checked_at);

-- Who may act for it. Rows are ended, never deleted: the history is kept.
create table organisations.mandate (
  id uuid primary key,
  organisation_id uuid not null references organisations.organisation (id),
  role text not null check (role in ('representative', 'agent')),
  -- Null until the person invited has confirmed.
  citizen_id uuid,
  invited_digest text not null,
  person_name text not null,
  -- Null: all items.
  items text[],
  valid_from date not null,
  valid_to date check (valid_to >= valid_from),
  may_sign boolean not null,
  granted_by uuid not null,
  granted_at timestamptz not null,
  confirmed_at timestamptz,
  ended_at timestamptz,
  ended_by text,
  end_reason text check (end_reason in ('revoked', 'declined', 'resigned', 'expired', 'representative-changed', 'organisation-closed')),
  check ((ended_at is null) = (end_reason is null)),
  check ((citizen_id is null) = (confirmed_at is null)),
  check ((role = 'representative') = (valid_to is null))
);
create unique index mandate_one_representative on organisations.mandate (organisation_id) where role = 'representative' and ended_at is null;
create unique index mandate_one_a_person on organisations.mandate (organisation_id, citizen_id) where ended_at is null;
create unique index mandate_one_invitation on organisations.mandate (organisation_id, invited_digest) where ended_at is null;
create index mandate_person on organisations.mandate (citizen_id) where ended_at is null;
create index mandate_invited on organisations.mandate (invited_digest) where confirmed_at is null and ended_at is null;
create index mandate_history on organisations.mandate (organisation_id, granted_at desc);

-- The mandate that a session acts under; whether it is in force is asked anew with every request.
alter table identity.session add column mandate_id uuid;
