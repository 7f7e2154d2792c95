-- A family mandate lets a relative follow; one that says so lets him file and act too.
alter table family.mandate add column may_file boolean not null default false;

-- A case for a ward or a relative: citizen_id is who filed it, these say for whom and under which ward record or family
-- mandate (kinship). The digest is that of the subject's identity number, so he finds the case with any account of his.
alter table cases."case"
  add column kinship_id uuid,
  add column kinship_kind text check (kinship_kind in ('ward', 'mandate')),
  add column kinship_subject uuid,
  add column agent_masked text,
  add column subject_digest text,
  add column subject_sealed text,
  add constraint case_kinship_whole check ((kinship_id is null) = (kinship_kind is null) and (kinship_id is null) = (kinship_subject is null)
    and (kinship_id is null) = (agent_masked is null)
    and (kinship_id is null) = (subject_digest is null) and (kinship_id is null) = (subject_sealed is null)),
  add constraint case_one_subject check (kinship_id is null or subject_organisation_id is null);
create index case_relative on cases."case" (subject_digest, submitted_at desc, id desc) where subject_digest is not null;
alter table cases.draft
  add column kinship_id uuid,
  add column kinship_kind text check (kinship_kind in ('ward', 'mandate')),
  add column relative_masked text,
  add constraint draft_kinship_whole check ((kinship_id is null) = (kinship_kind is null) and (kinship_id is null) = (relative_masked is null)),
  add constraint draft_one_subject check (kinship_id is null or subject_organisation_id is null);
