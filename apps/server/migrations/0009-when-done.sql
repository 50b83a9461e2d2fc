-- When the person did what a transaction holds, and what its author was warned of. Absent in older rows, and in those of
-- nodes of the version before: it was done when it was committed, without a warning.
alter table qtable.log add column done_at timestamptz, add column warnings jsonb;

-- A party that sits holds the tables where it sits, and no longer what was planned for it. Row level security is forced on
-- the owner too, and would hide every row here.
alter table qtable.plans no force row level security;
alter table qtable.reservations no force row level security;
delete from qtable.plans p
using qtable.reservations r
where r.restaurant_id = p.restaurant_id and r.id = p.reservation_id and r.data->>'status' = 'seated';
alter table qtable.plans force row level security;
alter table qtable.reservations force row level security;
