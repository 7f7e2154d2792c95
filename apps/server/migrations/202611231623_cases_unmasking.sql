-- Who saw which masked value of a case in clear, and why.
create table cases.unmasking (
  id uuid primary key,
  case_id uuid not null,
  staff_id uuid not null,
  field text not null,
  reason_sealed text not null,
  at timestamptz not null
);
create index unmasking_case on cases.unmasking (case_id, at);
