-- Writes which tables reservations hold and when, for the reservations whose plan changed, and only the rows that differ. A
-- reservation that holds no table any more has an empty list.
create or replace function qtable.write_plans(tenants int[], docs jsonb[]) returns int
language plpgsql
as $$
begin
  delete from qtable.plans p
  using unnest(tenants, docs) m (restaurant_id, doc),
    jsonb_to_recordset(m.doc->'plans') r (reservation_id uuid, table_ids uuid[]),
    lateral (
      select y.ctid from qtable.plans y
      where y.restaurant_id = m.restaurant_id and y.reservation_id = r.reservation_id and y.table_id <> all (r.table_ids)
      offset 0
    ) found
  where p.ctid = found.ctid;

  insert into qtable.plans as p (restaurant_id, reservation_id, table_id, during)
  select m.restaurant_id, r.reservation_id, t.id,
    tstzrange(r.starts_at, r.starts_at + make_interval(mins => r.duration_minutes))
  from unnest(tenants, docs) m (restaurant_id, doc),
    jsonb_to_recordset(m.doc->'plans')
      r (reservation_id uuid, table_ids uuid[], starts_at timestamptz, duration_minutes int),
    unnest(r.table_ids) t (id)
  on conflict (restaurant_id, reservation_id, table_id)
    do update set during = excluded.during where p.during <> excluded.during;
  return 0;
end
$$;
