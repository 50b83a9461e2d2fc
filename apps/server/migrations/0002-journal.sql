-- The log is the truth; `clocks` says how far it goes, `receipts` answer repeats that the log cannot.

-- The restaurants whose rows the transaction may see and write: app.restaurant_id, or, in an append, those of its members.
create function qtable.open_restaurants() returns int[]
language sql stable parallel safe
as $$
  select string_to_array(
    coalesce(nullif(current_setting('app.restaurant_ids', true), ''), current_setting('app.restaurant_id', true)),
    ',')::int[]
$$;

create table qtable.clocks (
  restaurant_id int primary key references qtable.tenants,
  version bigint not null default 0 check (version >= 0),
  epoch uuid not null default gen_random_uuid(),
  committed_at timestamptz not null default date_trunc('milliseconds', now()),
  -- The log is complete from the version after this one on.
  log_floor bigint not null default 0,
  check (log_floor between 0 and version)
) with (fillfactor = 50);

create table qtable.log (
  restaurant_id int not null,
  version bigint not null check (version > 0),
  transaction_id uuid not null,
  fingerprint text not null check (char_length(fingerprint) <= 128),
  committed_at timestamptz not null,
  actor_id uuid not null,
  actor_name text not null check (char_length(actor_name) <= 200),
  command text not null check (char_length(command) between 1 and 60),
  command_ids uuid[] not null,
  role text not null check (role in ('owner', 'manager', 'host', 'server', 'viewer')),
  atomic boolean not null,
  forced boolean not null default false,
  entity_ids text[] not null,
  changes jsonb not null check (jsonb_typeof(changes) = 'array'),
  primary key (restaurant_id, version),
  unique (restaurant_id, transaction_id)
);
create index log_by_time on qtable.log (restaurant_id, committed_at);

create table qtable.receipts (
  restaurant_id int not null,
  id uuid not null,
  fingerprint text not null check (char_length(fingerprint) <= 128),
  transaction_id uuid,
  version bigint,
  problem jsonb check (pg_column_size(problem) <= 4194304),
  created_at timestamptz not null default now(),
  primary key (restaurant_id, id)
);
create index receipts_by_time on qtable.receipts (restaurant_id, created_at);

-- Every statement names its restaurant as well, and by that its plan goes. `coalesce` keeps the planner from taking the
-- policy for a second condition that leaves one row in a thousand, which would have it sort what an index has in order.
do $$
declare
  name text;
begin
  foreach name in array array['clocks', 'log', 'receipts'] loop
    execute format('alter table qtable.%I enable row level security', name);
    execute format('alter table qtable.%I force row level security', name);
    execute format(
      'create policy own_restaurant on qtable.%I
         using (coalesce(restaurant_id = any ((select qtable.open_restaurants())::int[]), false))', name);
  end loop;
end
$$;
