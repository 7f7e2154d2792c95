-- On whose behalf: null is the citizen himself. Fixed at the draft and kept with the case.
alter table cases."case" add column subject_organisation_id uuid, add column mandate_id uuid;
alter table cases.draft add column subject_organisation_id uuid, add column mandate_id uuid;
create index case_subject on cases."case" (subject_organisation_id, submitted_at desc, id desc) where subject_organisation_id is not null;

-- What was uploaded or told on behalf of an organisation is the organisation's: it is not shown once the mandate has ended.
alter table files.file add column organisation_id uuid;
alter table notifications.notice add column organisation_id uuid;
