-- A lost first password is issued again by two administrators of different duties: each sees one half of it, once. Nothing changes
-- for the person before the second one has confirmed.
create table access.password_reissue (
  id uuid primary key,
  staff_id uuid not null references access.staff (id),
  reason text not null,
  reset_totp boolean not null,
  -- The first half, sealed; empty once decided.
  half_sealed text not null,
  state text not null check (state in ('asked', 'confirmed', 'rejected')),
  asked_by uuid not null references access.staff (id),
  asked_at timestamptz not null,
  decided_by uuid references access.staff (id),
  decided_at timestamptz,
  check (decided_by <> asked_by and decided_by <> staff_id and asked_by <> staff_id)
);
create unique index password_reissue_open on access.password_reissue (staff_id) where state = 'asked';
