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

create table access.session (
  token_digest text not null,
  staff_id uuid not null,
  created_at timestamp with time zone not null,
  expires_at timestamp with time zone not null,
  id uuid default gen_random_uuid() not null,
  last_seen_at timestamp with time zone,
  device_digest text,
  agent text,
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
  constraint sign_in_pkey PRIMARY KEY (id),
  constraint sign_in_staff_id_fkey FOREIGN KEY (staff_id) REFERENCES access.staff(id)
);

create table access.staff (
  id uuid not null,
  login text not null,
  name text not null,
  agency_code text not null,
  permissions text[] not null,
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
  constraint staff_agency_code_fkey FOREIGN KEY (agency_code) REFERENCES access.agency(code),
  constraint staff_department FOREIGN KEY (agency_code, department_id) REFERENCES access.department(agency_code, id),
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
  constraint case_pkey PRIMARY KEY (id),
  constraint case_review_conclusion_check CHECK ((review_conclusion = ANY (ARRAY['grant'::text, 'deny'::text]))),
  constraint case_status_check CHECK ((status = ANY (ARRAY['submitted'::text, 'correction'::text, 'refused'::text, 'accepted'::text, 'reviewed'::text, 'granted'::text, 'denied'::text, 'withdrawn'::text])))
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
  constraint draft_pkey PRIMARY KEY (citizen_id, id)
);

create table cases.lookup (
  code text not null,
  case_id uuid not null,
  constraint lookup_pkey PRIMARY KEY (code)
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
  constraint timeline_case_id_act_id_key UNIQUE (case_id, act_id),
  constraint timeline_pkey PRIMARY KEY (case_id, seq)
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

create table catalogue.item (
  code text not null,
  base_key text not null,
  region_code text not null,
  agency_code text,
  state text not null,
  applicable boolean not null,
  source text not null,
  constraint item_base_key_fkey FOREIGN KEY (base_key) REFERENCES catalogue.base_item(key),
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
  constraint item_version_check CHECK (((effective_to IS NULL) OR (effective_to > effective_from))),
  constraint item_version_item_code_fkey FOREIGN KEY (item_code) REFERENCES catalogue.item(code),
  constraint item_version_pkey PRIMARY KEY (item_code, version)
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
  constraint file_pkey PRIMARY KEY (id),
  constraint file_size_check CHECK ((size > 0))
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
  constraint registration_pkey PRIMARY KEY (id),
  constraint registration_token_digest_key UNIQUE (token_digest)
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
  constraint session_pkey PRIMARY KEY (token_digest)
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
  constraint notice_citizen_id_event_id_key UNIQUE (citizen_id, event_id),
  constraint notice_pkey PRIMARY KEY (citizen_id, id)
);

create table platform.attempt (
  key text not null,
  tries integer not null,
  since timestamp with time zone not null,
  constraint attempt_pkey PRIMARY KEY (key)
);

create table platform.event (
  id uuid not null,
  type text not null,
  subject jsonb not null,
  actor_kind text not null,
  actor_id text not null,
  request_id text not null,
  at timestamp with time zone not null,
  constraint event_pkey PRIMARY KEY (id, at)
) partition by RANGE (at);

create table platform.migration (
  name text not null,
  digest text not null,
  applied_at timestamp with time zone default now() not null,
  constraint migration_pkey PRIMARY KEY (name)
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

CREATE INDEX agency_parent ON access.agency USING btree (parent_code);
CREATE INDEX agency_region ON access.agency USING btree (region_code);
CREATE INDEX case_citizen ON cases."case" USING btree (citizen_id, submitted_at DESC, id DESC);
CREATE INDEX case_done ON cases."case" USING btree (agency_code, updated_at DESC, id DESC) WHERE (status = ANY (ARRAY['refused'::text, 'granted'::text, 'denied'::text, 'withdrawn'::text]));
CREATE INDEX case_queue ON cases."case" USING btree (agency_code, status, due_on, id) WHERE (status = ANY (ARRAY['submitted'::text, 'correction'::text, 'accepted'::text, 'reviewed'::text]));
CREATE INDEX deputy_for ON access.deputy USING btree (deputy_id, from_on);
CREATE INDEX deputy_of ON access.deputy USING btree (staff_id, from_on);
CREATE INDEX file_citizen ON files.file USING btree (citizen_id);
CREATE INDEX hall_agency ON access.hall USING btree (agency_code);
CREATE INDEX item_base ON catalogue.item USING btree (base_key);
CREATE INDEX item_region ON catalogue.item USING btree (region_code);
CREATE INDEX notice_list ON notifications.notice USING btree (citizen_id, at DESC, id DESC);
CREATE INDEX notice_unread ON notifications.notice USING btree (citizen_id) WHERE (read_at IS NULL);
CREATE INDEX organisation_change_subject ON access.organisation_change USING btree (subject, id DESC);
CREATE INDEX region_parent ON regions.region USING btree (parent_code);
CREATE INDEX registration_expiry ON identity.registration USING btree (expires_at);
CREATE INDEX session_citizen ON identity.session USING btree (citizen_id);
CREATE INDEX session_expiry ON access.session USING btree (expires_at);
CREATE INDEX session_expiry ON identity.session USING btree (expires_at);
CREATE INDEX session_staff ON access.session USING btree (staff_id);
CREATE INDEX sign_in_staff ON access.sign_in USING btree (staff_id, id DESC);
CREATE INDEX staff_agency ON access.staff USING btree (agency_code);
CREATE INDEX staff_department_of ON access.staff USING btree (department_id);
CREATE UNIQUE INDEX department_name ON access.department USING btree (agency_code, name) WHERE (status = 'active'::text);
CREATE UNIQUE INDEX hall_name ON access.hall USING btree (region_code, name) WHERE (status = 'active'::text);
CREATE UNIQUE INDEX item_version_open ON catalogue.item_version USING btree (item_code) WHERE (effective_to IS NULL);
CREATE UNIQUE INDEX staff_move_waiting ON access.staff_move USING btree (staff_id) WHERE (applied_at IS NULL);
