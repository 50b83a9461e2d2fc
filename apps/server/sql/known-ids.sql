-- The ids of the members that are in the log or have a receipt. The receipt ids of a member that writes are not looked up:
-- inserting a known one fails.
--
-- Each id is looked up as a range of one, in the order of its index: see README.md.
create or replace function qtable.known_ids(tenants int[], docs jsonb[], verdicts text[])
returns table (restaurant_id int, id uuid)
language sql stable
as $$
  select m.restaurant_id, i.id
  from unnest(tenants, docs, verdicts) m (restaurant_id, doc, verdict),
    unnest((m.doc->>'ids')::uuid[]) with ordinality i (id, place),
    lateral (
      (select from qtable.log l
       where l.restaurant_id = m.restaurant_id and l.transaction_id >= i.id and l.transaction_id <= i.id
       order by l.transaction_id limit 1)
      union all
      (select from qtable.receipts r
       where (m.verdict <> 'committed' or i.place > (m.doc->>'receipt_ids')::int)
         and r.restaurant_id = m.restaurant_id and r.id >= i.id and r.id <= i.id
       order by r.id limit 1)
    ) k
$$;
