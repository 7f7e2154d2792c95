-- Appointments get functions of their own. The list of functions is widened, not written anew, whatever else was added to it.
do $$
declare allowed text;
begin
  select pg_get_constraintdef(oid) into allowed from pg_constraint
  where conrelid = 'access.role'::regclass and conname = 'role_check';
  alter table access.role drop constraint role_check;
  execute 'alter table access.role add constraint role_check '
    || replace(allowed, '''supervise''::text', '''supervise''::text, ''appointments:desk''::text, ''appointments:settings''::text');
end $$;

-- Whoever accepts applications has worked the desk so far and still may. The settings of a hall are given anew, by two people.
update access.role set permissions = permissions || array['appointments:desk'], version = version + 1
where 'accept' = any (permissions);
