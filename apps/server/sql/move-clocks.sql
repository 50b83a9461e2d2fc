-- Moves the clocks of the members to their last transactions. The caller holds the clocks.
--
-- A statement after the one that locks them: the rows may have been committed since that one's snapshot, and an update by
-- `ctid` finds only what its own snapshot has.
create or replace function qtable.move_clocks(tenants int[], docs jsonb[]) returns int
language plpgsql
as $$
begin
  update qtable.clocks c
  set version = (m.doc->'last'->>'version')::bigint,
    -- Time never goes back with the version, whatever a node's clock does.
    committed_at = greatest((m.doc->'last'->>'at')::timestamptz, c.committed_at),
    transaction_id = (m.doc->'last'->>'transaction_id')::uuid
  from unnest(tenants, docs) m (restaurant_id, doc),
    lateral (select y.ctid from qtable.clocks y where y.restaurant_id = m.restaurant_id offset 0) found
  -- An append of receipts alone moves nothing.
  where c.ctid = found.ctid and m.doc->'last' is not null;
  return 0;
end
$$;
