-- What keeps questions about the past as quick after years as they were on the first day. Every index here is one that
-- a change of the floor does not touch, or takes the place of one that it did.

-- Lists of past days are often those of some statuses. Null while the row is on the floor: there a change of status
-- stays within its page, with no index to tell.
alter table qtable.guests add column archived_as text collate "C"
  generated always as (case when archived then data->>'status' end) stored;
drop index qtable.guests_history;
create index guests_history on qtable.guests (restaurant_id, archived_as, joined_at, id) where archived;

alter table qtable.reservations add column archived_as text collate "C"
  generated always as (case when archived then data->>'status' end) stored;
drop index qtable.reservations_history;
create index reservations_history on qtable.reservations (restaurant_id, archived_as, starts_at, id) where archived;

create index log_by_actor on qtable.log (restaurant_id, actor_id, version);
create index log_removals on qtable.log (restaurant_id, version) where changes @> '[{"action": "delete"}]';

-- Versions are dense and their times never go back, so a time is found among them by halving: some fifteen rows by the
-- primary key, where an index by time would have to be kept up with every change.
drop index qtable.log_by_time;
create function qtable.version_before(at timestamptz) returns bigint
language plpgsql stable
as $$
declare
  tenant int := current_setting('app.restaurant_id');
  below bigint;
  last bigint;
  middle bigint;
begin
  select c.log_floor, c.version into below, last from qtable.clocks c where c.restaurant_id = tenant;
  while below < last loop
    middle := (below + last + 1) / 2;
    if (select l.committed_at from qtable.log l where l.restaurant_id = tenant and l.version = middle) < at then
      below := middle;
    else
      last := middle - 1;
    end if;
  end loop;
  -- Where the log begins later, nothing in it is known to be before.
  return coalesce(
    (select l.version from qtable.log l where l.restaurant_id = tenant and l.version = last and l.committed_at < at), 0);
end
$$;

-- What was done to an entity, newest first, found from its own rows: each says which version changed it last, and each
-- change what the entity was before, with the version that had made it so. The one step that nothing tells is the one to
-- a version that took it off the floor, by which its row is gone or as it was; those are few, and have an index.
create function qtable.activity_of(entity text, before bigint, actor uuid, at_most int) returns setof qtable.log
language plpgsql stable
as $$
declare
  tenant int := current_setting('app.restaurant_id');
  places bigint[];
  place bigint;
  entry qtable.log;
begin
  if entity ~ '^[0-9]+$' then
    places := array(select r.version from qtable.restaurants r where r.restaurant_id = tenant and tenant::text = entity);
  else
    places := array(
      select x.version from qtable.guests x where x.restaurant_id = tenant and x.id = entity::uuid
      union all
      select x.version from qtable.reservations x where x.restaurant_id = tenant and x.id = entity::uuid
      union all
      select x.version from qtable.tables x where x.restaurant_id = tenant and x.id = entity::uuid
      union all
      select x.version from qtable.sections x where x.restaurant_id = tenant and x.id = entity::uuid
      union all
      select x.version from qtable.combinations x where x.restaurant_id = tenant and x.id = entity::uuid
      union all
      select qtable.removal_before(entity, null));
  end if;
  while at_most > 0 loop
    place := (select max(p) from unnest(places) p);
    select l.* into entry from qtable.log l where l.restaurant_id = tenant and l.version = place;
    -- No place is left, or the log does not reach back to it.
    exit when not found;
    if (before is null or place < before) and (actor is null or entry.actor_id = actor) then
      return next entry;
      at_most := at_most - 1;
    end if;
    places := array(
      select p from unnest(places) p where p < place
      union
      select v.version
      from jsonb_array_elements(entry.changes) c,
        lateral (
          select (c.value->'before'->>'version')::bigint as version
          union all
          select qtable.removal_before(entity, place) where c.value->>'action' <> 'update'
        ) v
      where c.value->>'entity_id' = entity);
  end loop;
end
$$;

-- The last version before `place` that took an entity off the floor.
create function qtable.removal_before(entity text, place bigint) returns bigint
language sql stable
as $$
  select l.version from qtable.log l
  where l.restaurant_id = current_setting('app.restaurant_id')::int and l.changes @> '[{"action": "delete"}]'
    and entity = any (l.entity_ids) and (place is null or l.version < place)
  order by l.version desc limit 1
$$;

-- Sessions rotate their token every quarter of an hour and keep the spent ones for a month.
create index refresh_tokens_ended on qtable.refresh_tokens (user_id, family_id) where revoked_at is not null;
create index refresh_tokens_by_end on qtable.refresh_tokens (restaurant_id, expires_at);
drop index qtable.refresh_tokens_of_restaurant;
create index refresh_tokens_of_restaurant on qtable.refresh_tokens (restaurant_id, user_id, created_at);

create index tenants_by_end_of_day on qtable.tenants (service_day_ends_at) where service_day_ends_at is not null;
