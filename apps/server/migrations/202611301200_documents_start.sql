-- Documents (文书) that cases give: what each says is fixed, sealed, when it is issued; the PDF is made when it is first asked
-- for, and from then on known by its digest.
create schema documents;
create table documents.document (
  case_id uuid not null,
  id uuid not null,
  -- The act that gave it, by its number in the case's timeline.
  seq integer not null,
  kind text not null,
  -- With agency, kind and year of the date: its number.
  sequence integer not null,
  agency_name text not null,
  applicant_masked text not null,
  dated date not null,
  content_sealed text not null,
  issued_at timestamptz not null,
  -- Proof of service: when the applicant's side first opened it, and who.
  opened_at timestamptz,
  opened_by uuid,
  sm3 text,
  size integer,
  primary key (case_id, id),
  unique (case_id, seq)
);
-- Uniqueness across cases: numbers within an agency, and digests of the tokens that the QR codes hold.
create table documents.lookup (
  code text primary key,
  case_id uuid not null,
  document_id uuid not null
);
-- The last number of each series, moved on with each document: numbers follow each other without gaps.
create table documents.series (
  agency_code text not null,
  kind text not null,
  year integer not null,
  last integer not null,
  primary key (agency_code, kind, year)
);
-- Who opened a document of somebody's case is in his log as well.
alter table cases.access drop constraint access_what_check;
alter table cases.access add constraint access_what_check check (what in ('case', 'file', 'document'));
