-- What happens to entities of the history. Each is a row with `archived` set.

-- Archives entities: they leave the floor and stay in the history.
create or replace function qtable.archive_rows(tenants int[], docs jsonb[], parts text[]) returns int
language plpgsql
as $$
begin
  -- for each archiving {table}
  if 'archive {table}' = any (parts) then
    update qtable.{table} x set archived = true
    from unnest(tenants, docs) m (restaurant_id, doc), unnest(qtable.ids_in(m.doc->'archive'->'{table}')) e (id),
      lateral (
        select y.ctid from qtable.{table} y where y.restaurant_id = m.restaurant_id and y.id = e.id offset 0
      ) found
    where x.ctid = found.ctid;
  end if;
  -- end
  return 0;
end
$$;

-- Brings entities back to the floor. What they have become is put after this.
create or replace function qtable.revive_rows(tenants int[], docs jsonb[], parts text[]) returns int
language plpgsql
as $$
begin
  -- for each archiving {table}
  if 'revive {table}' = any (parts) then
    update qtable.{table} x set archived = false
    from unnest(tenants, docs) m (restaurant_id, doc), unnest(qtable.ids_in(m.doc->'revive'->'{table}')) e (id),
      lateral (
        select y.ctid from qtable.{table} y where y.restaurant_id = m.restaurant_id and y.id = e.id offset 0
      ) found
    where x.ctid = found.ctid;
  end if;
  -- end
  return 0;
end
$$;

-- Changes entities that have left the floor and stay in the history.
create or replace function qtable.amend_rows(tenants int[], docs jsonb[], parts text[]) returns int
language plpgsql
as $$
begin
  -- for each archiving {table}
  if 'amend {table}' = any (parts) then
    update qtable.{table} x set version = e.version, data = e.data
    from (
      select m.restaurant_id, (e.value->>'id')::uuid as id, (e.value->>'version')::bigint as version, e.value as data
      from unnest(tenants, docs) m (restaurant_id, doc), qtable.rows_in(m.doc, 'amend', '{table}') e (value)
      offset 0
    ) e,
      lateral (
        select y.ctid from qtable.{table} y where y.restaurant_id = e.restaurant_id and y.id = e.id and y.archived offset 0
      ) found
    where x.ctid = found.ctid;
  end if;
  -- end
  return 0;
end
$$;

-- Writes entities into the history that the floor never had. An id that is taken is taken for good.
create or replace function qtable.record_rows(tenants int[], docs jsonb[], parts text[]) returns int
language plpgsql
as $$
begin
  -- for each archiving {table}
  if 'record {table}' = any (parts) then
    insert into qtable.{table} (restaurant_id, id, version, data, archived)
    select m.restaurant_id, (e.value->>'id')::uuid, (e.value->>'version')::bigint, e.value, true
    from unnest(tenants, docs) m (restaurant_id, doc), qtable.rows_in(m.doc, 'record', '{table}') e (value)
    on conflict (restaurant_id, id) do update set data = qtable.refuse_archived();
  end if;
  -- end
  return 0;
end
$$;
