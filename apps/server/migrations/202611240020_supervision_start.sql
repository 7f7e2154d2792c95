-- Yellow and red cards of cases, and what was said about each.
create schema supervision;
create table supervision.card (
  id uuid primary key,
  case_id uuid not null,
  rule text not null,
  level text not null check (level in ('yellow', 'red')),
  state text not null check (state in ('open', 'urged', 'answered', 'appealed', 'cancelled')),
  version integer not null default 1,
  case_number text not null,
  item_name text not null,
  agency_code text not null,
  agency_name text not null,
  region_code text not null,
  department_code text,
  handler_id uuid,
  -- The due day that was missed or is near; null for rules without one.
  due_on date,
  answer_due_on date,
  raised_at timestamptz not null,
  -- One card for a case, rule and level, however often the clock looks.
  unique (case_id, rule, level)
);
create index card_agency on supervision.card (agency_code, raised_at desc, id desc);
create index card_wide on supervision.card (raised_at desc, id desc);
create table supervision.step (
  card_id uuid not null,
  seq integer not null,
  act_id uuid not null,
  action text not null,
  staff_id uuid not null,
  staff_name text not null,
  words text not null,
  at timestamptz not null,
  primary key (card_id, seq),
  unique (card_id, act_id)
);
