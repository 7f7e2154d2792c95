-- Heads approve special procedures and extensions: a function of its own.
alter table access.role drop constraint role_check;
alter table access.role add constraint role_check check (permissions <@ case duty
  when 'business' then array['accept', 'review', 'decide', 'approve', 'supervise']
  when 'system' then array['operate', 'organise']
  when 'security' then array['grant']
  else array['audit'] end);
