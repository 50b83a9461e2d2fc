-- What several nodes need of the database, and what tells that it was put back to an older state.

-- `id` names the installation where others may be near, as on a shared Redis. `database_mark` is the database as it was
-- last seen (see db/mark.ts): where it differs, this is a copy.
alter table qtable.installation
  add column id uuid not null default gen_random_uuid(),
  add column database_mark jsonb;

-- The transaction that made `version`; null until the first one after this migration. In a database that was put back
-- and went on, the same version is another transaction.
alter table qtable.clocks add column transaction_id uuid;

-- How far many restaurants are, in one query. The list is read once for the query, not once for each row.
create policy listed_restaurants on qtable.clocks for select
  using (restaurant_id = any (
    (select string_to_array(nullif(current_setting('app.clocks_of', true), ''), ',')::int[])::int[]));
