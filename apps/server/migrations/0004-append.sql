-- A list of ids as ids. A condition that casts them by itself could tell of an error in rows that row level security hides,
-- so PostgreSQL would read all rows of the restaurant first, with all its history, and look at the ids afterwards.
create function qtable.ids_in(list jsonb) returns uuid[]
language sql immutable parallel safe
as $$
  select array(select e.value::uuid from jsonb_array_elements_text(list) e)
$$;

-- The rows that a member puts into a table. One that is written in its log already is given as the path to it there.
create function qtable.rows_put(doc jsonb, kind text) returns setof jsonb
language sql stable parallel safe
as $$
  select case jsonb_typeof(e.value) when 'string' then doc #> (e.value #>> '{}')::text[] else e.value end
  from jsonb_array_elements(doc->'put'->kind) e
  -- So that it is found once, and not for each column anew.
  offset 0
$$;

-- An id whose row has left the floor is taken for good: to write over it would rewrite the history.
create function qtable.refuse_archived() returns jsonb
language plpgsql
as $$
begin
  raise unique_violation using message = 'the id has left the floor', constraint = 'archived_id';
end
$$;

-- Appends to the logs of several restaurants in one statement, as cheaply as it can and each member on its own: where one
-- is stale, repeated or breaks a constraint, its neighbours still commit. `parts` says what there is in any of them, such
-- as 'put guests' or 'receipts'; nothing else is looked for. Rows come back, of which the last one of a member says what
-- became of it:
--   committed  the new version and time
--   stale      the restaurant's version is another than expected (of another epoch, or made by another transaction): the
--              current one; an expectation that is absent holds
--   duplicate  ids of it are known: which
--   busy       somebody holds the restaurant's clock: to be tried again, alone and `patient`
--   refused    a constraint failed (a bug of the caller): sqlstate, constraint, message; never the values
-- Anything that is no fault of a member (a disk full, the lock of a patient one not granted) fails the whole statement.
--
-- All members go through the same statements: what PostgreSQL does to begin one (checks and generated columns are compiled
-- each time) costs several times what it does for a row. Where one of them cannot, all are undone and go one by one. QT001
-- is raised for a repeated one that has moved its clock already.
--
-- Names are written in full because the search path is the caller's.
create function qtable.append(restaurant_ids int[], members text, parts text[], patient boolean, working_role text)
returns table (
  restaurant_id int, outcome text, version bigint, committed_at timestamptz, ids uuid[],
  sqlstate_code text, constraint_name text, message text
)
language plpgsql
as $$
#variable_conflict use_column
declare
  setting text;
  docs jsonb[];
  -- By position: a restaurant whose clock is ours (and its member in `docs`), where it was, and what becomes of it.
  tenants int[];
  heads bigint[];
  head_times timestamptz[];
  verdicts text[];
  -- Ids that are known, and of which restaurants.
  known int[];
  known_ids uuid[];
begin
  setting := set_config('role', working_role, true);
  setting := set_config('app.restaurant_ids', array_to_string(restaurant_ids, ','), true);
  setting := set_config('lock_timeout', '5s', true);
  -- Every statement goes by keys that the members name: one plan serves all, made once and the same whatever the tables
  -- held then. To make one takes longer than to run it.
  setting := set_config('plan_cache_mode', 'force_generic_plan', true);
  setting := set_config('enable_seqscan', 'off', true);
  setting := set_config('enable_hashjoin', 'off', true);
  setting := set_config('enable_mergejoin', 'off', true);
  setting := set_config('jit', 'off', true);
  -- A reply that says "committed" must survive a crash, whatever the database's default is.
  if current_setting('synchronous_commit') in ('off', 'local', 'remote_write') then
    setting := set_config('synchronous_commit', 'on', true);
  end if;
  if patient then
    perform from qtable.clocks c where c.restaurant_id = any (restaurant_ids) order by c.restaurant_id for update;
  end if;
  begin
    docs := array(select jsonb_array_elements(members::jsonb));
    with held as materialized (
      select * from qtable.clocks c where c.restaurant_id = any (restaurant_ids) for update skip locked
    ), ours as materialized (
      select c.restaurant_id, m.place, c.version, c.committed_at, m.doc->'last' as last,
        case
          when c.version <> (m.doc->>'expected_version')::bigint
            or c.epoch <> (m.doc->>'expected_epoch')::uuid
            or c.transaction_id <> (m.doc->>'expected_transaction_id')::uuid then 'stale'
          when c.version + (m.doc->>'count')::int <> (m.doc->'last'->>'version')::bigint then 'gap'
          else 'committed'
        end as verdict
      from unnest(restaurant_ids, docs) with ordinality m (restaurant_id, doc, place)
      join held c on c.restaurant_id = m.restaurant_id
    ), moved as (
      update qtable.clocks c
      set version = coalesce((o.last->>'version')::bigint, o.version),
        -- Time never goes back with the version, whatever a node's clock does.
        committed_at = greatest((o.last->>'at')::timestamptz, o.committed_at),
        transaction_id = coalesce((o.last->>'transaction_id')::uuid, c.transaction_id)
      from ours o
      where c.restaurant_id = o.restaurant_id and o.verdict = 'committed'
    )
    select array_agg(o.restaurant_id order by o.place), array_agg(o.version order by o.place),
      array_agg(o.committed_at order by o.place), array_agg(o.verdict order by o.place)
    into tenants, heads, head_times, verdicts
    from ours o;
    tenants := coalesce(tenants, '{}');

    if cardinality(tenants) < cardinality(restaurant_ids) then
      if exists (
        select from unnest(restaurant_ids) r
        where not exists (select from qtable.clocks c where c.restaurant_id = r)
      ) then
        raise no_data_found using message = 'the restaurant has no clock';
      end if;
      outcome := 'busy';
      foreach restaurant_id in array restaurant_ids loop
        if restaurant_id <> all (tenants) then
          return next;
        end if;
      end loop;
      docs := array(
        select m.doc from unnest(restaurant_ids, docs) with ordinality m (restaurant_id, doc, place)
        where m.restaurant_id = any (tenants) order by m.place);
    end if;

    -- A receipt that is known shows when it is written again (below), so for its own a member that writes is not asked here.
    select array_agg(m.restaurant_id), array_agg(i.id)
    into known, known_ids
    from unnest(tenants, docs, verdicts) m (restaurant_id, doc, verdict),
      unnest((m.doc->>'ids')::uuid[]) with ordinality i (id, place),
      lateral (
        select from qtable.log l where l.restaurant_id = m.restaurant_id and l.transaction_id = i.id
        union all
        select from qtable.receipts r where r.restaurant_id = m.restaurant_id and r.id = i.id
          and (m.verdict <> 'committed' or i.place > (m.doc->>'receipt_ids')::int)
      ) k;
    if known is not null then
      outcome := 'duplicate';
      for restaurant_id, ids in
        select k.tenant, array_agg(distinct k.id) from unnest(known, known_ids) k (tenant, id) group by k.tenant
      loop
        if verdicts[array_position(tenants, restaurant_id)] = 'committed' then
          raise sqlstate 'QT001' using message = ids::text;
        end if;
        return next;
      end loop;
      ids := null;
    end if;

    if verdicts && '{stale,gap}' then
      for i in 1 .. cardinality(tenants) loop
        continue when verdicts[i] = 'committed' or tenants[i] = any (known);
        if verdicts[i] = 'gap' then
          raise check_violation using message = 'versions must follow one another', constraint = 'log_dense';
        end if;
        restaurant_id := tenants[i];
        outcome := 'stale';
        version := heads[i];
        return next;
      end loop;
      select array_agg(v.tenant), array_agg(v.doc), array_agg(v.head), array_agg(v.head_time)
      into tenants, docs, heads, head_times
      from unnest(tenants, docs, heads, head_times, verdicts) v (tenant, doc, head, head_time, verdict)
      where v.verdict = 'committed';
      if tenants is null then
        return;
      end if;
    end if;

    -- Before all else that could fail: a member that is known is a duplicate, whatever else is wrong with it.
    if 'receipts' = any (parts) then
      insert into qtable.receipts (restaurant_id, id, fingerprint, transaction_id, version, problem)
      select m.restaurant_id, r.id, r.fingerprint, r.transaction_id, r.version, r.problem
      from unnest(tenants, docs) m (restaurant_id, doc),
        jsonb_to_recordset(m.doc->'receipts') r (id uuid, fingerprint text, transaction_id uuid, version bigint,
          problem jsonb);
    end if;

    if 'remove combinations' = any (parts) then
      delete from qtable.combinations x
      using unnest(tenants, docs) m (restaurant_id, doc), unnest(qtable.ids_in(m.doc->'remove'->'combinations')) e (id)
      where x.restaurant_id = m.restaurant_id and x.id = e.id;
    end if;
    if 'remove guests' = any (parts) then
      delete from qtable.guests x
      using unnest(tenants, docs) m (restaurant_id, doc), unnest(qtable.ids_in(m.doc->'remove'->'guests')) e (id)
      where x.restaurant_id = m.restaurant_id and x.id = e.id;
    end if;
    if 'remove reservations' = any (parts) then
      delete from qtable.reservations x
      using unnest(tenants, docs) m (restaurant_id, doc), unnest(qtable.ids_in(m.doc->'remove'->'reservations')) e (id)
      where x.restaurant_id = m.restaurant_id and x.id = e.id;
    end if;
    if 'remove tables' = any (parts) then
      delete from qtable.tables x
      using unnest(tenants, docs) m (restaurant_id, doc), unnest(qtable.ids_in(m.doc->'remove'->'tables')) e (id)
      where x.restaurant_id = m.restaurant_id and x.id = e.id;
    end if;
    if 'remove sections' = any (parts) then
      delete from qtable.sections x
      using unnest(tenants, docs) m (restaurant_id, doc), unnest(qtable.ids_in(m.doc->'remove'->'sections')) e (id)
      where x.restaurant_id = m.restaurant_id and x.id = e.id;
    end if;

    if 'put restaurants' = any (parts) then
      insert into qtable.restaurants (restaurant_id, version, data)
      select m.restaurant_id, (e.value->>'version')::bigint, e.value
      from unnest(tenants, docs) m (restaurant_id, doc), qtable.rows_put(m.doc, 'restaurants') e (value)
      on conflict (restaurant_id) do update set version = excluded.version, data = excluded.data;
    end if;
    if 'put sections' = any (parts) then
      insert into qtable.sections (restaurant_id, id, version, data)
      select m.restaurant_id, (e.value->>'id')::uuid, (e.value->>'version')::bigint, e.value
      from unnest(tenants, docs) m (restaurant_id, doc), qtable.rows_put(m.doc, 'sections') e (value)
      on conflict (restaurant_id, id) do update set version = excluded.version, data = excluded.data;
    end if;
    -- Merged where rows are most often there already: an upsert would check them twice. `offset 0` makes the ids columns of
    -- their own: see `ids_in`.
    if 'put tables' = any (parts) then
      merge into qtable.tables x
      using (
        select m.restaurant_id, (e.value->>'id')::uuid as id, (e.value->>'version')::bigint as version, e.value as data
        from unnest(tenants, docs) m (restaurant_id, doc), qtable.rows_put(m.doc, 'tables') e (value)
        offset 0
      ) e on x.restaurant_id = e.restaurant_id and x.id = e.id
      when matched then update set version = e.version, data = e.data
      when not matched then insert (restaurant_id, id, version, data) values (e.restaurant_id, e.id, e.version, e.data);
    end if;
    if 'put combinations' = any (parts) then
      insert into qtable.combinations (restaurant_id, id, version, data)
      select m.restaurant_id, (e.value->>'id')::uuid, (e.value->>'version')::bigint, e.value
      from unnest(tenants, docs) m (restaurant_id, doc), qtable.rows_put(m.doc, 'combinations') e (value)
      on conflict (restaurant_id, id) do update set version = excluded.version, data = excluded.data;
    end if;
    if 'put guests' = any (parts) then
      merge into qtable.guests x
      using (
        select m.restaurant_id, (e.value->>'id')::uuid as id, (e.value->>'version')::bigint as version, e.value as data
        from unnest(tenants, docs) m (restaurant_id, doc), qtable.rows_put(m.doc, 'guests') e (value)
        offset 0
      ) e on x.restaurant_id = e.restaurant_id and x.id = e.id
      when matched then update set version = e.version, data = case when x.archived then qtable.refuse_archived() else e.data end
      when not matched then insert (restaurant_id, id, version, data) values (e.restaurant_id, e.id, e.version, e.data);
    end if;
    if 'put reservations' = any (parts) then
      merge into qtable.reservations x
      using (
        select m.restaurant_id, (e.value->>'id')::uuid as id, (e.value->>'version')::bigint as version, e.value as data
        from unnest(tenants, docs) m (restaurant_id, doc), qtable.rows_put(m.doc, 'reservations') e (value)
        offset 0
      ) e on x.restaurant_id = e.restaurant_id and x.id = e.id
      when matched then update set version = e.version, data = case when x.archived then qtable.refuse_archived() else e.data end
      when not matched then insert (restaurant_id, id, version, data) values (e.restaurant_id, e.id, e.version, e.data);
    end if;
    if 'archive guests' = any (parts) then
      update qtable.guests x set archived = true
      from unnest(tenants, docs) m (restaurant_id, doc), unnest(qtable.ids_in(m.doc->'archive'->'guests')) e (id)
      where x.restaurant_id = m.restaurant_id and x.id = e.id;
    end if;
    if 'archive reservations' = any (parts) then
      update qtable.reservations x set archived = true
      from unnest(tenants, docs) m (restaurant_id, doc), unnest(qtable.ids_in(m.doc->'archive'->'reservations')) e (id)
      where x.restaurant_id = m.restaurant_id and x.id = e.id;
    end if;

    if 'seatings' = any (parts) then
      delete from qtable.seatings s
      using unnest(tenants, docs) m (restaurant_id, doc),
        lateral (
          select (e.value->>'id')::uuid as guest_id, e.value->'tableIds' as table_ids
          from qtable.rows_put(m.doc, 'guests') e (value)
          union all
          select e.value::uuid, '[]' from jsonb_array_elements_text(m.doc->'remove'->'guests') e
          union all
          select e.value::uuid, '[]' from jsonb_array_elements_text(m.doc->'archive'->'guests') e
        ) g
      where s.restaurant_id = m.restaurant_id and s.guest_id = g.guest_id and not g.table_ids ? s.table_id::text;
      insert into qtable.seatings (restaurant_id, table_id, guest_id)
      select m.restaurant_id, t.value::uuid, (e.value->>'id')::uuid
      from unnest(tenants, docs) m (restaurant_id, doc), qtable.rows_put(m.doc, 'guests') e (value),
        jsonb_array_elements_text(e.value->'tableIds') t
      on conflict do nothing;
    end if;
    if 'plans' = any (parts) then
      delete from qtable.plans p
      using unnest(tenants, docs) m (restaurant_id, doc),
        lateral (
          select (e.value->>'id')::uuid as reservation_id from qtable.rows_put(m.doc, 'reservations') e (value)
          union all
          select e.value::uuid from jsonb_array_elements_text(m.doc->'remove'->'reservations') e
          union all
          select e.value::uuid from jsonb_array_elements_text(m.doc->'archive'->'reservations') e
        ) r
      where p.restaurant_id = m.restaurant_id and p.reservation_id = r.reservation_id;
      insert into qtable.plans (restaurant_id, reservation_id, table_id, during)
      select m.restaurant_id, (e.value->>'id')::uuid, t.value::uuid,
        tstzrange(
          (e.value->>'startsAt')::timestamptz,
          (e.value->>'startsAt')::timestamptz + make_interval(mins => (e.value->>'durationMinutes')::int))
      from unnest(tenants, docs) m (restaurant_id, doc), qtable.rows_put(m.doc, 'reservations') e (value),
        jsonb_array_elements_text(e.value->'tableIds') t
      where e.value->>'status' in ('pending', 'confirmed', 'arrived', 'seated');
    end if;

    insert into qtable.log (restaurant_id, version, transaction_id, fingerprint, committed_at, actor_id, actor_name,
      command, command_ids, role, atomic, forced, entity_ids, changes)
    select m.restaurant_id, t.version, t.transaction_id, t.fingerprint,
      greatest(t.at, m.head_time),
      (t.actor->>'id')::uuid, t.actor->>'name', t.command, t.command_ids, t.role, t.atomic, coalesce(t.forced, false),
      t.entity_ids, t.changes
    from unnest(tenants, docs, head_times) m (restaurant_id, doc, head_time),
      jsonb_to_recordset(m.doc->'transactions') t (version bigint, transaction_id uuid, fingerprint text, at timestamptz,
        actor jsonb, command text, command_ids uuid[], role text, atomic boolean, forced boolean, entity_ids text[],
        changes jsonb);

    set constraints all immediate;

    outcome := 'committed';
    for i in 1 .. cardinality(tenants) loop
      restaurant_id := tenants[i];
      version := coalesce((docs[i]->'last'->>'version')::bigint, heads[i]);
      committed_at := greatest((docs[i]->'last'->>'at')::timestamptz, head_times[i]);
      return next;
    end loop;
    return;
  exception
    when sqlstate 'QT001' then
      if cardinality(restaurant_ids) = 1 then
        get stacked diagnostics message = message_text;
        restaurant_id := restaurant_ids[1];
        outcome := 'duplicate';
        ids := message::uuid[];
        message := null;
        return next;
        return;
      end if;
    when integrity_constraint_violation or data_exception or no_data_found or program_limit_exceeded then
      if cardinality(restaurant_ids) = 1 then
        get stacked diagnostics
          sqlstate_code = returned_sqlstate, constraint_name = constraint_name, message = message_text;
        restaurant_id := restaurant_ids[1];
        outcome := 'refused';
        -- Unless they are known, its receipts hold one id twice.
        if constraint_name = 'receipts_pkey' then
          ids := array(
            select r.id from qtable.receipts r
            where r.restaurant_id = restaurant_ids[1] and r.id = any ((docs[1]->>'ids')::uuid[]));
          if ids <> '{}' then
            outcome := 'duplicate';
          end if;
        end if;
        return next;
        return;
      end if;
      -- A string that JSON may hold and PostgreSQL may not (with U+0000). Whose it is shows when they come one by one.
      if docs is null then
        raise;
      end if;
  end;
  -- It was one of them; which, each shows by itself.
  docs := array(select jsonb_array_elements(members::jsonb));
  for i in 1 .. cardinality(restaurant_ids) loop
    set constraints all deferred;
    return query
    select * from qtable.append(restaurant_ids[i:i], jsonb_build_array(docs[i])::text, parts, patient, working_role);
  end loop;
end
$$;
revoke execute on function qtable.append(int[], text, text[], boolean, text) from public;
