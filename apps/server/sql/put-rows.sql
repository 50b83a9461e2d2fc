-- The rows that a member puts into a table. A row that is also in a logged change is a path to it.
create or replace function qtable.rows_put(doc jsonb, kind text) returns setof jsonb
language sql stable parallel safe
as $$
  select case jsonb_typeof(e.value) when 'string' then doc #> (e.value #>> '{}')::text[] else e.value end
  from jsonb_array_elements(doc->'put'->kind) e
  -- Without it the path would be followed once per column.
  offset 0
$$;

-- The id of an archived row stays in use: overwriting the row would rewrite the history.
create or replace function qtable.refuse_archived() returns jsonb
language plpgsql
as $$
begin
  raise unique_violation using message = 'the id has left the floor', constraint = 'archived_id';
end
$$;

-- Writes the entities that members put.
--
-- With `merge`, because an upsert checks constraints twice for an existing row, and most rows exist. `offset 0` turns the
-- ids into columns: see `ids_in`.
create or replace function qtable.put_rows(tenants int[], docs jsonb[], parts text[]) returns int
language plpgsql
as $$
begin
  if 'put restaurants' = any (parts) then
    insert into qtable.restaurants (restaurant_id, version, data)
    select m.restaurant_id, (e.value->>'version')::bigint, e.value
    from unnest(tenants, docs) m (restaurant_id, doc), qtable.rows_put(m.doc, 'restaurants') e (value)
    on conflict (restaurant_id) do update set version = excluded.version, data = excluded.data;
  end if;
  -- for each permanent {table}
  if 'put {table}' = any (parts) then
    merge into qtable.{table} x
    using (
      select e.*, found.row
      from (
        select m.restaurant_id, (e.value->>'id')::uuid as id, (e.value->>'version')::bigint as version, e.value as data
        from unnest(tenants, docs) m (restaurant_id, doc), qtable.rows_put(m.doc, '{table}') e (value)
        offset 0
      ) e
      left join lateral (
        select y.ctid as row from qtable.{table} y where y.restaurant_id = e.restaurant_id and y.id = e.id offset 0
      ) found on true
    ) e on x.ctid = e.row
    when matched then update set version = e.version, data = e.data
    when not matched then insert (restaurant_id, id, version, data) values (e.restaurant_id, e.id, e.version, e.data);
  end if;
  -- end
  -- for each archiving {table}
  if 'put {table}' = any (parts) then
    merge into qtable.{table} x
    using (
      select e.*, found.row
      from (
        select m.restaurant_id, (e.value->>'id')::uuid as id, (e.value->>'version')::bigint as version, e.value as data
        from unnest(tenants, docs) m (restaurant_id, doc), qtable.rows_put(m.doc, '{table}') e (value)
        offset 0
      ) e
      left join lateral (
        select y.ctid as row from qtable.{table} y where y.restaurant_id = e.restaurant_id and y.id = e.id offset 0
      ) found on true
    ) e on x.ctid = e.row
    when matched then
      update set version = e.version, data = case when x.archived then qtable.refuse_archived() else e.data end
    when not matched then insert (restaurant_id, id, version, data) values (e.restaurant_id, e.id, e.version, e.data);
  end if;
  -- end
  return 0;
end
$$;
