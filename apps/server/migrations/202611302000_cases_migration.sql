-- 流程迁移: running cases are moved to another flow. What an act moved a case from stays in its timeline: the clock replays
-- every act through the flow of its time.
alter table cases.timeline add column moved jsonb;
alter table cases.timeline add constraint timeline_moved_check check ((action = 'migrate') = (moved is not null));
