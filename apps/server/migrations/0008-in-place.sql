-- What every seat and every free changes is updated in place: no index holds it, and no row of it comes and goes.

-- Who sits where is said by the tables (`currentGuestId`) and by the parties (`tableIds`). Nodes of the version before
-- write `seatings` too; nobody reads it, and the next version drops it.
alter table qtable.tables drop constraint tables_seating;
alter table qtable.seatings drop constraint seatings_table, drop constraint seatings_guest;
alter table qtable.tables drop constraint tables_restaurant_id_id_current_guest_id_key;

-- Of pairs of a table and a party, by position: whether both say that the party sits there, or neither. Null where they agree
-- about all of them; otherwise which side says it alone.
create function qtable.seat_dispute(tenants int[], table_ids uuid[], guest_ids uuid[]) returns text
language plpgsql
-- The plan is kept by the session, and whoever calls first may have other settings than an append: without statistics it
-- would read whole tables.
set enable_seqscan = off
as $$
begin
  return (
    select case when s.is_named then 'tables_seating' else 'guests_seating' end
    from (
      select
        coalesce(p.guest_id = (
          select t.current_guest_id from qtable.tables t
          where t.restaurant_id = p.restaurant_id and t.id = p.table_id), false) as is_named,
        coalesce((
          select g.data->'tableIds' ? p.table_id::text from qtable.guests g
          where g.restaurant_id = p.restaurant_id and g.id = p.guest_id), false) as is_holding
      from unnest(tenants, table_ids, guest_ids) p (restaurant_id, table_id, guest_id)
      where p.table_id is not null and p.guest_id is not null
      offset 0
    ) s
    where s.is_named <> s.is_holding
    limit 1);
end
$$;

-- Refuses a commit in which a table and a party disagree, whoever writes. A change of either side is looked at from both,
-- as they are when the constraints are checked: a row that was changed again since is judged by what it has become.
-- A change that keeps them in agreement writes both rows, so their locks keep two such changes apart.
create function qtable.check_seating() returns trigger
language plpgsql
as $$
declare
  dispute text;
  table_ids uuid[];
  guest_ids uuid[];
begin
  if tg_table_name = 'tables' then
    table_ids := array[old.id, new.id];
    guest_ids := array[old.current_guest_id, new.current_guest_id];
  else
    -- A list of ids as an array of PostgreSQL, without a query.
    table_ids := translate(
      (coalesce(old.data->'tableIds', '[]') || coalesce(new.data->'tableIds', '[]'))::text, '[]"', '{}')::uuid[];
    guest_ids := array_fill(coalesce(new.id, old.id), array[cardinality(table_ids)]);
  end if;
  dispute := qtable.seat_dispute(
    array_fill(coalesce(new.restaurant_id, old.restaurant_id), array[cardinality(table_ids)]), table_ids, guest_ids);
  if dispute is not null then
    raise foreign_key_violation using message = 'a table and a party disagree about who sits where', constraint = dispute;
  end if;
  return null;
end
$$;

-- An append of several seats asks about all of them at once (`qtable.check_seats`), and says so with the setting.
create constraint trigger seats_put after insert on qtable.tables deferrable initially deferred for each row
  when (new.current_guest_id is not null and current_setting('app.checks_seats', true) is distinct from 'on')
  execute function qtable.check_seating();
create constraint trigger seats_changed after update on qtable.tables deferrable initially deferred for each row
  when ((old.restaurant_id, old.id, old.current_guest_id)
      is distinct from (new.restaurant_id, new.id, new.current_guest_id)
    and current_setting('app.checks_seats', true) is distinct from 'on')
  execute function qtable.check_seating();
create constraint trigger seats_removed after delete on qtable.tables deferrable initially deferred for each row
  when (old.current_guest_id is not null and current_setting('app.checks_seats', true) is distinct from 'on')
  execute function qtable.check_seating();
create constraint trigger seats_put after insert on qtable.guests deferrable initially deferred for each row
  when (new.data->'tableIds' <> '[]' and current_setting('app.checks_seats', true) is distinct from 'on')
  execute function qtable.check_seating();
create constraint trigger seats_changed after update on qtable.guests deferrable initially deferred for each row
  when ((old.restaurant_id, old.id, old.data->'tableIds') is distinct from (new.restaurant_id, new.id, new.data->'tableIds')
    and current_setting('app.checks_seats', true) is distinct from 'on')
  execute function qtable.check_seating();
create constraint trigger seats_removed after delete on qtable.guests deferrable initially deferred for each row
  when (old.data->'tableIds' <> '[]' and current_setting('app.checks_seats', true) is distinct from 'on')
  execute function qtable.check_seating();

-- An index that begins with the restaurant can stand in for the key as long as there are no statistics to tell them apart,
-- and such a plan is kept: it reads all of a restaurant's rows for one. A predicate that no statement asks for keeps
-- the index out of their plans. Both of these hold for every row that there can be.
alter table qtable.tables drop constraint tables_number_taken;
alter table qtable.tables add constraint tables_number_taken
  exclude using btree (restaurant_id with =, table_number with =) where (table_number <> '') deferrable initially deferred;
alter table qtable.plans drop constraint plans_overlap;
alter table qtable.plans add constraint plans_overlap
  exclude using gist (restaurant_id with =, table_id with =, during with &&) where (not isempty(during))
  deferrable initially deferred;

-- Room in each page for what one commit changes of it.
alter table qtable.tables set (fillfactor = 50);

-- Which functions of sql/ the database has: the hash of their source, and the version of QTable that made them.
create table qtable.functions (
  only_row boolean primary key default true check (only_row),
  version text not null,
  hash text not null,
  created_at timestamptz not null default now()
);
