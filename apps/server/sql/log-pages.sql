-- Pages of the log, bounded in rows and in bytes: a version may hold megabytes, and a caller keeps a page in memory.
--
-- The bytes of a version are those of its changes as text. The stored size is compressed; it tells a small version from a
-- large one without reading it. Only a large one is measured.
create or replace function qtable.log_bytes(tenant int, place bigint, stored int) returns int
language sql stable
as $$
  select case when stored < 2000 then stored * 2
    else (select octet_length(l.changes::text) from qtable.log l where l.restaurant_id = tenant and l.version = place) end
$$;

-- The last version of a page after `place`: at most `at_most` versions, and the first that exceeds `max_bytes` is its last.
-- `place` itself where nothing follows.
create or replace function qtable.log_page_end(place bigint, at_most int, max_bytes bigint) returns bigint
language plpgsql stable
as $$
declare
  tenant int := qtable.open_restaurant();
  entry record;
  page_end bigint := place;
  bytes bigint := 0;
begin
  for entry in
    select l.version, pg_column_size(l.changes) as stored from qtable.log l
    where l.restaurant_id = tenant and l.version > place order by l.version limit at_most
  loop
    page_end := entry.version;
    bytes := bytes + qtable.log_bytes(tenant, entry.version, entry.stored);
    exit when bytes >= max_bytes;
  end loop;
  return page_end;
end
$$;

-- The last version that changed an entity, which may have removed it.
create or replace function qtable.last_version_of(entity text) returns bigint
language plpgsql stable
as $$
declare
  tenant int := qtable.open_restaurant();
begin
  if entity ~ '^[0-9]+$' then
    return (select r.version from qtable.restaurants r where r.restaurant_id = tenant and tenant::text = entity);
  end if;
  return (
    select max(v) from (
      select qtable.removal_before(entity, null) as v
      -- for each entity {table}
      union all
      select x.version from qtable.{table} x where x.restaurant_id = tenant and x.id = entity::uuid
      -- end
    ) versions);
end
$$;

-- Whether an id belongs, or belonged after `place`, to an entity of another kind: clients may give one id to two of them.
create or replace function qtable.is_also_of_other_kind(entity text, place bigint, kinds text[]) returns boolean
language plpgsql stable
as $$
declare
  tenant int := qtable.open_restaurant();
begin
  if entity ~ '^[0-9]+$' then
    return false;
  end if;
  return exists (
    select from qtable.log l, jsonb_array_elements(l.changes) c
    where l.restaurant_id = tenant and l.version > place and l.changes @> '[{"action": "delete"}]'
      and entity = any (l.entity_ids) and c.value->>'entity_id' = entity and c.value->>'entity_type' <> all (kinds)
    -- for each entity {table}
    union all
    select from qtable.{table} x
    where x.restaurant_id = tenant and x.id = entity::uuid and '{table}' not in (select k || 's' from unnest(kinds) k)
    -- end
  );
end
$$;

-- The versions of a page of the activity, newest first and before `place`: of one entity, of one actor, or of all (null).
-- The page ends at `at_most` versions, at `max_bytes`, or after 2,000 versions of an entity.
-- `is_match` is false for a version that only says where the next page begins.
--
-- The versions of an entity are found backwards: its row has the last one, and each change in the log has the entity before
-- it with the version of the change before. A page that continues another begins at a version of the entity, so it does not
-- follow the versions again from the newest. A removal cannot be found this way: removals are few and have an index.
create or replace function qtable.activity_page(
  entity text, place bigint, actor uuid, at_most int, max_bytes bigint
) returns table (version bigint, is_match boolean)
language plpgsql stable
as $$
#variable_conflict use_column
declare
  tenant int := qtable.open_restaurant();
  entry record;
  newest bigint;
  kinds text[];
  versions bigint[];
  steps int := 0;
  bytes bigint := 0;
begin
  if entity is null then
    for entry in execute
      'select l.version, pg_column_size(l.changes) as stored from qtable.log l where l.restaurant_id = $1'
      || case when place is null then '' else ' and l.version < $2' end
      || case when actor is null then '' else ' and l.actor_id = $3' end
      || ' order by l.version desc limit $4'
      using tenant, place, actor, at_most
    loop
      version := entry.version;
      is_match := true;
      return next;
      bytes := bytes + qtable.log_bytes(tenant, entry.version, entry.stored);
      if bytes >= max_bytes then
        is_match := false;
        return next;
        exit;
      end if;
    end loop;
    return;
  end if;

  kinds := array(
    select c.value->>'entity_type' from qtable.log l, jsonb_array_elements(l.changes) c
    where l.restaurant_id = tenant and l.version = place and c.value->>'entity_id' = entity);
  if cardinality(kinds) > 0 and not qtable.is_also_of_other_kind(entity, place, kinds) then
    versions := array[place, qtable.removal_before(entity, place)];
  elsif entity ~ '^[0-9]+$' then
    versions := array[qtable.last_version_of(entity)];
  else
    versions := array(
      select qtable.removal_before(entity, null)
      -- for each entity {table}
      union all
      select x.version from qtable.{table} x where x.restaurant_id = tenant and x.id = entity::uuid
      -- end
    );
  end if;
  loop
    newest := (select max(v) from unnest(versions) v);
    select l.version, l.actor_id, pg_column_size(l.changes) as stored into entry
    from qtable.log l where l.restaurant_id = tenant and l.version = newest;
    -- No version is left, or the log no longer reaches back to it.
    exit when not found;
    version := newest;
    is_match := (place is null or newest < place) and (actor is null or entry.actor_id = actor);
    if is_match then
      return next;
      bytes := bytes + qtable.log_bytes(tenant, newest, entry.stored);
      at_most := at_most - 1;
      exit when at_most = 0;
    end if;
    steps := steps + 1;
    if bytes >= max_bytes or steps >= 2000 and (place is null or newest < place) then
      is_match := false;
      return next;
      exit;
    end if;
    versions := array(
      select v from unnest(versions) v where v < newest
      union
      select e.version
      from qtable.log l, jsonb_array_elements(l.changes) c,
        lateral (
          select (c.value->'before'->>'version')::bigint as version
          union all
          select qtable.removal_before(entity, newest) where c.value->>'action' <> 'update'
        ) e
      where l.restaurant_id = tenant and l.version = newest and c.value->>'entity_id' = entity);
  end loop;
end
$$;
