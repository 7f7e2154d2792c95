-- Whoever writes guides, and the three who check them: functions of the business duty.
alter table access.role drop constraint role_check;
alter table access.role add constraint role_check check (permissions <@ case duty
  when 'business' then array['accept', 'review', 'decide', 'approve', 'supervise',
    'catalogue-edit', 'catalogue-approve-agency', 'catalogue-approve-legal', 'catalogue-approve-office']
  when 'system' then array['operate', 'organise']
  when 'security' then array['grant']
  else array['audit'] end);
