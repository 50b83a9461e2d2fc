-- A JSON list as ids. A cast in a condition could raise an error for rows that row level security hides, so PostgreSQL would
-- first read all rows of the restaurant, with its history, and then apply the condition.
create or replace function qtable.ids_in(list jsonb) returns uuid[]
language sql immutable parallel safe
as $$
  select array(select e.value::uuid from jsonb_array_elements_text(list) e)
$$;

-- Deletes the entities that members remove. Foreign keys are deferred, so their order does not matter.
create or replace function qtable.remove_rows(tenants int[], docs jsonb[], parts text[]) returns int
language plpgsql
as $$
begin
  -- for each entity {table}
  if 'remove {table}' = any (parts) then
    delete from qtable.{table} x
    using unnest(tenants, docs) m (restaurant_id, doc), unnest(qtable.ids_in(m.doc->'remove'->'{table}')) e (id),
      lateral (
        select y.ctid from qtable.{table} y where y.restaurant_id = m.restaurant_id and y.id = e.id offset 0
      ) found
    where x.ctid = found.ctid;
  end if;
  -- end
  return 0;
end
$$;

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
