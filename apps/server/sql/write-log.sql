-- Writes the receipts. A unique violation of `receipts_pkey` means that an id is known already.
create or replace function qtable.write_receipts(tenants int[], docs jsonb[]) returns int
language plpgsql
as $$
begin
  insert into qtable.receipts (restaurant_id, id, fingerprint, transaction_id, version, problem)
  select m.restaurant_id, r.id, r.fingerprint, r.transaction_id, r.version, r.problem
  from unnest(tenants, docs) m (restaurant_id, doc),
    jsonb_to_recordset(m.doc->'receipts')
      r (id uuid, fingerprint text, transaction_id uuid, version bigint, problem jsonb);
  return 0;
end
$$;

-- Writes the transactions, each with a time not before that of the version before it.
create or replace function qtable.write_log(tenants int[], docs jsonb[], head_times timestamptz[]) returns int
language plpgsql
as $$
begin
  insert into qtable.log (restaurant_id, version, transaction_id, fingerprint, committed_at, actor_id, actor_name,
    command, command_ids, role, atomic, forced, entity_ids, changes)
  select m.restaurant_id, t.version, t.transaction_id, t.fingerprint, greatest(t.at, m.head_time),
    t.actor_id, t.actor_name, t.command, t.command_ids, t.role, t.atomic, t.forced, t.entity_ids, t.changes
  from unnest(tenants, docs, head_times) m (restaurant_id, doc, head_time),
    jsonb_to_recordset(m.doc->'transactions') t (version bigint, transaction_id uuid, fingerprint text, at timestamptz,
      actor_id uuid, actor_name text, command text, command_ids uuid[], role text, atomic boolean, forced boolean,
      entity_ids text[], changes jsonb);
  return 0;
end
$$;
