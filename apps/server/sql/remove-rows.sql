-- A list of ids as ids. A condition that casts them by itself could tell of an error in rows that row level security hides,
-- so PostgreSQL would read all rows of the restaurant first, with all its history, and look at the ids afterwards.
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
