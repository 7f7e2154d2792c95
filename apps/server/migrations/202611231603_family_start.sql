create schema if not exists family;

-- A guardian and a child of his under 14, as the registry confirmed it. Ended, never deleted.
create table family.ward (
  id uuid primary key,
  guardian_id uuid not null,
  name text not null,
  id_number_sealed text not null,
  id_number_masked text not null,
  id_number_digest text not null,
  relation text not null check (relation in ('father', 'mother', 'guardian')),
  verified_at timestamptz not null,
  -- The 14th birthday: from this day on the child acts for itself.
  until date not null,
  ended_at timestamptz
);
create unique index ward_once on family.ward (guardian_id, id_number_digest) where ended_at is null;
create index ward_guardian on family.ward (guardian_id, verified_at desc);

-- Whom a person lets follow his cases. Ended, never deleted.
create table family.mandate (
  id uuid primary key,
  principal_id uuid not null,
  principal_name text not null,
  -- Null until the person invited has confirmed.
  agent_id uuid,
  agent_name text not null,
  invited_digest text not null,
  items text[],
  valid_from date not null,
  valid_to date not null check (valid_to >= valid_from),
  granted_at timestamptz not null,
  confirmed_at timestamptz,
  ended_at timestamptz,
  end_reason text check (end_reason in ('revoked', 'declined', 'resigned', 'expired')),
  check ((ended_at is null) = (end_reason is null)),
  check ((agent_id is null) = (confirmed_at is null))
);
create unique index mandate_one_invitation on family.mandate (principal_id, invited_digest) where ended_at is null;
create unique index mandate_one_agent on family.mandate (principal_id, agent_id) where ended_at is null;
create index mandate_principal on family.mandate (principal_id, granted_at desc);
create index mandate_agent on family.mandate (agent_id, granted_at desc);
create index mandate_invited on family.mandate (invited_digest) where confirmed_at is null and ended_at is null;
