-- Splitting and handing down end the old item where the new one begins, unless the change says that both go on. Those under way
-- were opened when the old item ended by a cancellation of its own.
alter table catalogue.change_request add column keeps_old boolean not null default false;
update catalogue.change_request set keeps_old = true
  where kind in ('split', 'hand-down') and state not in ('approved', 'withdrawn');
create index change_request_predecessors on catalogue.change_request using gin (predecessors);
