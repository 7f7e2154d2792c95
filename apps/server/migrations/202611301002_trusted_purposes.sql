-- A credential (网证) also proves a signed-in person anew, registers, and opens a lost account.
alter table trusted.attempt
  drop constraint attempt_purpose_check,
  drop constraint attempt_check,
  drop constraint attempt_check1,
  -- The registration that the authority's answer began, and the digest to link when it is completed.
  add column registration_id uuid unique,
  add column pid_digest text,
  add constraint attempt_purpose_check check (purpose in ('prove', 'step-up', 'sign-in', 'register', 'recover')),
  add constraint attempt_citizen_check check ((purpose in ('prove', 'step-up')) = (citizen_id is not null)),
  add constraint attempt_holder_check check ((purpose = 'prove') = (holder_digest is null)),
  add constraint attempt_link_check check ((registration_id is null) = (pid_digest is null));

alter table identity.registration
  add column verified_by text not null default 'factors' check (verified_by in ('factors', 'trusted-identity')),
  -- To the text under which the authority handed name and number over; null when it did not.
  add column consent_version text,
  add column consent_digest text;
