-- Whoever writes guides lists those of his agency, by code.
create index item_agency on catalogue.item (agency_code, code);
