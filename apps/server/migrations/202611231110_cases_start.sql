create schema if not exists cases;

-- One application (办件). Case-side rows are keyed by the case id, so the table can be distributed by it.
create table cases."case" (
  id uuid primary key,
  case_number text not null,
  query_code text not null,
  citizen_id uuid not null,
  applicant_masked text not null,
  item_code text not null,
  item_version integer not null,
  item_name text not null,
  agency_code text not null,
  agency_name text not null,
  region_code text not null,
  status text not null check (status in ('submitted', 'correction', 'refused', 'accepted', 'reviewed', 'granted', 'denied', 'withdrawn')),
  version integer not null default 1,
  form jsonb not null,
  content_digest text not null,
  submitted_at timestamptz not null,
  updated_at timestamptz not null,
  -- Legal dates in Asia/Shanghai. received_on starts the five-day notice clock and restarts with a resubmission.
  received_on date not null,
  notice_due_on date not null,
  accepted_on date,
  legal_due_on date,
  promise_due_on date,
  decided_on date,
  -- The day the next act is due, whoever's it is: orders the queues.
  due_on date,
  -- The calendar the dates above were counted with; they are recounted when a newer one is published.
  calendar_version text not null,
  supplement jsonb,
  reviewer_id uuid,
  review_conclusion text check (review_conclusion in ('grant', 'deny')),
  review_opinion text,
  refusal_ground text,
  reason text,
  result_name text,
  result_number text,
  valid_until date
);
create index case_queue on cases."case" (agency_code, status, due_on, id) where status in ('submitted', 'correction', 'accepted', 'reviewed');
create index case_done on cases."case" (agency_code, updated_at desc, id desc) where status in ('refused', 'granted', 'denied', 'withdrawn');
create index case_citizen on cases."case" (citizen_id, submitted_at desc, id desc);

-- Both numbers a person may know lead to the case; their uniqueness lives here.
create table cases.lookup (
  code text primary key,
  case_id uuid not null
);

create table cases.material_file (
  case_id uuid not null,
  material_id text not null,
  file_id uuid not null,
  supplemented boolean not null default false,
  primary key (case_id, material_id, file_id)
);

-- What happened to the case, one row an act. (case_id, seq) lets exactly one act follow each version.
create table cases.timeline (
  case_id uuid not null,
  seq integer not null,
  act_id uuid not null,
  action text not null,
  actor_kind text not null,
  actor_id uuid not null,
  actor_name text not null,
  note text,
  at timestamptz not null,
  primary key (case_id, seq),
  unique (case_id, act_id)
);

create table cases.draft (
  citizen_id uuid not null,
  id uuid not null,
  item_code text not null,
  item_version integer not null,
  item_name text not null,
  form jsonb not null,
  materials jsonb not null,
  saved_at timestamptz not null,
  primary key (citizen_id, id)
);

-- Case numbers are handed out in blocks, so submissions do not queue for one counter.
create table cases.number_block (
  item_code text not null,
  day date not null,
  next integer not null,
  primary key (item_code, day)
);
