-- The tenant setting is one whole number and nothing else, and every table with rows that the server's role may change has
-- policies. A setting of another form opens nothing and raises no error, whose message would hold it.

-- Nine digits always fit into an int. Restaurants are numbered from 1 on.
create function qtable.open_restaurant() returns int
language sql stable parallel safe
as $$
  select case
    when current_setting('app.restaurant_id', true) ~ '^[1-9][0-9]{0,8}$'
      then current_setting('app.restaurant_id', true)::int
  end
$$;

create or replace function qtable.open_restaurants() returns int[]
language sql stable parallel safe
as $$
  select case
    when coalesce(current_setting('app.restaurant_ids', true), '') = '' then array[qtable.open_restaurant()]
    when current_setting('app.restaurant_ids', true) ~ '^[1-9][0-9]{0,8}(,[1-9][0-9]{0,8})*$'
      then string_to_array(current_setting('app.restaurant_ids', true), ',')::int[]
  end
$$;

-- Whether the transaction is that of a job: for no restaurant, no account and no link.
create function qtable.is_of_system() returns boolean
language sql stable parallel safe
as $$
  select concat(
    current_setting('app.restaurant_id', true), current_setting('app.restaurant_ids', true),
    current_setting('app.clocks_of', true), current_setting('app.user_id', true),
    current_setting('app.email', true), current_setting('app.token_hash', true)) = ''
$$;

alter policy own_restaurant on qtable.memberships using (restaurant_id = qtable.open_restaurant());
alter policy own_restaurant on qtable.invitations using (restaurant_id = qtable.open_restaurant());
alter policy own_restaurant on qtable.account_links using (restaurant_id = qtable.open_restaurant());
alter policy own_account on qtable.users
  using (
    id = nullif(current_setting('app.user_id', true), '')::uuid
    or email = nullif(current_setting('app.email', true), '')
    or exists (
      select from qtable.memberships m where m.restaurant_id = qtable.open_restaurant() and m.user_id = users.id
    )
  );
alter policy own_account on qtable.refresh_tokens
  using (
    user_id = nullif(current_setting('app.user_id', true), '')::uuid
    or token_hash = decode(nullif(current_setting('app.token_hash', true), ''), 'hex')
    or restaurant_id = qtable.open_restaurant()
  );
alter policy listed_restaurants on qtable.clocks
  using (restaurant_id = any ((
    select case
      when current_setting('app.clocks_of', true) ~ '^[1-9][0-9]{0,8}(,[1-9][0-9]{0,8})*$'
        then string_to_array(current_setting('app.clocks_of', true), ',')::int[]
    end)::int[]));

-- A restaurant sees its own line of the directory. Jobs see all lines and move the end of a service day.
alter table qtable.tenants enable row level security;
alter table qtable.tenants force row level security;
create policy own_restaurant on qtable.tenants using (restaurant_id = qtable.open_restaurant());
create policy read_by_jobs on qtable.tenants for select using ((select qtable.is_of_system()));
create policy scheduled_by_jobs on qtable.tenants for update using ((select qtable.is_of_system()));

alter table qtable.installation enable row level security;
alter table qtable.installation force row level security;
create policy read_by_jobs on qtable.installation for select using ((select qtable.is_of_system()));
create policy moved_by_jobs on qtable.installation for update using ((select qtable.is_of_system()));

-- Every transaction may add to the list. Jobs read it and remove its old rows.
alter table qtable.account_changes enable row level security;
alter table qtable.account_changes force row level security;
create policy added_by_all on qtable.account_changes for insert with check (true);
create policy of_jobs on qtable.account_changes using ((select qtable.is_of_system()));

alter table qtable.session_nodes enable row level security;
alter table qtable.session_nodes force row level security;
create policy of_jobs on qtable.session_nodes using ((select qtable.is_of_system()));
