-- The drafts of an organisation are found by whoever may act for it, not only by who began them.
create index draft_organisation on cases.draft (subject_organisation_id, saved_at desc) where subject_organisation_id is not null;
