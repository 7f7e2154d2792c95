-- Cards of one rule, the latest first, however rare it is among all.
create index card_rule on supervision.card (rule, raised_at desc, id desc);
