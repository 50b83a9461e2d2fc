-- The transactions that changed an entity, newest first. Its row has the version of the last change, and each change in the
-- log has the entity before it with the version of the change before. A removal cannot be found this way: it deletes the row
-- or leaves it unchanged. Removals are few and have an index.
create or replace function qtable.activity_of(entity text, before bigint, actor uuid, at_most int) returns setof qtable.log
language plpgsql stable
as $$
declare
  tenant int := qtable.open_restaurant();
  versions bigint[];
  newest bigint;
  entry qtable.log;
begin
  if entity ~ '^[0-9]+$' then
    versions := array(
      select r.version from qtable.restaurants r where r.restaurant_id = tenant and tenant::text = entity);
  else
    versions := array(
      select qtable.removal_before(entity, null)
      -- for each entity {table}
      union all
      select x.version from qtable.{table} x where x.restaurant_id = tenant and x.id = entity::uuid
      -- end
    );
  end if;
  while at_most > 0 loop
    newest := (select max(v) from unnest(versions) v);
    select l.* into entry from qtable.log l where l.restaurant_id = tenant and l.version = newest;
    -- No version is left, or the log no longer reaches back to it.
    exit when not found;
    if (before is null or newest < before) and (actor is null or entry.actor_id = actor) then
      return next entry;
      at_most := at_most - 1;
    end if;
    versions := array(
      select v from unnest(versions) v where v < newest
      union
      select e.version
      from jsonb_array_elements(entry.changes) c,
        lateral (
          select (c.value->'before'->>'version')::bigint as version
          union all
          select qtable.removal_before(entity, newest) where c.value->>'action' <> 'update'
        ) e
      where c.value->>'entity_id' = entity);
  end loop;
end
$$;

-- The last version before `place` that removed an entity from the floor.
create or replace function qtable.removal_before(entity text, place bigint) returns bigint
language sql stable
as $$
  select l.version from qtable.log l
  where l.restaurant_id = qtable.open_restaurant() and l.changes @> '[{"action": "delete"}]'
    and entity = any (l.entity_ids) and (place is null or l.version < place)
  order by l.version desc limit 1
$$;
