-- Places on files of a case that officers marked (标注). Those with sent_at went to the applicant with a notice and stay as they
-- are. Places keep drafts few whatever happens at once.
create table cases.mark (
  case_id uuid not null,
  id uuid not null,
  place smallint not null check (place between 1 and 50),
  material_id text not null,
  file_id uuid not null,
  page integer not null check (page >= 1),
  x double precision not null check (x >= 0),
  y double precision not null check (y >= 0),
  width double precision not null check (width > 0 and x + width <= 1.0001),
  height double precision not null check (height > 0 and y + height <= 1.0001),
  note text not null,
  officer_id uuid not null,
  officer_name text not null,
  version integer not null,
  at timestamptz not null,
  sent_at timestamptz,
  primary key (case_id, id),
  foreign key (case_id, material_id, file_id) references cases.material_file (case_id, material_id, file_id)
);
create unique index mark_place on cases.mark (case_id, place) where sent_at is null;
