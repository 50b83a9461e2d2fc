-- Moves the clocks of the members to their last transactions. The caller has locked them.
--
-- In a statement after the one that locks: a clock may have been committed after the snapshot of that one, and an update by
-- `ctid` finds only rows of its snapshot.
create or replace function qtable.move_clocks(tenants int[], docs jsonb[]) returns int
language plpgsql
as $$
begin
  update qtable.clocks c
  set version = (m.doc->'last'->>'version')::bigint,
    -- Time must not go back while the version grows, even where a node's clock does.
    committed_at = greatest((m.doc->'last'->>'at')::timestamptz, c.committed_at),
    transaction_id = (m.doc->'last'->>'transaction_id')::uuid
  from unnest(tenants, docs) m (restaurant_id, doc),
    lateral (select y.ctid from qtable.clocks y where y.restaurant_id = m.restaurant_id offset 0) found
  -- An append of receipts alone does not move the clock.
  where c.ctid = found.ctid and m.doc->'last' is not null;
  return 0;
end
$$;
