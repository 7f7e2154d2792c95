-- A case that is part of a bundle (一件事): which, about whom, and the earlier results that serve as its materials.
alter table cases."case" add column bundle jsonb;

-- Instead of result_number where that is somebody's identity number, such as the one that birth registration gives.
alter table cases."case" add column result_number_sealed text;
