-- Uploads that were not kept because of what the malware scanner said, or because it did not answer; operators are told of them.
create table files.refusal (
  id uuid primary key,
  at timestamptz not null,
  citizen_id uuid not null,
  kind text not null check (kind in ('malware', 'scanner')),
  -- What the scanner calls it.
  signature text
);
create index refusal_at on files.refusal (at);
