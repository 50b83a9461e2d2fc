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
