-- What the migrations make. Written by `npm run schema:dump`; never edited by hand.

create table access.agency (
  code text not null,
  name text not null,
  region_code text not null,
  level text not null,
  department text not null,
  type text not null,
  address text not null,
  hours text not null,
  phone text not null,
  supervise_phone text not null,
  windows jsonb not null,
  source text not null,
  parent_code text,
  status text default 'active'::text not null,
  opened_on date,
  closed_on date,
  version integer default 1 not null,
  constraint agency_closed_has_date CHECK (((status = 'closed'::text) = (closed_on IS NOT NULL))),
  constraint agency_not_its_own_parent CHECK ((parent_code <> code)),
  constraint agency_parent_code_fkey FOREIGN KEY (parent_code) REFERENCES access.agency(code),
  constraint agency_pkey PRIMARY KEY (code),
  constraint agency_status_check CHECK ((status = ANY (ARRAY['active'::text, 'closed'::text])))
);

create table access.department (
  id uuid not null,
  agency_code text not null,
  parent_id uuid,
  name text not null,
  status text default 'active'::text not null,
  version integer default 1 not null,
  constraint department_agency_code_fkey FOREIGN KEY (agency_code) REFERENCES access.agency(code),
  constraint department_agency_code_id_key UNIQUE (agency_code, id),
  constraint department_agency_code_parent_id_fkey FOREIGN KEY (agency_code, parent_id) REFERENCES access.department(agency_code, id),
  constraint department_check CHECK ((parent_id <> id)),
  constraint department_pkey PRIMARY KEY (id),
  constraint department_status_check CHECK ((status = ANY (ARRAY['active'::text, 'closed'::text])))
);

create table access.deputy (
  id uuid not null,
  staff_id uuid not null,
  deputy_id uuid not null,
  from_on date not null,
  to_on date not null,
  constraint deputy_check CHECK ((staff_id <> deputy_id)),
  constraint deputy_check1 CHECK (((to_on >= from_on) AND (to_on < (from_on + '1 year'::interval)))),
  constraint deputy_deputy_id_fkey FOREIGN KEY (deputy_id) REFERENCES access.staff(id),
  constraint deputy_pkey PRIMARY KEY (id),
  constraint deputy_staff_id_fkey FOREIGN KEY (staff_id) REFERENCES access.staff(id)
);

create table access.edition (
  only_row boolean default true not null,
  number bigint not null,
  constraint edition_only_row_check CHECK (only_row),
  constraint edition_pkey PRIMARY KEY (only_row)
);

create table access.grant_change (
  id uuid not null,
  change jsonb not null,
  reason text not null,
  summary text not null,
  state text not null,
  proposed_by uuid not null,
  proposed_at timestamp with time zone not null,
  decided_by uuid,
  decided_at timestamp with time zone,
  note text,
  constraint grant_change_check CHECK (((state = ANY (ARRAY['proposed'::text, 'withdrawn'::text])) OR (decided_by <> proposed_by))),
  constraint grant_change_decided_by_fkey FOREIGN KEY (decided_by) REFERENCES access.staff(id),
  constraint grant_change_pkey PRIMARY KEY (id),
  constraint grant_change_proposed_by_fkey FOREIGN KEY (proposed_by) REFERENCES access.staff(id),
  constraint grant_change_state_check CHECK ((state = ANY (ARRAY['proposed'::text, 'approved'::text, 'rejected'::text, 'withdrawn'::text])))
);

create table access.hall (
  id uuid not null,
  agency_code text not null,
  region_code text not null,
  name text not null,
  address text not null,
  hours text not null,
  windows jsonb not null,
  status text default 'active'::text not null,
  version integer default 1 not null,
  constraint hall_agency_code_fkey FOREIGN KEY (agency_code) REFERENCES access.agency(code),
  constraint hall_pkey PRIMARY KEY (id),
  constraint hall_status_check CHECK ((status = ANY (ARRAY['active'::text, 'closed'::text])))
);

create table access.old_password (
  staff_id uuid not null,
  set_at timestamp with time zone not null,
  password_hash text not null,
  constraint old_password_pkey PRIMARY KEY (staff_id, set_at),
  constraint old_password_staff_id_fkey FOREIGN KEY (staff_id) REFERENCES access.staff(id)
);

create table access.organisation_change (
  id uuid not null,
  at timestamp with time zone not null,
  actor_id text not null,
  subject text not null,
  act text not null,
  before jsonb,
  after jsonb,
  constraint organisation_change_pkey PRIMARY KEY (id)
);

create table access.passkey (
  id uuid not null,
  staff_id uuid not null,
  credential_id text not null,
  public_key text not null,
  counter bigint not null,
  transports text[] not null,
  name text not null,
  created_at timestamp with time zone not null,
  last_used_at timestamp with time zone,
  constraint passkey_credential_id_key UNIQUE (credential_id),
  constraint passkey_pkey PRIMARY KEY (id),
  constraint passkey_staff_id_fkey FOREIGN KEY (staff_id) REFERENCES access.staff(id)
);

create table access.password_reissue (
  id uuid not null,
  staff_id uuid not null,
  reason text not null,
  reset_totp boolean not null,
  half_sealed text not null,
  state text not null,
  asked_by uuid not null,
  asked_at timestamp with time zone not null,
  decided_by uuid,
  decided_at timestamp with time zone,
  constraint password_reissue_asked_by_fkey FOREIGN KEY (asked_by) REFERENCES access.staff(id),
  constraint password_reissue_check CHECK (((decided_by <> asked_by) AND (decided_by <> staff_id) AND (asked_by <> staff_id))),
  constraint password_reissue_decided_by_fkey FOREIGN KEY (decided_by) REFERENCES access.staff(id),
  constraint password_reissue_pkey PRIMARY KEY (id),
  constraint password_reissue_staff_id_fkey FOREIGN KEY (staff_id) REFERENCES access.staff(id),
  constraint password_reissue_state_check CHECK ((state = ANY (ARRAY['asked'::text, 'confirmed'::text, 'rejected'::text])))
);

create table access.role (
  id uuid not null,
  name text not null,
  duty text not null,
  permissions text[] not null,
  scope text not null,
  region_code text,
  chosen_agencies text[] default '{}'::text[] not null,
  clearance text not null,
  version integer default 1 not null,
  constraint role_check CHECK ((permissions <@
CASE duty
    WHEN 'business'::text THEN ARRAY['accept'::text, 'review'::text, 'decide'::text, 'approve'::text, 'supervise'::text, 'appointments-desk'::text, 'appointments-settings'::text, 'catalogue-edit'::text, 'catalogue-approve-agency'::text, 'catalogue-approve-legal'::text, 'catalogue-approve-office'::text]
    WHEN 'system'::text THEN ARRAY['operate'::text, 'organise'::text]
    WHEN 'security'::text THEN ARRAY['grant'::text]
    ELSE ARRAY['audit'::text]
END)),
  constraint role_check1 CHECK (((scope = 'region'::text) = (region_code IS NOT NULL))),
  constraint role_clearance_check CHECK ((clearance = ANY (ARRAY['public'::text, 'internal'::text, 'sensitive'::text, 'high'::text]))),
  constraint role_duty_check CHECK ((duty = ANY (ARRAY['business'::text, 'system'::text, 'security'::text, 'audit'::text]))),
  constraint role_id_duty_key UNIQUE (id, duty),
  constraint role_name_key UNIQUE (name),
  constraint role_permissions_check CHECK ((cardinality(permissions) > 0)),
  constraint role_pkey PRIMARY KEY (id),
  constraint role_scope_check CHECK ((scope = ANY (ARRAY['own'::text, 'department'::text, 'agency'::text, 'agency-tree'::text, 'region'::text, 'chosen'::text])))
);

create table access.role_grant (
  id uuid not null,
  staff_id uuid not null,
  role_id uuid not null,
  duty text not null,
  valid_from date not null,
  valid_until date,
  requested_by uuid,
  approved_by uuid,
  granted_at timestamp with time zone not null,
  revoked_at timestamp with time zone,
  constraint role_grant_check CHECK ((valid_until >= valid_from)),
  constraint role_grant_check1 CHECK (((requested_by IS NULL) = (approved_by IS NULL))),
  constraint role_grant_check2 CHECK (((requested_by <> approved_by) AND (staff_id <> approved_by) AND (staff_id <> requested_by))),
  constraint role_grant_pkey PRIMARY KEY (id),
  constraint role_grant_role_id_duty_fkey FOREIGN KEY (role_id, duty) REFERENCES access.role(id, duty),
  constraint role_grant_staff_id_duty_fkey FOREIGN KEY (staff_id, duty) REFERENCES access.staff(id, duty)
);

create table access.session (
  token_digest text not null,
  staff_id uuid not null,
  created_at timestamp with time zone not null,
  expires_at timestamp with time zone not null,
  id uuid default gen_random_uuid() not null,
  last_seen_at timestamp with time zone,
  device_digest text,
  agent text,
  passkey_id uuid,
  constraint session_passkey_id_fkey FOREIGN KEY (passkey_id) REFERENCES access.passkey(id) ON DELETE CASCADE,
  constraint session_pkey PRIMARY KEY (token_digest),
  constraint session_staff_id_fkey FOREIGN KEY (staff_id) REFERENCES access.staff(id)
);

create table access.sign_in (
  id uuid not null,
  staff_id uuid not null,
  at timestamp with time zone not null,
  address text not null,
  agent text not null,
  succeeded boolean not null,
  method text default 'password'::text not null,
  constraint sign_in_pkey PRIMARY KEY (id),
  constraint sign_in_staff_id_fkey FOREIGN KEY (staff_id) REFERENCES access.staff(id)
);

create table access.staff (
  id uuid not null,
  login text not null,
  name text not null,
  agency_code text not null,
  password_hash text not null,
  totp_sealed text not null,
  totp_counter bigint default 0 not null,
  active boolean default true not null,
  department_id uuid,
  phone_sealed text,
  joined_on date,
  leaves_on date,
  version integer default 1 not null,
  first_password boolean default false not null,
  password_set_at timestamp with time zone,
  totp_enrolled boolean default true not null,
  duty text default 'business'::text not null,
  constraint staff_agency_code_fkey FOREIGN KEY (agency_code) REFERENCES access.agency(code),
  constraint staff_department FOREIGN KEY (agency_code, department_id) REFERENCES access.department(agency_code, id),
  constraint staff_duty_check CHECK ((duty = ANY (ARRAY['business'::text, 'system'::text, 'security'::text, 'audit'::text]))),
  constraint staff_id_duty UNIQUE (id, duty),
  constraint staff_login_key UNIQUE (login),
  constraint staff_pkey PRIMARY KEY (id)
);

create table access.staff_move (
  id uuid not null,
  staff_id uuid not null,
  agency_code text not null,
  department_id uuid,
  effective_on date not null,
  applied_at timestamp with time zone,
  constraint staff_move_agency_code_department_id_fkey FOREIGN KEY (agency_code, department_id) REFERENCES access.department(agency_code, id),
  constraint staff_move_agency_code_fkey FOREIGN KEY (agency_code) REFERENCES access.agency(code),
  constraint staff_move_pkey PRIMARY KEY (id),
  constraint staff_move_staff_id_fkey FOREIGN KEY (staff_id) REFERENCES access.staff(id)
);

create table appointments.booking (
  id uuid not null,
  citizen_id uuid not null,
  service_id uuid not null,
  hall_id uuid not null,
  item_code text not null,
  item_name text not null,
  person_name text not null,
  date date not null,
  minute smallint not null,
  until_minute smallint not null,
  code text not null,
  status text not null,
  called_off boolean default false not null,
  queue_number text,
  booked_at timestamp with time zone not null,
  changed_at timestamp with time zone not null,
  excused_by uuid,
  excuse text,
  constraint booking_check CHECK (((status = ANY (ARRAY['arrived'::text, 'served'::text])) <= (queue_number IS NOT NULL))),
  constraint booking_code_check CHECK ((code ~ '^[0-9]{6}$'::text)),
  constraint booking_excuse CHECK ((((excused_by IS NULL) = (excuse IS NULL)) AND ((excuse IS NULL) OR (status = 'missed'::text)))),
  constraint booking_pkey PRIMARY KEY (citizen_id, id),
  constraint booking_status_check CHECK ((status = ANY (ARRAY['booked'::text, 'arrived'::text, 'served'::text, 'missed'::text, 'cancelled'::text])))
);

create table appointments.booking_key (
  id uuid not null,
  citizen_id uuid not null,
  constraint booking_key_pkey PRIMARY KEY (id)
);

create table appointments.code (
  hall_id uuid not null,
  date date not null,
  code text not null,
  citizen_id uuid not null,
  booking_id uuid not null,
  constraint code_code_check CHECK ((code ~ '^[0-9]{6}$'::text)),
  constraint code_pkey PRIMARY KEY (hall_id, date, code)
);

create table appointments.exception (
  service_id uuid not null,
  date date not null,
  reason text not null,
  closed boolean not null,
  from_minute smallint,
  to_minute smallint,
  slot_minutes smallint,
  capacity smallint,
  constraint exception_check CHECK ((closed OR ((from_minute >= 0) AND (to_minute <= 1440) AND ((to_minute - from_minute) >= slot_minutes) AND (slot_minutes >= 5) AND (capacity >= 1)))),
  constraint exception_check1 CHECK (((NOT closed) OR ((from_minute IS NULL) AND (to_minute IS NULL) AND (slot_minutes IS NULL) AND (capacity IS NULL)))),
  constraint exception_pkey PRIMARY KEY (service_id, date),
  constraint exception_service_id_fkey FOREIGN KEY (service_id) REFERENCES appointments.service(id)
);

create table appointments.opening (
  service_id uuid not null,
  weekday smallint not null,
  from_minute smallint not null,
  to_minute smallint not null,
  slot_minutes smallint not null,
  capacity smallint not null,
  constraint opening_capacity_check CHECK (((capacity >= 1) AND (capacity <= 1000))),
  constraint opening_check CHECK (((to_minute - from_minute) >= slot_minutes)),
  constraint opening_from_minute_check CHECK (((from_minute >= 0) AND (from_minute <= 1439))),
  constraint opening_pkey PRIMARY KEY (service_id, weekday, from_minute),
  constraint opening_service_id_fkey FOREIGN KEY (service_id) REFERENCES appointments.service(id),
  constraint opening_slot_minutes_check CHECK (((slot_minutes >= 5) AND (slot_minutes <= 480))),
  constraint opening_to_minute_check CHECK (((to_minute >= 1) AND (to_minute <= 1440))),
  constraint opening_weekday_check CHECK (((weekday >= 1) AND (weekday <= 7)))
);

create table appointments.queue (
  service_id uuid not null,
  date date not null,
  issued smallint not null,
  constraint queue_pkey PRIMARY KEY (service_id, date),
  constraint queue_service_id_fkey FOREIGN KEY (service_id) REFERENCES appointments.service(id)
);

create table appointments.service (
  id uuid not null,
  hall_id uuid not null,
  agency_code text not null,
  name text not null,
  items text[],
  windows smallint not null,
  prefix text not null,
  days_ahead smallint not null,
  release_minute smallint not null,
  keeps_holidays boolean not null,
  version integer default 1 not null,
  reserved_percent smallint default 0 not null,
  grace_minutes smallint default 15 not null,
  no_show_limit smallint default 3 not null,
  no_show_days smallint default 30 not null,
  block_days smallint default 30 not null,
  hold_minutes smallint default 15 not null,
  constraint service_block_days_check CHECK (((block_days >= 0) AND (block_days <= 365))),
  constraint service_days_ahead_check CHECK (((days_ahead >= 1) AND (days_ahead <= 60))),
  constraint service_grace_minutes_check CHECK (((grace_minutes >= 0) AND (grace_minutes <= 240))),
  constraint service_hold_minutes_check CHECK (((hold_minutes >= 5) AND (hold_minutes <= 240))),
  constraint service_no_show_days_check CHECK (((no_show_days >= 1) AND (no_show_days <= 365))),
  constraint service_no_show_limit_check CHECK (((no_show_limit >= 1) AND (no_show_limit <= 20))),
  constraint service_pkey PRIMARY KEY (id),
  constraint service_prefix_check CHECK ((prefix ~ '^[A-Z]$'::text)),
  constraint service_release_minute_check CHECK (((release_minute >= 0) AND (release_minute <= 1439))),
  constraint service_reserved_percent_check CHECK (((reserved_percent >= 0) AND (reserved_percent <= 90))),
  constraint service_windows_check CHECK (((windows >= 1) AND (windows <= 200)))
);

create table appointments.slot (
  service_id uuid not null,
  date date not null,
  minute smallint not null,
  capacity smallint not null,
  taken smallint not null,
  constraint slot_check CHECK (((taken >= 0) AND (taken <= capacity))),
  constraint slot_pkey PRIMARY KEY (service_id, date, minute),
  constraint slot_service_id_fkey FOREIGN KEY (service_id) REFERENCES appointments.service(id)
);

create table appointments.ticket (
  service_id uuid not null,
  date date not null,
  n integer not null,
  number text not null,
  citizen_id uuid,
  booking_id uuid,
  walk_in_id uuid,
  item_name text not null,
  due_minute smallint not null,
  status text not null,
  window_no smallint,
  call_id uuid,
  calls smallint default 0 not null,
  issued_at timestamp with time zone not null,
  called_at timestamp with time zone,
  ended_at timestamp with time zone,
  constraint ticket_check CHECK ((((booking_id IS NULL) = (citizen_id IS NULL)) AND ((booking_id IS NULL) = (walk_in_id IS NOT NULL)))),
  constraint ticket_check1 CHECK (((status <> 'called'::text) OR ((window_no IS NOT NULL) AND (called_at IS NOT NULL)))),
  constraint ticket_pkey PRIMARY KEY (service_id, date, n),
  constraint ticket_service_id_fkey FOREIGN KEY (service_id) REFERENCES appointments.service(id),
  constraint ticket_status_check CHECK ((status = ANY (ARRAY['waiting'::text, 'called'::text, 'skipped'::text, 'served'::text])))
);

create table appointments.waiting (
  service_id uuid not null,
  id uuid not null,
  citizen_id uuid not null,
  item_code text not null,
  item_name text not null,
  date date not null,
  minute smallint not null,
  until_minute smallint not null,
  senior boolean not null,
  status text not null,
  joined_at timestamp with time zone not null,
  expires_at timestamp with time zone,
  booking_id uuid,
  constraint waiting_check CHECK (((status <> 'offered'::text) OR (expires_at IS NOT NULL))),
  constraint waiting_check1 CHECK (((status = 'accepted'::text) = (booking_id IS NOT NULL))),
  constraint waiting_pkey PRIMARY KEY (service_id, id),
  constraint waiting_service_id_fkey FOREIGN KEY (service_id) REFERENCES appointments.service(id),
  constraint waiting_status_check CHECK ((status = ANY (ARRAY['waiting'::text, 'offered'::text, 'accepted'::text, 'left'::text, 'expired'::text, 'ended'::text])))
);

create table audit."position" (
  only_row boolean default true not null,
  xid xid8 not null,
  id uuid not null,
  constraint position_only_row_check CHECK (only_row),
  constraint position_pkey PRIMARY KEY (only_row)
);

create table audit.archive (
  month date not null,
  first_day date not null,
  last_day date not null,
  events bigint not null,
  file_key text not null,
  file_size bigint not null,
  file_digest text not null,
  key_id text not null,
  signature text not null,
  made_at timestamp with time zone not null,
  detached_at timestamp with time zone,
  constraint archive_events_check CHECK ((events > 0)),
  constraint archive_key_id_fkey FOREIGN KEY (key_id) REFERENCES audit.signing_key(id),
  constraint archive_pkey PRIMARY KEY (month)
);

create table audit.checkpoint (
  stream text not null,
  day date not null,
  first_seq bigint not null,
  last_seq bigint not null,
  hash text not null,
  root text not null,
  key_id text not null,
  signature text not null,
  made_at timestamp with time zone not null,
  constraint checkpoint_pkey PRIMARY KEY (stream, day)
);

create table audit.head (
  stream text not null,
  seq bigint not null,
  hash text not null,
  day date not null,
  constraint head_pkey PRIMARY KEY (stream)
);

create table audit.link (
  stream text not null,
  seq bigint not null,
  day date not null,
  event_id uuid not null,
  event_at timestamp with time zone not null,
  digest text not null,
  hash text not null,
  constraint link_event_id_key UNIQUE (event_id),
  constraint link_pkey PRIMARY KEY (stream, seq)
);

create table audit.signing_key (
  id text not null,
  public_key text not null,
  private_sealed text not null,
  created_at timestamp with time zone not null,
  constraint signing_key_pkey PRIMARY KEY (id)
);

create table audit.verification (
  id uuid not null,
  at timestamp with time zone not null,
  asked_by uuid,
  links bigint not null,
  checkpoints bigint not null,
  fault jsonb,
  constraint verification_pkey PRIMARY KEY (id)
);

create table bundles.application (
  id uuid not null,
  citizen_id uuid not null,
  bundle_code text not null,
  bundle_version integer not null,
  region_code text not null,
  subject text,
  form jsonb not null,
  materials jsonb not null,
  content_digest text not null,
  submitted_at timestamp with time zone not null,
  constraint application_pkey PRIMARY KEY (id)
);

create table bundles.bundle (
  code text not null,
  version integer not null,
  definition json not null,
  digest text not null,
  published_at timestamp with time zone not null,
  constraint bundle_pkey PRIMARY KEY (code, version)
);

create table bundles.child (
  application_id uuid not null,
  key text not null,
  place smallint not null,
  after text[] not null,
  item_code text not null,
  item_version integer not null,
  item_name text not null,
  agency_name text not null,
  case_id uuid not null,
  started_at timestamp with time zone,
  withdrawn_at timestamp with time zone,
  stuck text,
  dropped_at timestamp with time zone,
  constraint child_application_id_fkey FOREIGN KEY (application_id) REFERENCES bundles.application(id),
  constraint child_case_id_key UNIQUE (case_id),
  constraint child_pkey PRIMARY KEY (application_id, key)
);

create table calendar.day (
  date date not null,
  kind text not null,
  name text not null,
  constraint day_kind_check CHECK ((kind = ANY (ARRAY['holiday'::text, 'workday'::text]))),
  constraint day_pkey PRIMARY KEY (date)
);

create table calendar.publication (
  number bigint generated always as identity not null,
  version text not null,
  source text not null,
  published_at timestamp with time zone not null,
  constraint publication_pkey PRIMARY KEY (number)
);

create table cases."case" (
  id uuid not null,
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
  status text not null,
  version integer default 1 not null,
  form jsonb not null,
  content_digest text not null,
  submitted_at timestamp with time zone not null,
  updated_at timestamp with time zone not null,
  received_on date not null,
  notice_due_on date not null,
  accepted_on date,
  legal_due_on date,
  promise_due_on date,
  decided_on date,
  due_on date,
  calendar_version text not null,
  supplement jsonb,
  reviewer_id uuid,
  review_conclusion text,
  review_opinion text,
  refusal_ground text,
  reason text,
  result_name text,
  result_number text,
  valid_until date,
  subject_organisation_id uuid,
  mandate_id uuid,
  handler_id uuid,
  department_code text,
  kinship_id uuid,
  kinship_kind text,
  kinship_subject uuid,
  agent_masked text,
  subject_digest text,
  subject_sealed text,
  flow text default 'standard'::text not null,
  flow_version integer default 1 not null,
  alarm_on date,
  proposal jsonb,
  owed jsonb,
  special jsonb,
  delivery jsonb,
  extended_days integer default 0 not null,
  first_reviewer_id uuid,
  fee jsonb,
  receiving_agency_code text,
  receiving_agency_name text,
  bundle jsonb,
  result_number_sealed text,
  constraint case_kinship_kind_check CHECK ((kinship_kind = ANY (ARRAY['ward'::text, 'mandate'::text]))),
  constraint case_kinship_whole CHECK ((((kinship_id IS NULL) = (kinship_kind IS NULL)) AND ((kinship_id IS NULL) = (kinship_subject IS NULL)) AND ((kinship_id IS NULL) = (agent_masked IS NULL)) AND ((kinship_id IS NULL) = (subject_digest IS NULL)) AND ((kinship_id IS NULL) = (subject_sealed IS NULL)))),
  constraint case_one_subject CHECK (((kinship_id IS NULL) OR (subject_organisation_id IS NULL))),
  constraint case_pkey PRIMARY KEY (id),
  constraint case_review_conclusion_check CHECK ((review_conclusion = ANY (ARRAY['grant'::text, 'deny'::text]))),
  constraint case_status_check CHECK ((status = ANY (ARRAY['collected'::text, 'submitted'::text, 'pre-returned'::text, 'correction'::text, 'refused'::text, 'accepted'::text, 'suspended'::text, 'first-reviewed'::text, 'reviewed'::text, 'paying'::text, 'granted'::text, 'denied'::text, 'certifying'::text, 'checking'::text, 'revoked'::text, 'delivered'::text, 'withdrawn'::text, 'terminated'::text])))
);

create table cases.access (
  id uuid not null,
  citizen_id uuid not null,
  day date not null,
  case_id uuid not null,
  staff_id uuid not null,
  what text not null,
  staff_name text not null,
  agency_name text not null,
  times integer not null,
  last_at timestamp with time zone not null,
  constraint access_pkey PRIMARY KEY (citizen_id, day, case_id, staff_id, what),
  constraint access_what_check CHECK ((what = ANY (ARRAY['case'::text, 'file'::text, 'document'::text])))
);

create table cases.assignment (
  case_id uuid not null,
  seq integer not null,
  act_id uuid not null,
  kind text not null,
  officer_id uuid not null,
  officer_name text not null,
  to_id uuid,
  to_name text,
  reason text,
  at timestamp with time zone not null,
  constraint assignment_case_id_act_id_key UNIQUE (case_id, act_id),
  constraint assignment_case_id_fkey FOREIGN KEY (case_id) REFERENCES cases."case"(id),
  constraint assignment_kind_check CHECK ((kind = ANY (ARRAY['claim'::text, 'release'::text, 'transfer'::text]))),
  constraint assignment_pkey PRIMARY KEY (case_id, seq)
);

create table cases.comment (
  case_id uuid not null,
  id uuid not null,
  staff_id uuid not null,
  staff_name text not null,
  agency_name text not null,
  words_sealed text not null,
  at timestamp with time zone not null,
  constraint comment_case_id_fkey FOREIGN KEY (case_id) REFERENCES cases."case"(id),
  constraint comment_pkey PRIMARY KEY (case_id, id)
);

create table cases.comment_withdrawal (
  case_id uuid not null,
  comment_id uuid not null,
  at timestamp with time zone not null,
  constraint comment_withdrawal_case_id_comment_id_fkey FOREIGN KEY (case_id, comment_id) REFERENCES cases.comment(case_id, id),
  constraint comment_withdrawal_pkey PRIMARY KEY (case_id, comment_id)
);

create table cases.draft (
  citizen_id uuid not null,
  id uuid not null,
  item_code text not null,
  item_version integer not null,
  item_name text not null,
  form jsonb not null,
  materials jsonb not null,
  saved_at timestamp with time zone not null,
  subject_organisation_id uuid,
  mandate_id uuid,
  kinship_id uuid,
  kinship_kind text,
  relative_masked text,
  owed text[] default '{}'::text[] not null,
  constraint draft_kinship_kind_check CHECK ((kinship_kind = ANY (ARRAY['ward'::text, 'mandate'::text]))),
  constraint draft_kinship_whole CHECK ((((kinship_id IS NULL) = (kinship_kind IS NULL)) AND ((kinship_id IS NULL) = (relative_masked IS NULL)))),
  constraint draft_one_subject CHECK (((kinship_id IS NULL) OR (subject_organisation_id IS NULL))),
  constraint draft_pkey PRIMARY KEY (citizen_id, id)
);

create table cases.flow_migration (
  id uuid not null,
  item_code text not null,
  item_name text not null,
  agency_code text not null,
  agency_name text not null,
  from_flow text not null,
  from_version integer not null,
  to_flow text not null,
  to_version integer not null,
  state text not null,
  reason text not null,
  fingerprint text not null,
  previewed_total integer not null,
  previewed_movable integer not null,
  proposed_by uuid not null,
  proposed_at timestamp with time zone not null,
  decided_by uuid,
  decided_at timestamp with time zone,
  note text,
  total integer,
  moved integer default 0 not null,
  kept integer default 0 not null,
  finished_at timestamp with time zone,
  constraint flow_migration_check CHECK (((state = ANY (ARRAY['proposed'::text, 'cancelled'::text])) OR (decided_by <> proposed_by))),
  constraint flow_migration_check1 CHECK (((state = 'proposed'::text) = (decided_at IS NULL))),
  constraint flow_migration_pkey PRIMARY KEY (id),
  constraint flow_migration_state_check CHECK ((state = ANY (ARRAY['proposed'::text, 'confirmed'::text, 'running'::text, 'done'::text, 'cancelled'::text])))
);

create table cases.flow_migration_case (
  migration_id uuid not null,
  case_id uuid not null,
  case_number text not null,
  moved boolean,
  status text,
  why_not text,
  at timestamp with time zone,
  constraint flow_migration_case_check CHECK (((moved IS NULL) = (at IS NULL))),
  constraint flow_migration_case_check1 CHECK (((moved IS NOT TRUE) OR (why_not IS NULL))),
  constraint flow_migration_case_migration_id_fkey FOREIGN KEY (migration_id) REFERENCES cases.flow_migration(id),
  constraint flow_migration_case_pkey PRIMARY KEY (migration_id, case_id)
);

create table cases.lookup (
  code text not null,
  case_id uuid not null,
  constraint lookup_pkey PRIMARY KEY (code)
);

create table cases.mark (
  case_id uuid not null,
  id uuid not null,
  place smallint not null,
  material_id text not null,
  file_id uuid not null,
  page integer not null,
  x double precision not null,
  y double precision not null,
  width double precision not null,
  height double precision not null,
  note text not null,
  officer_id uuid not null,
  officer_name text not null,
  version integer not null,
  at timestamp with time zone not null,
  sent_at timestamp with time zone,
  constraint mark_case_id_material_id_file_id_fkey FOREIGN KEY (case_id, material_id, file_id) REFERENCES cases.material_file(case_id, material_id, file_id),
  constraint mark_check CHECK (((width > (0)::double precision) AND ((x + width) <= (1.0001)::double precision))),
  constraint mark_check1 CHECK (((height > (0)::double precision) AND ((y + height) <= (1.0001)::double precision))),
  constraint mark_page_check CHECK ((page >= 1)),
  constraint mark_pkey PRIMARY KEY (case_id, id),
  constraint mark_place_check CHECK (((place >= 1) AND (place <= 50))),
  constraint mark_x_check CHECK ((x >= (0)::double precision)),
  constraint mark_y_check CHECK ((y >= (0)::double precision))
);

create table cases.material_file (
  case_id uuid not null,
  material_id text not null,
  file_id uuid not null,
  supplemented boolean default false not null,
  constraint material_file_pkey PRIMARY KEY (case_id, material_id, file_id)
);

create table cases.number_block (
  item_code text not null,
  day date not null,
  next integer not null,
  constraint number_block_pkey PRIMARY KEY (item_code, day)
);

create table cases.opinion (
  case_id uuid not null,
  agency_code text not null,
  agency_name text not null,
  question text not null,
  asked_at timestamp with time zone not null,
  due_on date not null,
  answer text,
  words text,
  officer_id uuid,
  officer_name text,
  answered_at timestamp with time zone,
  missed_at timestamp with time zone,
  closed_at timestamp with time zone,
  constraint opinion_answer_check CHECK ((answer = ANY (ARRAY['agree'::text, 'disagree'::text]))),
  constraint opinion_pkey PRIMARY KEY (case_id, agency_code)
);

create table cases.phrase (
  id uuid not null,
  staff_id uuid,
  agency_code text,
  place smallint not null,
  purpose text not null,
  words text not null,
  version integer default 1 not null,
  constraint phrase_agency_code_place_key UNIQUE (agency_code, place) DEFERRABLE,
  constraint phrase_check CHECK ((num_nonnulls(staff_id, agency_code) = 1)),
  constraint phrase_pkey PRIMARY KEY (id),
  constraint phrase_place_check CHECK (((place >= 1) AND (place <= 50))),
  constraint phrase_staff_id_place_key UNIQUE (staff_id, place) DEFERRABLE
);

create table cases.saved_view (
  staff_id uuid not null,
  id uuid not null,
  place smallint not null,
  name text not null,
  queue text not null,
  filter jsonb not null,
  is_default boolean not null,
  constraint saved_view_pkey PRIMARY KEY (staff_id, id),
  constraint saved_view_place_check CHECK (((place >= 1) AND (place <= 20))),
  constraint saved_view_staff_id_place_key UNIQUE (staff_id, place)
);

create table cases.timeline (
  case_id uuid not null,
  seq integer not null,
  act_id uuid not null,
  action text not null,
  actor_kind text not null,
  actor_id uuid not null,
  actor_name text not null,
  note text,
  at timestamp with time zone not null,
  days integer,
  as_of date,
  moved jsonb,
  constraint timeline_case_id_act_id_key UNIQUE (case_id, act_id),
  constraint timeline_moved_check CHECK (((action = 'migrate'::text) = (moved IS NOT NULL))),
  constraint timeline_pkey PRIMARY KEY (case_id, seq)
);

create table cases.unmasking (
  id uuid not null,
  case_id uuid not null,
  staff_id uuid not null,
  field text not null,
  reason_sealed text not null,
  at timestamp with time zone not null,
  constraint unmasking_pkey PRIMARY KEY (id)
);

create table catalogue.base_item (
  key text not null,
  name text not null,
  type text not null,
  by_law jsonb not null,
  use_levels text[] not null,
  version integer not null,
  source text not null,
  constraint base_item_pkey PRIMARY KEY (key)
);

create table catalogue.change (
  number bigint generated always as identity not null,
  item_code text not null,
  constraint change_pkey PRIMARY KEY (number)
);

create table catalogue.change_request (
  id uuid not null,
  kind text not null,
  state text not null,
  version integer default 1 not null,
  item_code text not null,
  item_name text not null,
  base_key text not null,
  agency_code text not null,
  agency_name text not null,
  published_version integer,
  predecessors text[] default '{}'::text[] not null,
  guide json,
  reason text default ''::text not null,
  effective_on date,
  effective_at timestamp with time zone,
  editor_id uuid not null,
  editor_name text not null,
  round integer default 1 not null,
  editors uuid[] not null,
  updated_at timestamp with time zone not null,
  keeps_old boolean default false not null,
  constraint change_request_base_key_fkey FOREIGN KEY (base_key) REFERENCES catalogue.base_item(key),
  constraint change_request_check CHECK (((state = 'approved'::text) = (effective_at IS NOT NULL))),
  constraint change_request_check1 CHECK (((guide IS NULL) = (kind = ANY (ARRAY['suspend'::text, 'resume'::text, 'cancel'::text])))),
  constraint change_request_kind_check CHECK ((kind = ANY (ARRAY['add'::text, 'change'::text, 'split'::text, 'merge'::text, 'hand-down'::text, 'suspend'::text, 'resume'::text, 'cancel'::text]))),
  constraint change_request_pkey PRIMARY KEY (id),
  constraint change_request_state_check CHECK ((state = ANY (ARRAY['draft'::text, 'agency'::text, 'legal'::text, 'office'::text, 'approved'::text, 'returned'::text, 'withdrawn'::text])))
);

create table catalogue.change_step (
  change_id uuid not null,
  seq integer not null,
  act_id uuid not null,
  act text not null,
  round integer not null,
  staff_id uuid not null,
  staff_name text not null,
  note text,
  at timestamp with time zone not null,
  constraint change_step_act_check CHECK ((act = ANY (ARRAY['create'::text, 'submit'::text, 'approve'::text, 'return'::text, 'withdraw'::text, 'rebase'::text]))),
  constraint change_step_change_id_act_id_key UNIQUE (change_id, act_id),
  constraint change_step_change_id_fkey FOREIGN KEY (change_id) REFERENCES catalogue.change_request(id),
  constraint change_step_pkey PRIMARY KEY (change_id, seq)
);

create table catalogue.item (
  code text not null,
  base_key text not null,
  region_code text not null,
  agency_code text,
  state text not null,
  source text not null,
  next_state text,
  next_state_at timestamp with time zone,
  constraint item_base_key_fkey FOREIGN KEY (base_key) REFERENCES catalogue.base_item(key),
  constraint item_next_state CHECK (((next_state IS NULL) = (next_state_at IS NULL))),
  constraint item_next_state_check CHECK ((next_state = ANY (ARRAY['in-force'::text, 'suspended'::text, 'cancelled'::text]))),
  constraint item_pkey PRIMARY KEY (code),
  constraint item_state_check CHECK ((state = ANY (ARRAY['in-force'::text, 'suspended'::text, 'cancelled'::text])))
);

create table catalogue.item_version (
  item_code text not null,
  version integer not null,
  guide json not null,
  digest text not null,
  effective_from timestamp with time zone not null,
  effective_to timestamp with time zone,
  published_at timestamp with time zone not null,
  applicable boolean not null,
  base_version integer not null,
  constraint item_version_check CHECK (((effective_to IS NULL) OR (effective_to > effective_from))),
  constraint item_version_interval EXCLUDE USING gist (item_code WITH =, tstzrange(effective_from, effective_to) WITH &&),
  constraint item_version_item_code_fkey FOREIGN KEY (item_code) REFERENCES catalogue.item(code),
  constraint item_version_pkey PRIMARY KEY (item_code, version)
);

create table catalogue.succession (
  predecessor_code text not null,
  successor_code text not null,
  kind text not null,
  at timestamp with time zone not null,
  constraint succession_kind_check CHECK ((kind = ANY (ARRAY['split'::text, 'merge'::text, 'hand-down'::text]))),
  constraint succession_pkey PRIMARY KEY (predecessor_code, successor_code),
  constraint succession_predecessor_code_fkey FOREIGN KEY (predecessor_code) REFERENCES catalogue.item(code),
  constraint succession_successor_code_fkey FOREIGN KEY (successor_code) REFERENCES catalogue.item(code)
);

create table documents.document (
  case_id uuid not null,
  id uuid not null,
  seq integer not null,
  kind text not null,
  sequence integer not null,
  agency_name text not null,
  applicant_masked text not null,
  dated date not null,
  content_sealed text not null,
  issued_at timestamp with time zone not null,
  opened_at timestamp with time zone,
  opened_by uuid,
  sm3 text,
  size integer,
  constraint document_case_id_seq_key UNIQUE (case_id, seq),
  constraint document_pkey PRIMARY KEY (case_id, id)
);

create table documents.lookup (
  code text not null,
  case_id uuid not null,
  document_id uuid not null,
  constraint lookup_pkey PRIMARY KEY (code)
);

create table documents.series (
  agency_code text not null,
  kind text not null,
  year integer not null,
  last integer not null,
  constraint series_pkey PRIMARY KEY (agency_code, kind, year)
);

create table family.mandate (
  id uuid not null,
  principal_id uuid not null,
  principal_name text not null,
  agent_id uuid,
  agent_name text not null,
  invited_digest text not null,
  items text[],
  valid_from date not null,
  valid_to date not null,
  granted_at timestamp with time zone not null,
  confirmed_at timestamp with time zone,
  ended_at timestamp with time zone,
  end_reason text,
  may_file boolean default false not null,
  constraint mandate_check CHECK ((valid_to >= valid_from)),
  constraint mandate_check1 CHECK (((ended_at IS NULL) = (end_reason IS NULL))),
  constraint mandate_check2 CHECK (((agent_id IS NULL) = (confirmed_at IS NULL))),
  constraint mandate_end_reason_check CHECK ((end_reason = ANY (ARRAY['revoked'::text, 'declined'::text, 'resigned'::text, 'expired'::text]))),
  constraint mandate_pkey PRIMARY KEY (id)
);

create table family.ward (
  id uuid not null,
  guardian_id uuid not null,
  name text not null,
  id_number_sealed text not null,
  id_number_masked text not null,
  id_number_digest text not null,
  relation text not null,
  verified_at timestamp with time zone not null,
  until date not null,
  ended_at timestamp with time zone,
  constraint ward_pkey PRIMARY KEY (id),
  constraint ward_relation_check CHECK ((relation = ANY (ARRAY['father'::text, 'mother'::text, 'guardian'::text])))
);

create table files.file (
  id uuid not null,
  citizen_id uuid not null,
  name text not null,
  media_type text not null,
  size bigint not null,
  sm3 text not null,
  in_use boolean default false not null,
  uploaded_at timestamp with time zone not null,
  organisation_id uuid,
  kept boolean default false not null,
  constraint file_pkey PRIMARY KEY (id),
  constraint file_size_check CHECK ((size > 0))
);

create table files.refusal (
  id uuid not null,
  at timestamp with time zone not null,
  citizen_id uuid not null,
  kind text not null,
  signature text,
  constraint refusal_kind_check CHECK ((kind = ANY (ARRAY['malware'::text, 'scanner'::text]))),
  constraint refusal_pkey PRIMARY KEY (id)
);

create table identity.citizen (
  id uuid not null,
  name text not null,
  id_number_sealed text not null,
  id_number_masked text not null,
  phone_sealed text,
  phone_masked text,
  password_hash text not null,
  level text not null,
  registered_at timestamp with time zone not null,
  constraint citizen_pkey PRIMARY KEY (id)
);

create table identity.consent (
  citizen_id uuid not null,
  kind text not null,
  version text not null,
  text_digest text not null,
  given_at timestamp with time zone not null,
  constraint consent_pkey PRIMARY KEY (citizen_id, kind, version)
);

create table identity.passkey (
  citizen_id uuid not null,
  id uuid not null,
  credential_id text not null,
  public_key text not null,
  counter bigint not null,
  transports text[] not null,
  name text not null,
  created_at timestamp with time zone not null,
  last_used_at timestamp with time zone,
  constraint passkey_pkey PRIMARY KEY (citizen_id, id)
);

create table identity.passkey_owner (
  credential_id text not null,
  citizen_id uuid not null,
  constraint passkey_owner_pkey PRIMARY KEY (credential_id)
);

create table identity.person_key (
  id_number_digest text not null,
  citizen_id uuid not null,
  constraint person_key_pkey PRIMARY KEY (id_number_digest)
);

create table identity.phone_key (
  phone_digest text not null,
  citizen_id uuid not null,
  constraint phone_key_pkey PRIMARY KEY (phone_digest)
);

create table identity.registration (
  id uuid not null,
  token_digest text not null,
  name_sealed text not null,
  id_number_sealed text not null,
  id_number_digest text not null,
  expires_at timestamp with time zone not null,
  completed_at timestamp with time zone,
  verified_by text default 'factors'::text not null,
  consent_version text,
  consent_digest text,
  constraint registration_pkey PRIMARY KEY (id),
  constraint registration_token_digest_key UNIQUE (token_digest),
  constraint registration_verified_by_check CHECK ((verified_by = ANY (ARRAY['factors'::text, 'trusted-identity'::text])))
);

create table identity.registration_factor (
  registration_id uuid not null,
  kind text not null,
  value_sealed text not null,
  value_masked text not null,
  verified_at timestamp with time zone not null,
  constraint registration_factor_pkey PRIMARY KEY (registration_id, kind),
  constraint registration_factor_registration_id_fkey FOREIGN KEY (registration_id) REFERENCES identity.registration(id) ON DELETE CASCADE
);

create table identity.session (
  token_digest text not null,
  citizen_id uuid not null,
  created_at timestamp with time zone not null,
  expires_at timestamp with time zone not null,
  mandate_id uuid,
  id uuid default gen_random_uuid() not null,
  method text default 'password'::text not null,
  agent text default 'other'::text not null,
  machine text default 'other'::text not null,
  place text default ''::text not null,
  device_digest text,
  last_seen_at timestamp with time zone,
  step_up_digest text,
  stepped_up_until timestamp with time zone,
  constraint session_pkey PRIMARY KEY (token_digest)
);

create table identity.sign_in (
  citizen_id uuid not null,
  id uuid not null,
  at timestamp with time zone not null,
  method text not null,
  outcome text not null,
  agent text not null,
  machine text not null,
  place text not null,
  device_digest text not null,
  constraint sign_in_pkey PRIMARY KEY (citizen_id, id)
);

create table identity.sms_code (
  purpose text not null,
  phone_digest text not null,
  code_digest text not null,
  tries integer default 0 not null,
  sent_at timestamp with time zone not null,
  expires_at timestamp with time zone not null,
  constraint sms_code_pkey PRIMARY KEY (purpose, phone_digest)
);

create table notifications.notice (
  citizen_id uuid not null,
  id uuid not null,
  event_id uuid not null,
  case_id uuid,
  title text not null,
  text text not null,
  at timestamp with time zone not null,
  read_at timestamp with time zone,
  organisation_id uuid,
  constraint notice_citizen_id_event_id_key UNIQUE (citizen_id, event_id),
  constraint notice_pkey PRIMARY KEY (citizen_id, id)
);

create table organisations.mandate (
  id uuid not null,
  organisation_id uuid not null,
  role text not null,
  citizen_id uuid,
  invited_digest text not null,
  person_name text not null,
  items text[],
  valid_from date not null,
  valid_to date,
  may_sign boolean not null,
  granted_by uuid not null,
  granted_at timestamp with time zone not null,
  confirmed_at timestamp with time zone,
  ended_at timestamp with time zone,
  ended_by text,
  end_reason text,
  constraint mandate_check CHECK ((valid_to >= valid_from)),
  constraint mandate_check1 CHECK (((ended_at IS NULL) = (end_reason IS NULL))),
  constraint mandate_check2 CHECK (((citizen_id IS NULL) = (confirmed_at IS NULL))),
  constraint mandate_check3 CHECK (((role = 'representative'::text) = (valid_to IS NULL))),
  constraint mandate_end_reason_check CHECK ((end_reason = ANY (ARRAY['revoked'::text, 'declined'::text, 'resigned'::text, 'expired'::text, 'representative-changed'::text, 'organisation-closed'::text]))),
  constraint mandate_organisation_id_fkey FOREIGN KEY (organisation_id) REFERENCES organisations.organisation(id),
  constraint mandate_pkey PRIMARY KEY (id),
  constraint mandate_role_check CHECK ((role = ANY (ARRAY['representative'::text, 'agent'::text])))
);

create table organisations.organisation (
  id uuid not null,
  code text not null,
  name text not null,
  type text not null,
  status text not null,
  representative_name text not null,
  representative_digest text not null,
  checked_at timestamp with time zone not null,
  constraint organisation_code_key UNIQUE (code),
  constraint organisation_pkey PRIMARY KEY (id),
  constraint organisation_status_check CHECK ((status = ANY (ARRAY['active'::text, 'cancelled'::text, 'revoked'::text])))
);

create table personal.consent_act (
  citizen_id uuid not null,
  id uuid not null,
  kind text not null,
  action text not null,
  version text not null,
  text_digest text not null,
  at timestamp with time zone not null,
  constraint consent_act_action_check CHECK ((action = ANY (ARRAY['given'::text, 'withdrawn'::text]))),
  constraint consent_act_pkey PRIMARY KEY (citizen_id, id)
);

create table personal.deletion (
  citizen_id uuid not null,
  requested_at timestamp with time zone not null,
  erase_on date not null,
  constraint deletion_pkey PRIMARY KEY (citizen_id)
);

create table personal.export (
  citizen_id uuid not null,
  id uuid not null,
  requested_at timestamp with time zone not null,
  content_sealed text,
  expires_at timestamp with time zone,
  taken_at timestamp with time zone,
  constraint export_pkey PRIMARY KEY (citizen_id, id)
);

create table personal.favourite (
  citizen_id uuid not null,
  item_code text not null,
  added_at timestamp with time zone not null,
  constraint favourite_pkey PRIMARY KEY (citizen_id, item_code)
);

create table personal.vault_file (
  citizen_id uuid not null,
  file_id uuid not null,
  kind text not null,
  title text not null,
  added_at timestamp with time zone not null,
  constraint vault_file_pkey PRIMARY KEY (citizen_id, file_id)
);

create table platform.attempt (
  key text not null,
  tries integer not null,
  since timestamp with time zone not null,
  locked_until timestamp with time zone,
  constraint attempt_pkey PRIMARY KEY (key)
);

create table platform.data_key (
  id text not null,
  purpose text not null,
  wrapped text not null,
  created_at timestamp with time zone not null,
  retired_at timestamp with time zone,
  constraint data_key_pkey PRIMARY KEY (id)
);

create table platform.event (
  id uuid not null,
  type text not null,
  subject jsonb not null,
  actor_kind text not null,
  actor_id text not null,
  request_id text not null,
  at timestamp with time zone not null,
  on_behalf_of text,
  mandate_id text,
  place text,
  result text default 'done'::text not null,
  xid xid8 default pg_current_xact_id() not null,
  constraint event_pkey PRIMARY KEY (id, at),
  constraint event_result_check CHECK ((result = ANY (ARRAY['done'::text, 'refused'::text])))
) partition by RANGE (at);

create table platform.migration (
  name text not null,
  digest text not null,
  applied_at timestamp with time zone default now() not null,
  constraint migration_pkey PRIMARY KEY (name)
);

create table platform.passkey_challenge (
  digest text not null,
  expires_at timestamp with time zone not null,
  constraint passkey_challenge_pkey PRIMARY KEY (digest)
);

create table platform.seed (
  name text not null,
  digest text not null,
  constraint seed_pkey PRIMARY KEY (name)
);

create table platform.sms (
  id uuid not null,
  phone_sealed text not null,
  template text not null,
  params_sealed text not null,
  created_at timestamp with time zone not null,
  sent_at timestamp with time zone,
  constraint sms_pkey PRIMARY KEY (id)
);

create table regions.edition (
  only_row boolean default true not null,
  number bigint not null,
  constraint edition_only_row_check CHECK (only_row),
  constraint edition_pkey PRIMARY KEY (only_row)
);

create table regions.region (
  code text not null,
  name text not null,
  full_name text not null,
  level smallint not null,
  parent_code text,
  kind text not null,
  placeholder boolean not null,
  valid_from date,
  valid_to date,
  successors text[] default '{}'::text[] not null,
  source text not null,
  constraint region_code_check CHECK ((code ~ '^\d{6}(\d{3})?$'::text)),
  constraint region_level_check CHECK (((level >= 1) AND (level <= 4))),
  constraint region_pkey PRIMARY KEY (code)
);

create table reminders.item (
  staff_id uuid not null,
  key text not null,
  kind text not null,
  rule text not null,
  case_id uuid not null,
  case_number text not null,
  item_name text not null,
  due_on date,
  ripe_at timestamp with time zone not null,
  message_id uuid,
  constraint item_kind_check CHECK ((kind = ANY (ARRAY['assigned'::text, 'returned'::text, 'half'::text, 'two'::text, 'yellow'::text, 'today'::text, 'red'::text]))),
  constraint item_pkey PRIMARY KEY (staff_id, key)
);

create table reminders.message (
  staff_id uuid not null,
  id uuid not null,
  at timestamp with time zone not null,
  read_at timestamp with time zone,
  constraint message_pkey PRIMARY KEY (staff_id, id)
);

create table reminders.preference (
  staff_id uuid not null,
  half boolean not null,
  two boolean not null,
  constraint preference_pkey PRIMARY KEY (staff_id)
);

create table supervision.card (
  id uuid not null,
  case_id uuid not null,
  rule text not null,
  level text not null,
  state text not null,
  version integer default 1 not null,
  case_number text not null,
  item_name text not null,
  agency_code text not null,
  agency_name text not null,
  region_code text not null,
  department_code text,
  handler_id uuid,
  due_on date,
  answer_due_on date,
  raised_at timestamp with time zone not null,
  subject text default ''::text not null,
  constraint card_level_check CHECK ((level = ANY (ARRAY['yellow'::text, 'red'::text]))),
  constraint card_once UNIQUE (case_id, rule, level, subject),
  constraint card_pkey PRIMARY KEY (id),
  constraint card_state_check CHECK ((state = ANY (ARRAY['open'::text, 'urged'::text, 'answered'::text, 'appealed'::text, 'cancelled'::text])))
);

create table supervision.step (
  card_id uuid not null,
  seq integer not null,
  act_id uuid not null,
  action text not null,
  staff_id uuid not null,
  staff_name text not null,
  words text not null,
  at timestamp with time zone not null,
  constraint step_card_id_act_id_key UNIQUE (card_id, act_id),
  constraint step_pkey PRIMARY KEY (card_id, seq)
);

create table trusted.attempt (
  id uuid not null,
  purpose text not null,
  mode text not null,
  citizen_id uuid,
  holder_digest text,
  bsn text not null,
  check_code text not null,
  confirm_url text not null,
  challenge text[] not null,
  state text not null,
  claimed_at timestamp with time zone,
  started_at timestamp with time zone not null,
  expires_at timestamp with time zone not null,
  registration_id uuid,
  pid_digest text,
  constraint attempt_bsn_key UNIQUE (bsn),
  constraint attempt_citizen_check CHECK (((purpose = ANY (ARRAY['prove'::text, 'step-up'::text])) = (citizen_id IS NOT NULL))),
  constraint attempt_holder_check CHECK (((purpose = 'prove'::text) = (holder_digest IS NULL))),
  constraint attempt_holder_digest_key UNIQUE (holder_digest),
  constraint attempt_link_check CHECK (((registration_id IS NULL) = (pid_digest IS NULL))),
  constraint attempt_mode_check CHECK ((mode = ANY (ARRAY['two-item'::text, 'portrait'::text, 'credential'::text]))),
  constraint attempt_pkey PRIMARY KEY (id),
  constraint attempt_purpose_check CHECK ((purpose = ANY (ARRAY['prove'::text, 'step-up'::text, 'sign-in'::text, 'register'::text, 'recover'::text]))),
  constraint attempt_registration_id_key UNIQUE (registration_id)
);

create table trusted.link (
  pid_digest text not null,
  citizen_id uuid not null,
  linked_at timestamp with time zone not null,
  last_used_at timestamp with time zone,
  constraint link_citizen_id_key UNIQUE (citizen_id),
  constraint link_pkey PRIMARY KEY (pid_digest)
);

create table trusted.proof (
  citizen_id uuid not null,
  id uuid not null,
  mode text not null,
  at timestamp with time zone not null,
  constraint proof_pkey PRIMARY KEY (citizen_id, id)
);

CREATE INDEX agency_parent ON access.agency USING btree (parent_code);
CREATE INDEX agency_region ON access.agency USING btree (region_code);
CREATE INDEX application_citizen ON bundles.application USING btree (citizen_id, submitted_at DESC);
CREATE INDEX attempt_since ON platform.attempt USING btree (since);
CREATE INDEX attempt_started ON trusted.attempt USING btree (started_at);
CREATE INDEX booking_citizen ON appointments.booking USING btree (citizen_id, date DESC, minute DESC, id DESC);
CREATE INDEX booking_day ON appointments.booking USING btree (hall_id, date, minute, id);
CREATE INDEX booking_open ON appointments.booking USING btree (date) WHERE (status = 'booked'::text);
CREATE INDEX booking_slot ON appointments.booking USING btree (service_id, date, minute);
CREATE INDEX card_agency ON supervision.card USING btree (agency_code, raised_at DESC, id DESC);
CREATE INDEX card_rule ON supervision.card USING btree (rule, raised_at DESC, id DESC);
CREATE INDEX card_wide ON supervision.card USING btree (raised_at DESC, id DESC);
CREATE INDEX case_alarm ON cases."case" USING btree (alarm_on, id) WHERE (alarm_on IS NOT NULL);
CREATE INDEX case_citizen ON cases."case" USING btree (citizen_id, submitted_at DESC, id DESC);
CREATE INDEX case_collected ON cases."case" USING btree (receiving_agency_code, due_on, id) WHERE (status = 'collected'::text);
CREATE INDEX case_department ON cases."case" USING btree (agency_code, department_code, status, due_on, id) WHERE ((department_code IS NOT NULL) AND (status = ANY (ARRAY['collected'::text, 'submitted'::text, 'pre-returned'::text, 'correction'::text, 'accepted'::text, 'suspended'::text, 'first-reviewed'::text, 'reviewed'::text, 'paying'::text, 'certifying'::text, 'checking'::text])));
CREATE INDEX case_done ON cases."case" USING btree (agency_code, updated_at DESC, id DESC) WHERE (status = ANY (ARRAY['refused'::text, 'granted'::text, 'denied'::text, 'revoked'::text, 'delivered'::text, 'withdrawn'::text, 'terminated'::text]));
CREATE INDEX case_handler ON cases."case" USING btree (handler_id, due_on, id) WHERE (handler_id IS NOT NULL);
CREATE INDEX case_proposal ON cases."case" USING btree (due_on, id) WHERE (proposal IS NOT NULL);
CREATE INDEX case_queue ON cases."case" USING btree (agency_code, status, due_on, id, handler_id, item_code, flow) WHERE (status = ANY (ARRAY['collected'::text, 'submitted'::text, 'pre-returned'::text, 'correction'::text, 'accepted'::text, 'suspended'::text, 'first-reviewed'::text, 'reviewed'::text, 'paying'::text, 'certifying'::text, 'checking'::text]));
CREATE INDEX case_relative ON cases."case" USING btree (subject_digest, submitted_at DESC, id DESC) WHERE (subject_digest IS NOT NULL);
CREATE INDEX case_subject ON cases."case" USING btree (subject_organisation_id, submitted_at DESC, id DESC) WHERE (subject_organisation_id IS NOT NULL);
CREATE INDEX case_wide_done ON cases."case" USING btree (updated_at DESC, id DESC) WHERE (status = ANY (ARRAY['refused'::text, 'granted'::text, 'denied'::text, 'revoked'::text, 'delivered'::text, 'withdrawn'::text, 'terminated'::text]));
CREATE INDEX case_wide_queue ON cases."case" USING btree (status, due_on, id, handler_id, item_code, flow) WHERE (status = ANY (ARRAY['collected'::text, 'submitted'::text, 'pre-returned'::text, 'correction'::text, 'accepted'::text, 'suspended'::text, 'first-reviewed'::text, 'reviewed'::text, 'paying'::text, 'certifying'::text, 'checking'::text]));
CREATE INDEX change_request_agency ON catalogue.change_request USING btree (agency_code, updated_at DESC, id DESC);
CREATE INDEX change_request_item ON catalogue.change_request USING btree (item_code);
CREATE INDEX change_request_predecessors ON catalogue.change_request USING gin (predecessors);
CREATE INDEX change_request_wide ON catalogue.change_request USING btree (updated_at DESC, id DESC);
CREATE INDEX comment_latest ON cases.comment USING btree (case_id, at DESC, id DESC);
CREATE INDEX consent_latest ON personal.consent_act USING btree (citizen_id, kind, at DESC);
CREATE INDEX deletion_due ON personal.deletion USING btree (erase_on);
CREATE INDEX deputy_for ON access.deputy USING btree (deputy_id, from_on);
CREATE INDEX deputy_of ON access.deputy USING btree (staff_id, from_on);
CREATE INDEX draft_organisation ON cases.draft USING btree (subject_organisation_id, saved_at DESC) WHERE (subject_organisation_id IS NOT NULL);
CREATE INDEX event_actor ON ONLY platform.event USING btree (actor_id, at DESC, id DESC);
CREATE INDEX event_order ON ONLY platform.event USING btree (xid, id);
CREATE INDEX event_subject ON ONLY platform.event USING gin (subject jsonb_path_ops);
CREATE INDEX event_type_at ON ONLY platform.event USING btree (type, at DESC, id DESC);
CREATE INDEX export_expiry ON personal.export USING btree (expires_at) WHERE (content_sealed IS NOT NULL);
CREATE INDEX file_citizen ON files.file USING btree (citizen_id);
CREATE INDEX file_content ON files.file USING btree ("left"(sm3, 8), id) WHERE in_use;
CREATE INDEX file_unused ON files.file USING btree (uploaded_at, id) WHERE ((NOT in_use) AND (NOT kept));
CREATE INDEX flow_migration_latest ON cases.flow_migration USING btree (proposed_at DESC, id DESC);
CREATE INDEX flow_migration_running ON cases.flow_migration USING btree (decided_at) WHERE (state = ANY (ARRAY['confirmed'::text, 'running'::text]));
CREATE INDEX flow_migration_waiting ON cases.flow_migration_case USING btree (migration_id, case_id) WHERE (moved IS NULL);
CREATE INDEX grant_change_state ON access.grant_change USING btree (state, proposed_at DESC, id DESC);
CREATE INDEX hall_agency ON access.hall USING btree (agency_code);
CREATE INDEX item_agency ON catalogue.item USING btree (agency_code, code);
CREATE INDEX item_base ON catalogue.item USING btree (base_key);
CREATE INDEX item_message ON reminders.item USING btree (staff_id, message_id) WHERE (message_id IS NOT NULL);
CREATE INDEX item_region ON catalogue.item USING btree (region_code);
CREATE INDEX item_ripe ON reminders.item USING btree (staff_id, ripe_at) WHERE (message_id IS NULL);
CREATE INDEX link_day ON audit.link USING btree (stream, day, seq);
CREATE INDEX link_event_at ON audit.link USING brin (event_at);
CREATE INDEX mandate_agent ON family.mandate USING btree (agent_id, granted_at DESC);
CREATE INDEX mandate_history ON organisations.mandate USING btree (organisation_id, granted_at DESC);
CREATE INDEX mandate_invited ON family.mandate USING btree (invited_digest) WHERE ((confirmed_at IS NULL) AND (ended_at IS NULL));
CREATE INDEX mandate_invited ON organisations.mandate USING btree (invited_digest) WHERE ((confirmed_at IS NULL) AND (ended_at IS NULL));
CREATE INDEX mandate_person ON organisations.mandate USING btree (citizen_id) WHERE (ended_at IS NULL);
CREATE INDEX mandate_principal ON family.mandate USING btree (principal_id, granted_at DESC);
CREATE INDEX message_age ON reminders.message USING btree (at);
CREATE INDEX message_latest ON reminders.message USING btree (staff_id, at DESC, id DESC);
CREATE INDEX message_unread ON reminders.message USING btree (staff_id) WHERE (read_at IS NULL);
CREATE INDEX notice_list ON notifications.notice USING btree (citizen_id, at DESC, id DESC);
CREATE INDEX notice_unread ON notifications.notice USING btree (citizen_id) WHERE (read_at IS NULL);
CREATE INDEX opinion_late ON cases.opinion USING btree (due_on, case_id) WHERE ((answered_at IS NULL) AND (closed_at IS NULL) AND (missed_at IS NULL));
CREATE INDEX opinion_waiting ON cases.opinion USING btree (agency_code, due_on, case_id) WHERE ((answered_at IS NULL) AND (closed_at IS NULL));
CREATE INDEX organisation_change_subject ON access.organisation_change USING btree (subject, id DESC);
CREATE INDEX organisation_checked ON organisations.organisation USING btree (checked_at);
CREATE INDEX passkey_challenge_expiry ON platform.passkey_challenge USING btree (expires_at);
CREATE INDEX passkey_owner_citizen ON identity.passkey_owner USING btree (citizen_id);
CREATE INDEX passkey_staff ON access.passkey USING btree (staff_id);
CREATE INDEX refusal_at ON files.refusal USING btree (at);
CREATE INDEX region_parent ON regions.region USING btree (parent_code);
CREATE INDEX registration_expiry ON identity.registration USING btree (expires_at);
CREATE INDEX role_grant_role ON access.role_grant USING btree (role_id) WHERE (revoked_at IS NULL);
CREATE INDEX role_grant_staff ON access.role_grant USING btree (staff_id) WHERE (revoked_at IS NULL);
CREATE INDEX service_agency ON appointments.service USING btree (agency_code);
CREATE INDEX service_items ON appointments.service USING gin (items);
CREATE INDEX session_citizen ON identity.session USING btree (citizen_id);
CREATE INDEX session_expiry ON access.session USING btree (expires_at);
CREATE INDEX session_expiry ON identity.session USING btree (expires_at);
CREATE INDEX session_passkey ON access.session USING btree (passkey_id);
CREATE INDEX session_staff ON access.session USING btree (staff_id);
CREATE INDEX sign_in_at ON identity.sign_in USING btree (at);
CREATE INDEX sign_in_staff ON access.sign_in USING btree (staff_id, id DESC);
CREATE INDEX staff_agency ON access.staff USING btree (agency_code);
CREATE INDEX staff_department_of ON access.staff USING btree (department_id);
CREATE INDEX succession_successor ON catalogue.succession USING btree (successor_code);
CREATE INDEX ticket_booking ON appointments.ticket USING btree (citizen_id, booking_id);
CREATE INDEX unmasking_case ON cases.unmasking USING btree (case_id, at);
CREATE INDEX waiting_citizen ON appointments.waiting USING btree (citizen_id, date);
CREATE INDEX waiting_date ON appointments.waiting USING btree (date);
CREATE INDEX waiting_turn ON appointments.waiting USING btree (service_id, date, minute, joined_at, id) WHERE (status = 'waiting'::text);
CREATE INDEX ward_guardian ON family.ward USING btree (guardian_id, verified_at DESC);
CREATE UNIQUE INDEX booking_one_a_day ON appointments.booking USING btree (citizen_id, service_id, date) WHERE (status = ANY (ARRAY['booked'::text, 'arrived'::text]));
CREATE UNIQUE INDEX change_step_person ON catalogue.change_step USING btree (change_id, round, staff_id) WHERE (act = ANY (ARRAY['submit'::text, 'approve'::text]));
CREATE UNIQUE INDEX data_key_in_use ON platform.data_key USING btree (purpose) WHERE (retired_at IS NULL);
CREATE UNIQUE INDEX department_name ON access.department USING btree (agency_code, name) WHERE (status = 'active'::text);
CREATE UNIQUE INDEX flow_migration_open ON cases.flow_migration USING btree (item_code) WHERE (state = ANY (ARRAY['proposed'::text, 'confirmed'::text, 'running'::text]));
CREATE UNIQUE INDEX hall_name ON access.hall USING btree (region_code, name) WHERE (status = 'active'::text);
CREATE UNIQUE INDEX item_version_open ON catalogue.item_version USING btree (item_code) WHERE (effective_to IS NULL);
CREATE UNIQUE INDEX mandate_one_a_person ON organisations.mandate USING btree (organisation_id, citizen_id) WHERE (ended_at IS NULL);
CREATE UNIQUE INDEX mandate_one_agent ON family.mandate USING btree (principal_id, agent_id) WHERE (ended_at IS NULL);
CREATE UNIQUE INDEX mandate_one_invitation ON family.mandate USING btree (principal_id, invited_digest) WHERE (ended_at IS NULL);
CREATE UNIQUE INDEX mandate_one_invitation ON organisations.mandate USING btree (organisation_id, invited_digest) WHERE (ended_at IS NULL);
CREATE UNIQUE INDEX mandate_one_representative ON organisations.mandate USING btree (organisation_id) WHERE ((role = 'representative'::text) AND (ended_at IS NULL));
CREATE UNIQUE INDEX mark_place ON cases.mark USING btree (case_id, place) WHERE (sent_at IS NULL);
CREATE UNIQUE INDEX password_reissue_open ON access.password_reissue USING btree (staff_id) WHERE (state = 'asked'::text);
CREATE UNIQUE INDEX saved_view_default ON cases.saved_view USING btree (staff_id) WHERE is_default;
CREATE UNIQUE INDEX service_name ON appointments.service USING btree (hall_id, name);
CREATE UNIQUE INDEX service_prefix ON appointments.service USING btree (hall_id, prefix);
CREATE UNIQUE INDEX staff_move_waiting ON access.staff_move USING btree (staff_id) WHERE (applied_at IS NULL);
CREATE UNIQUE INDEX ticket_walk_in ON appointments.ticket USING btree (service_id, date, walk_in_id);
CREATE UNIQUE INDEX ticket_window ON appointments.ticket USING btree (service_id, date, window_no) WHERE (status = 'called'::text);
CREATE UNIQUE INDEX waiting_once ON appointments.waiting USING btree (service_id, date, minute, citizen_id) WHERE (status = ANY (ARRAY['waiting'::text, 'offered'::text]));
CREATE UNIQUE INDEX ward_once ON family.ward USING btree (guardian_id, id_number_digest) WHERE (ended_at IS NULL);
