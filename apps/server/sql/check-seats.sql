-- The seatings of the rows that the members are about to write.
create or replace function qtable.seats_before(tenants int[], docs jsonb[])
returns table (restaurant_id int, table_id uuid, guest_id uuid)
language sql stable
as $$
  select t.restaurant_id, t.id, t.current_guest_id
  from (
    select m.restaurant_id, (e.value->>'id')::uuid as id
    from unnest(tenants, docs) m (restaurant_id, doc), qtable.rows_put(m.doc, 'tables') e (value)
    union all
    select m.restaurant_id, e.value::uuid
    from unnest(tenants, docs) m (restaurant_id, doc), jsonb_array_elements_text(m.doc->'remove'->'tables') e (value)
    offset 0
  ) w,
    lateral (
      select y.restaurant_id, y.id, y.current_guest_id from qtable.tables y
      where y.restaurant_id = w.restaurant_id and y.id = w.id
      offset 0
    ) t
  where t.current_guest_id is not null
  union all
  select g.restaurant_id, s.value::uuid, g.id
  from (
    select m.restaurant_id, (e.value->>'id')::uuid as id
    from unnest(tenants, docs) m (restaurant_id, doc), qtable.rows_put(m.doc, 'guests') e (value)
    union all
    select m.restaurant_id, e.value::uuid
    from unnest(tenants, docs) m (restaurant_id, doc), jsonb_array_elements_text(m.doc->'remove'->'guests') e (value)
    offset 0
  ) w,
    lateral (
      select y.restaurant_id, y.id, y.data->'tableIds' as table_ids from qtable.guests y
      where y.restaurant_id = w.restaurant_id and y.id = w.id
      offset 0
    ) g,
    jsonb_array_elements_text(g.table_ids) s
$$;

-- Raises where tables and parties disagree about a seating that the members changed: one of `seats_before`, or one of the
-- rows they put.
create or replace function qtable.check_seats(
  tenants int[], docs jsonb[], tenants_before int[], tables_before uuid[], guests_before uuid[]
) returns int
language plpgsql
as $$
declare
  all_tenants int[];
  all_tables uuid[];
  all_guests uuid[];
  dispute text;
begin
  select array_agg(s.restaurant_id), array_agg(s.table_id), array_agg(s.guest_id)
  into all_tenants, all_tables, all_guests
  from (
    select b.restaurant_id, b.table_id, b.guest_id
    from unnest(tenants_before, tables_before, guests_before) b (restaurant_id, table_id, guest_id)
    union
    select m.restaurant_id, (e.value->>'id')::uuid, (e.value->>'currentGuestId')::uuid
    from unnest(tenants, docs) m (restaurant_id, doc), qtable.rows_put(m.doc, 'tables') e (value)
    union
    select m.restaurant_id, t.value::uuid, (e.value->>'id')::uuid
    from unnest(tenants, docs) m (restaurant_id, doc), qtable.rows_put(m.doc, 'guests') e (value),
      jsonb_array_elements_text(e.value->'tableIds') t
  ) s;
  dispute := qtable.seat_dispute(all_tenants, all_tables, all_guests);
  if dispute is not null then
    raise foreign_key_violation using message = 'a table and a party disagree about who sits where', constraint = dispute;
  end if;
  return 0;
end
$$;
