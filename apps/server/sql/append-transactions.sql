-- Appends to the logs of several restaurants in one statement. Each member has a separate outcome: where one is stale, a
-- duplicate or breaks a constraint, the others still commit. `parts` lists the parts that any member has, such as
-- 'put guests' or 'receipts'; the others are skipped. The last row of a member is its outcome:
--   committed  the new version and time
--   stale      the restaurant is not at the expected version, epoch and transaction (where given): its current version
--   duplicate  the ids that are known already
--   busy       another transaction has locked the clock: the caller sends the member again, alone and `patient`
--   refused    a constraint failed (a bug of the caller): sqlstate, constraint, message; never the values
-- An error that no member caused (a full disk, a lock timeout of a patient member) fails the whole statement.
--
-- All members share each statement, because the fixed cost of a statement in PostgreSQL (it compiles checks and generated
-- columns each time) is several times that of a row. Where one member fails, all are rolled back and run one by one.
create or replace function qtable.append_transactions(
  restaurant_ids int[], members text, parts text[], patient boolean, working_role text
)
returns table (
  restaurant_id int, outcome text, version bigint, committed_at timestamptz, ids uuid[],
  sqlstate_code text, constraint_name text, message text
)
language plpgsql
as $$
#variable_conflict use_column
declare
  setting text;
  written int;
  docs jsonb[];
  -- By position: a restaurant whose clock is locked (its member is in `docs`), its version and time, and its outcome.
  tenants int[];
  heads bigint[];
  head_times timestamptz[];
  verdicts text[];
  -- The known ids and their restaurants.
  known int[];
  known_ids uuid[];
  -- By position: the seatings before, of the rows to be written.
  seat_tenants int[];
  seat_tables uuid[];
  seat_guests uuid[];
begin
  setting := set_config('role', working_role, true);
  setting := set_config('app.restaurant_ids', array_to_string(restaurant_ids, ','), true);
  setting := set_config('lock_timeout', '5s', true);
  -- Every statement finds its rows by keys in the members. It is planned once per session, because planning takes longer than
  -- running, and the plan must not depend on what the tables hold at that moment: see README.md.
  setting := set_config('plan_cache_mode', 'force_generic_plan', true);
  setting := set_config('enable_seqscan', 'off', true);
  setting := set_config('enable_hashjoin', 'off', true);
  setting := set_config('enable_mergejoin', 'off', true);
  setting := set_config('enable_sort', 'off', true);
  setting := set_config('enable_incremental_sort', 'off', true);
  setting := set_config('jit', 'off', true);
  -- A `committed` reply must survive a crash, whatever the default of the database.
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
    )
    select array_agg(m.restaurant_id order by m.place), array_agg(c.version order by m.place),
      array_agg(c.committed_at order by m.place),
      array_agg(
        case
          when c.version <> (m.doc->>'expected_version')::bigint
            or c.epoch <> (m.doc->>'expected_epoch')::uuid
            or c.transaction_id <> (m.doc->>'expected_transaction_id')::uuid then 'stale'
          when c.version + (m.doc->>'count')::int <> (m.doc->'last'->>'version')::bigint then 'gap'
          else 'committed'
        end order by m.place)
    into tenants, heads, head_times, verdicts
    from unnest(restaurant_ids, docs) with ordinality m (restaurant_id, doc, place)
    join held c on c.restaurant_id = m.restaurant_id;
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

    if 'ids' = any (parts) then
      select array_agg(k.restaurant_id), array_agg(k.id) into known, known_ids
      from qtable.known_ids(tenants, docs, verdicts) k;
    end if;
    if known is not null then
      outcome := 'duplicate';
      for restaurant_id, ids in
        select k.tenant, array_agg(distinct k.id) from unnest(known, known_ids) k (tenant, id) group by k.tenant
      loop
        verdicts[array_position(tenants, restaurant_id)] := 'duplicate';
        return next;
      end loop;
      ids := null;
    end if;

    if 'committed' <> any (verdicts) then
      for i in 1 .. cardinality(tenants) loop
        if verdicts[i] = 'gap' then
          raise check_violation using message = 'versions must follow one another', constraint = 'log_dense';
        elsif verdicts[i] = 'stale' then
          restaurant_id := tenants[i];
          outcome := 'stale';
          version := heads[i];
          return next;
        end if;
      end loop;
      select array_agg(v.tenant), array_agg(v.doc), array_agg(v.head), array_agg(v.head_time)
      into tenants, docs, heads, head_times
      from unnest(tenants, docs, heads, head_times, verdicts) v (tenant, doc, head, head_time, verdict)
      where v.verdict = 'committed';
      if tenants is null then
        return;
      end if;
    end if;

    -- First, because a known member is a duplicate even where it would also break a constraint.
    if 'receipts' = any (parts) then
      written := qtable.write_receipts(tenants, docs);
    end if;
    written := qtable.move_clocks(tenants, docs);
    if 'seats' = any (parts) then
      setting := set_config('app.checks_seats', 'on', true);
      select array_agg(s.restaurant_id), array_agg(s.table_id), array_agg(s.guest_id)
      into seat_tenants, seat_tables, seat_guests
      from qtable.seats_before(tenants, docs) s;
    end if;
    if 'remove' = any (parts) then
      written := qtable.remove_rows(tenants, docs, parts);
    end if;
    if 'put' = any (parts) then
      written := qtable.put_rows(tenants, docs, parts);
    end if;
    if 'archive' = any (parts) then
      written := qtable.archive_rows(tenants, docs, parts);
    end if;
    if 'plans' = any (parts) then
      written := qtable.write_plans(tenants, docs);
    end if;
    written := qtable.write_log(tenants, docs, head_times);
    if 'seats' = any (parts) then
      written := qtable.check_seats(tenants, docs, seat_tenants, seat_tables, seat_guests);
    end if;

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
    when integrity_constraint_violation or data_exception or no_data_found or program_limit_exceeded then
      if cardinality(restaurant_ids) = 1 then
        get stacked diagnostics
          sqlstate_code = returned_sqlstate, constraint_name = constraint_name, message = message_text;
        restaurant_id := restaurant_ids[1];
        outcome := 'refused';
        -- Where no id is known, the receipts of the member hold one id twice.
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
      -- A string with U+0000 is valid in JSON and not in PostgreSQL. The caller sends the members again one by one.
      if docs is null then
        raise;
      end if;
  end;
  -- One member failed. Run one by one, only that one fails again.
  docs := array(select jsonb_array_elements(members::jsonb));
  for i in 1 .. cardinality(restaurant_ids) loop
    set constraints all deferred;
    return query
    select * from qtable.append_transactions(
      restaurant_ids[i:i], jsonb_build_array(docs[i])::text, parts, patient, working_role);
  end loop;
end
$$;
