-- 内部批注: what officers write to each other about a case. Rows are added only; one taken back stays, beside the record that it was.
create table cases.comment (
  case_id uuid not null references cases."case",
  id uuid not null,
  staff_id uuid not null,
  staff_name text not null,
  agency_name text not null,
  words_sealed text not null,
  at timestamptz not null,
  primary key (case_id, id)
);
create index comment_latest on cases.comment (case_id, at desc, id desc);

create table cases.comment_withdrawal (
  case_id uuid not null,
  comment_id uuid not null,
  at timestamptz not null,
  primary key (case_id, comment_id),
  foreign key (case_id, comment_id) references cases.comment
);
