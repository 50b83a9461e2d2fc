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
    (select string_to_array(nullif(current_setting('app.restaurant_ids', true), ''), ',')::int[])::int[]));

-- As before, and `stale` also where the version is the expected one but of another epoch, or another transaction than
-- the one that the append was decided on. An expectation that is absent holds.
create or replace function qtable.append(restaurant_ids int[], members text[], working_role text)
returns table (
  restaurant_id int, outcome text, version bigint, committed_at timestamptz, ids uuid[],
  sqlstate_code text, constraint_name text, message text
)
language plpgsql
as $$
#variable_conflict use_column
declare
  tenant int;
  written text;
  member jsonb;
  put jsonb;
  remove jsonb;
  archive jsonb;
  head bigint;
  head_at timestamptz;
  head_epoch uuid;
  head_transaction uuid;
  asked uuid[];
  touched uuid[];
begin
  perform
    set_config('role', working_role, true),
    set_config('lock_timeout', '5s', true),
    -- Every statement here goes by key, so one plan serves all; planning again for each array of ids is a fifth of the
    -- whole (measured).
    set_config('plan_cache_mode', 'force_generic_plan', true);
  -- A reply that says "committed" must survive a crash, whatever the database's default is.
  if current_setting('synchronous_commit') in ('off', 'local', 'remote_write') then
    perform set_config('synchronous_commit', 'on', true);
  end if;
  -- In the order of the ids, whatever the order given: two statements can then never wait for each other.
  for tenant, written in select * from unnest(restaurant_ids, members) order by 1 loop
    restaurant_id := tenant;
    outcome := null;
    ids := null;
    sqlstate_code := null;
    constraint_name := null;
    message := null;
    version := null;
    committed_at := null;
    perform set_config('app.restaurant_id', tenant::text, true);
    begin
      set constraints all deferred;
      -- Read here: a string that JSON may hold and PostgreSQL may not (with U+0000) fails this member alone.
      member := written::jsonb;
      put := coalesce(member->'put', '{}');
      remove := coalesce(member->'remove', '{}');
      archive := coalesce(member->'archive', '{}');

      select c.version, c.committed_at, c.epoch, c.transaction_id into head, head_at, head_epoch, head_transaction
      from qtable.clocks c where c.restaurant_id = tenant for update;
      if not found then
        raise no_data_found using message = 'the restaurant has no clock';
      end if;
      version := head;
      committed_at := head_at;

      asked := array(
        select (t.value->>'transaction_id')::uuid from jsonb_array_elements(member->'transactions') t
        union
        select c.value::uuid
        from jsonb_array_elements(member->'transactions') t, jsonb_array_elements_text(t.value->'command_ids') c
        union
        select (r.value->>'id')::uuid from jsonb_array_elements(member->'receipts') r);
      ids := array(
        select l.transaction_id from qtable.log l where l.restaurant_id = tenant and l.transaction_id = any (asked)
        union
        select r.id from qtable.receipts r where r.restaurant_id = tenant and r.id = any (asked));
      if cardinality(ids) > 0 then
        outcome := 'duplicate';
        return next;
        continue;
      end if;
      ids := null;
      if head <> (member->>'expected_version')::bigint
        or head_epoch <> (member->>'expected_epoch')::uuid
        or head_transaction <> (member->>'expected_transaction_id')::uuid
      then
        outcome := 'stale';
        return next;
        continue;
      end if;
      if exists (
        select from jsonb_array_elements(member->'transactions') with ordinality t (value, n)
        where (t.value->>'version')::bigint is distinct from head + t.n
      ) then
        raise check_violation using message = 'versions must follow one another', constraint = 'log_dense';
      end if;

      -- What hangs on the entities goes first and comes back last, so that no constraint sees a state between.
      if put ? 'guests' or remove ? 'guests' or archive ? 'guests' then
        touched := array(
          select (e.value->>'id')::uuid from jsonb_array_elements(put->'guests') e
          union all select e.value::uuid from jsonb_array_elements_text(remove->'guests') e
          union all select e.value::uuid from jsonb_array_elements_text(archive->'guests') e);
        delete from qtable.seatings s where s.restaurant_id = tenant and s.guest_id = any (touched);
      end if;
      if put ? 'reservations' or remove ? 'reservations' or archive ? 'reservations' then
        touched := array(
          select (e.value->>'id')::uuid from jsonb_array_elements(put->'reservations') e
          union all select e.value::uuid from jsonb_array_elements_text(remove->'reservations') e
          union all select e.value::uuid from jsonb_array_elements_text(archive->'reservations') e);
        delete from qtable.plans p where p.restaurant_id = tenant and p.reservation_id = any (touched);
      end if;

      if remove ? 'combinations' then
        delete from qtable.combinations x where x.restaurant_id = tenant
          and x.id in (select e.value::uuid from jsonb_array_elements_text(remove->'combinations') e);
      end if;
      if remove ? 'guests' then
        delete from qtable.guests x where x.restaurant_id = tenant
          and x.id in (select e.value::uuid from jsonb_array_elements_text(remove->'guests') e);
      end if;
      if remove ? 'reservations' then
        delete from qtable.reservations x where x.restaurant_id = tenant
          and x.id in (select e.value::uuid from jsonb_array_elements_text(remove->'reservations') e);
      end if;
      if remove ? 'tables' then
        delete from qtable.tables x where x.restaurant_id = tenant
          and x.id in (select e.value::uuid from jsonb_array_elements_text(remove->'tables') e);
      end if;
      if remove ? 'sections' then
        delete from qtable.sections x where x.restaurant_id = tenant
          and x.id in (select e.value::uuid from jsonb_array_elements_text(remove->'sections') e);
      end if;

      -- An id whose row has left the floor is taken for good: writing over it would rewrite the history.
      if (put ? 'guests' or put ? 'reservations') and exists (
        select from qtable.guests x where x.restaurant_id = tenant and x.archived
          and x.id in (select (e.value->>'id')::uuid from jsonb_array_elements(put->'guests') e)
        union all
        select from qtable.reservations x where x.restaurant_id = tenant and x.archived
          and x.id in (select (e.value->>'id')::uuid from jsonb_array_elements(put->'reservations') e)
      ) then
        raise unique_violation using message = 'the id has left the floor', constraint = 'archived_id';
      end if;

      if put ? 'restaurants' then
        insert into qtable.restaurants as x (restaurant_id, version, data)
        select tenant, (e.value->>'version')::bigint, e.value
        from jsonb_array_elements(put->'restaurants') e
        on conflict (restaurant_id) do update set version = excluded.version, data = excluded.data;
      end if;
      if put ? 'sections' then
        insert into qtable.sections as x (restaurant_id, id, version, data)
        select tenant, (e.value->>'id')::uuid, (e.value->>'version')::bigint, e.value
        from jsonb_array_elements(put->'sections') e
        on conflict (restaurant_id, id) do update set version = excluded.version, data = excluded.data;
      end if;
      if put ? 'tables' then
        insert into qtable.tables as x (restaurant_id, id, version, data)
        select tenant, (e.value->>'id')::uuid, (e.value->>'version')::bigint, e.value
        from jsonb_array_elements(put->'tables') e
        on conflict (restaurant_id, id) do update set version = excluded.version, data = excluded.data;
      end if;
      if put ? 'combinations' then
        insert into qtable.combinations as x (restaurant_id, id, version, data)
        select tenant, (e.value->>'id')::uuid, (e.value->>'version')::bigint, e.value
        from jsonb_array_elements(put->'combinations') e
        on conflict (restaurant_id, id) do update set version = excluded.version, data = excluded.data;
      end if;
      if put ? 'guests' then
        insert into qtable.guests as x (restaurant_id, id, version, data)
        select tenant, (e.value->>'id')::uuid, (e.value->>'version')::bigint, e.value
        from jsonb_array_elements(put->'guests') e
        on conflict (restaurant_id, id)
          do update set version = excluded.version, data = excluded.data;
      end if;
      if put ? 'reservations' then
        insert into qtable.reservations as x (restaurant_id, id, version, data)
        select tenant, (e.value->>'id')::uuid, (e.value->>'version')::bigint, e.value
        from jsonb_array_elements(put->'reservations') e
        on conflict (restaurant_id, id)
          do update set version = excluded.version, data = excluded.data;
      end if;
      if archive ? 'guests' then
        update qtable.guests x set archived = true where x.restaurant_id = tenant
          and x.id in (select e.value::uuid from jsonb_array_elements_text(archive->'guests') e);
      end if;
      if archive ? 'reservations' then
        update qtable.reservations x set archived = true where x.restaurant_id = tenant
          and x.id in (select e.value::uuid from jsonb_array_elements_text(archive->'reservations') e);
      end if;

      if put ? 'guests' then
        insert into qtable.seatings (restaurant_id, table_id, guest_id)
        select tenant, t.value::uuid, (e.value->>'id')::uuid
        from jsonb_array_elements(put->'guests') e, jsonb_array_elements_text(e.value->'tableIds') t
        where e.value->>'status' = 'seated';
      end if;
      if put ? 'reservations' then
        insert into qtable.plans (restaurant_id, reservation_id, table_id, during)
        select tenant, (e.value->>'id')::uuid, t.value::uuid,
          tstzrange(
            (e.value->>'startsAt')::timestamptz,
            (e.value->>'startsAt')::timestamptz + make_interval(mins => (e.value->>'durationMinutes')::int))
        from jsonb_array_elements(put->'reservations') e, jsonb_array_elements_text(e.value->'tableIds') t
        where e.value->>'status' in ('pending', 'confirmed', 'arrived', 'seated');
      end if;

      insert into qtable.log (restaurant_id, version, transaction_id, fingerprint, committed_at, actor_id, actor_name,
        command, command_ids, role, atomic, forced, entity_ids, changes)
      select tenant, (t.value->>'version')::bigint, (t.value->>'transaction_id')::uuid, t.value->>'fingerprint',
        -- Time never goes back with the version, whatever a node's clock does.
        greatest((t.value->>'at')::timestamptz, head_at),
        (t.value->'actor'->>'id')::uuid, t.value->'actor'->>'name', t.value->>'command',
        array(select c.value::uuid from jsonb_array_elements_text(t.value->'command_ids') c),
        t.value->>'role', (t.value->>'atomic')::boolean, coalesce((t.value->>'forced')::boolean, false),
        array(select distinct c.value->>'entity_id' from jsonb_array_elements(t.value->'changes') c),
        t.value->'changes'
      from jsonb_array_elements(member->'transactions') t;

      insert into qtable.receipts (restaurant_id, id, fingerprint, transaction_id, version, problem)
      select tenant, (r.value->>'id')::uuid, r.value->>'fingerprint', (r.value->>'transaction_id')::uuid,
        (r.value->>'version')::bigint, nullif(r.value->'problem', 'null')
      from jsonb_array_elements(member->'receipts') r;

      update qtable.clocks c
      set version = n.version, committed_at = n.committed_at, transaction_id = n.transaction_id
      from (
        select max((t.value->>'version')::bigint) as version,
          greatest(max((t.value->>'at')::timestamptz), head_at) as committed_at,
          (member->'transactions'->-1->>'transaction_id')::uuid as transaction_id
        from jsonb_array_elements(member->'transactions') t
      ) n
      where c.restaurant_id = tenant and n.version is not null
      returning c.version, c.committed_at into head, head_at;

      set constraints all immediate;
      outcome := 'committed';
      version := coalesce(head, version);
      committed_at := coalesce(head_at, committed_at);
    exception
      when integrity_constraint_violation or data_exception or no_data_found or program_limit_exceeded then
        get stacked diagnostics
          sqlstate_code = returned_sqlstate, constraint_name = constraint_name, message = message_text;
        outcome := 'refused';
        ids := null;
    end;
    return next;
  end loop;
end
$$;
