-- Uploads that nothing uses, oldest first: what the sweep looks at.
create index file_unused on files.file (uploaded_at, id) where not in_use and not kept;
