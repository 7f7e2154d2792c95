-- One card for a case, rule and level, and of whom it speaks: several agencies that were asked may all be late with their opinion.
alter table supervision.card add column subject text not null default '';
update supervision.card set subject = agency_code where rule = 'opinion';
alter table supervision.card drop constraint card_case_id_rule_level_key;
alter table supervision.card add constraint card_once unique (case_id, rule, level, subject);

-- The applicant's days to pay are no officer's: such a card had no words and could not be shown.
delete from supervision.step s using supervision.card c where c.id = s.card_id and c.rule = 'payment';
delete from supervision.card where rule = 'payment';
