-- The applicant may object to what a notice asks for beyond the guide; notices so far asked for nothing of the kind.
update cases."case" set supplement = supplement || '{"objection": null}' where supplement is not null;
