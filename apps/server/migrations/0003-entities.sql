-- The current state. `data` is the entity as clients see it; the checks and keys are a net below the domain's own rules,
-- so a violation is always a bug. Foreign keys that a transaction may pass through in any order are deferred.

-- A trusted extension: the owner of a database may create it. It makes equality usable beside overlap in `plans`.
create extension if not exists btree_gist schema qtable;

create table qtable.restaurants (
  restaurant_id int primary key references qtable.tenants,
  version bigint not null,
  data jsonb not null,
  constraint restaurants_stamps check ((data->>'id')::int = restaurant_id and (data->>'version')::bigint = version),
  constraint restaurants_size check (pg_column_size(data) <= 65536),
  constraint restaurants_name check (coalesce(char_length(data->>'name') between 1 and 120, false))
) with (fillfactor = 80);

create table qtable.sections (
  restaurant_id int not null,
  id uuid not null,
  version bigint not null,
  data jsonb not null,
  primary key (restaurant_id, id),
  constraint sections_stamps check ((data->>'id')::uuid = id and (data->>'version')::bigint = version),
  constraint sections_size check (pg_column_size(data) <= 65536),
  constraint sections_name check (coalesce(char_length(data->>'name') between 1 and 80, false))
) with (fillfactor = 80);

create table qtable.tables (
  restaurant_id int not null,
  id uuid not null,
  version bigint not null,
  data jsonb not null,
  table_number text not null generated always as (data->>'tableNumber') stored,
  section_id uuid generated always as ((data->>'sectionId')::uuid) stored,
  current_guest_id uuid generated always as ((data->>'currentGuestId')::uuid) stored,
  primary key (restaurant_id, id),
  -- What `seatings` point to.
  unique (restaurant_id, id, current_guest_id),
  -- Deferred, so that two tables may swap their numbers in one transaction.
  constraint tables_number_taken unique (restaurant_id, table_number) deferrable initially deferred,
  constraint tables_section foreign key (restaurant_id, section_id) references qtable.sections deferrable initially deferred,
  constraint tables_stamps check ((data->>'id')::uuid = id and (data->>'version')::bigint = version),
  constraint tables_size check (pg_column_size(data) <= 65536),
  constraint tables_number check (char_length(table_number) between 1 and 20),
  constraint tables_shape
    check (coalesce(data->>'shape' in ('round', 'square', 'rectangle', 'oval', 'booth', 'bar'), false)),
  constraint tables_status
    check (coalesce(data->>'status' in ('available', 'occupied', 'reserved', 'cleaning', 'blocked'), false)),
  constraint tables_occupied check ((data->>'status' = 'occupied') = ((data->>'currentGuestId') is not null)),
  constraint tables_capacity check (
    coalesce((data->>'capacity')::int between 1 and 500 and (data->>'minPartySize')::int between 1 and 500, false))
) with (fillfactor = 80);

create table qtable.combinations (
  restaurant_id int not null,
  id uuid not null,
  version bigint not null,
  data jsonb not null,
  primary key (restaurant_id, id),
  constraint combinations_stamps check ((data->>'id')::uuid = id and (data->>'version')::bigint = version),
  constraint combinations_size check (pg_column_size(data) <= 65536),
  constraint combinations_tables check (coalesce(jsonb_array_length(data->'tableIds') between 2 and 20, false)),
  constraint combinations_capacity check (
    coalesce((data->>'capacity')::int between 1 and 500 and (data->>'minPartySize')::int between 1 and 500, false))
) with (fillfactor = 80);

create table qtable.guests (
  restaurant_id int not null,
  id uuid not null,
  version bigint not null,
  data jsonb not null,
  archived boolean not null default false,
  reservation_id uuid generated always as ((data->>'reservationId')::uuid) stored,
  joined_at text collate "C" not null generated always as (data->>'joinedAt') stored,
  primary key (restaurant_id, id),
  constraint guests_stamps check ((data->>'id')::uuid = id and (data->>'version')::bigint = version),
  constraint guests_size check (pg_column_size(data) <= 65536),
  constraint guests_name check (coalesce(char_length(data->>'name') between 1 and 120, false)),
  constraint guests_party_size check (coalesce((data->>'partySize')::int between 1 and 500, false)),
  constraint guests_status check (coalesce(
    data->>'status' in ('waiting', 'notified', 'seated', 'finished', 'cancelled', 'no_show', 'left'), false)),
  constraint guests_course
    check ((data->>'course') is null or data->>'course' in ('ordered', 'mains', 'dessert', 'check', 'paid')),
  constraint guests_tables check (coalesce(
    (data->>'status' = 'seated') = (jsonb_array_length(data->'tableIds') > 0)
    and jsonb_array_length(data->'tableIds') <= 20
    and data->>'tableId' is not distinct from data->'tableIds'->>0, false)),
  constraint guests_archived check (not archived or data->>'status' in ('finished', 'cancelled', 'no_show', 'left'))
) with (fillfactor = 80);
create index guests_live on qtable.guests (restaurant_id) where not archived;
create index guests_history on qtable.guests (restaurant_id, joined_at, id) where archived;
create index guests_of_reservation on qtable.guests (restaurant_id, reservation_id) where reservation_id is not null;

create table qtable.reservations (
  restaurant_id int not null,
  id uuid not null,
  version bigint not null,
  data jsonb not null,
  archived boolean not null default false,
  guest_id uuid generated always as ((data->>'guestId')::uuid) stored,
  -- ISO 8601 in UTC sorts as text; a cast to timestamptz would not be immutable.
  starts_at text collate "C" not null generated always as (data->>'startsAt') stored,
  primary key (restaurant_id, id),
  constraint reservations_guest foreign key (restaurant_id, guest_id) references qtable.guests deferrable initially deferred,
  constraint reservations_stamps check ((data->>'id')::uuid = id and (data->>'version')::bigint = version),
  constraint reservations_size check (pg_column_size(data) <= 65536),
  constraint reservations_name check (coalesce(char_length(data->>'name') between 1 and 120, false)),
  constraint reservations_party_size check (coalesce((data->>'partySize')::int between 1 and 500, false)),
  constraint reservations_duration check (coalesce((data->>'durationMinutes')::int between 1 and 1440, false)),
  constraint reservations_tables check (coalesce(jsonb_array_length(data->'tableIds') <= 20, false)),
  constraint reservations_status check (coalesce(
    data->>'status' in ('pending', 'confirmed', 'arrived', 'seated', 'finished', 'cancelled', 'no_show'), false))
) with (fillfactor = 80);
create index reservations_live on qtable.reservations (restaurant_id) where not archived;
create index reservations_history on qtable.reservations (restaurant_id, starts_at, id) where archived;
create index reservations_of_guest on qtable.reservations (restaurant_id, guest_id) where guest_id is not null;

alter table qtable.guests add constraint guests_reservation
  foreign key (restaurant_id, reservation_id) references qtable.reservations deferrable initially deferred;

-- Who sits where. A seating exists exactly where a table names its party, and a table names one party at most: the two
-- keys below, each way, are the whole proof. `qtable.append` writes the rows from the guests' own `tableIds`.
create table qtable.seatings (
  restaurant_id int not null,
  table_id uuid not null,
  guest_id uuid not null,
  primary key (restaurant_id, table_id, guest_id),
  constraint seatings_table foreign key (restaurant_id, table_id, guest_id)
    references qtable.tables (restaurant_id, id, current_guest_id) deferrable initially deferred,
  constraint seatings_guest foreign key (restaurant_id, guest_id) references qtable.guests deferrable initially deferred
);
alter table qtable.tables add constraint tables_seating
  foreign key (restaurant_id, id, current_guest_id) references qtable.seatings (restaurant_id, table_id, guest_id)
  deferrable initially deferred;

-- The tables that reservations keep free, from when to when. Rows go when the party sits or the reservation ends.
create table qtable.plans (
  restaurant_id int not null,
  reservation_id uuid not null,
  table_id uuid not null,
  during tstzrange not null check (not isempty(during)),
  primary key (restaurant_id, reservation_id, table_id),
  constraint plans_reservation
    foreign key (restaurant_id, reservation_id) references qtable.reservations deferrable initially deferred,
  constraint plans_table foreign key (restaurant_id, table_id) references qtable.tables deferrable initially deferred,
  constraint plans_overlap
    exclude using gist (restaurant_id with =, table_id with =, during with &&) deferrable initially deferred
);

do $$
declare
  name text;
begin
  foreach name in array array['restaurants', 'sections', 'tables', 'combinations', 'guests', 'reservations',
    'seatings', 'plans'] loop
    execute format('alter table qtable.%I enable row level security', name);
    execute format('alter table qtable.%I force row level security', name);
    execute format(
      'create policy own_restaurant on qtable.%I
         using (coalesce(restaurant_id = any ((select qtable.open_restaurants())::int[]), false))', name);
  end loop;
end
$$;
