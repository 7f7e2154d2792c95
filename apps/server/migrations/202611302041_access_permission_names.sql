-- One form for the names of functions: appointments:desk and appointments:settings become appointments-desk, appointments-settings.
do $$
declare allowed text;
begin
  select pg_get_constraintdef(oid) into allowed from pg_constraint
  where conrelid = 'access.role'::regclass and conname = 'role_check';
  alter table access.role drop constraint role_check;
  update access.role set permissions = array_replace(array_replace(permissions, 'appointments:desk', 'appointments-desk'),
    'appointments:settings', 'appointments-settings')
  where permissions && array['appointments:desk', 'appointments:settings'];
  execute 'alter table access.role add constraint role_check ' || replace(allowed, 'appointments:', 'appointments-');
end $$;

-- Proposals name them too, also those that are decided: they are shown in words.
update access.grant_change set change = replace(replace(change::text, '"appointments:desk"', '"appointments-desk"'),
  '"appointments:settings"', '"appointments-settings"')::jsonb
where change::text like '%"appointments:%';
