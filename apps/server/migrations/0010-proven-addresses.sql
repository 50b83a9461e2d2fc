-- An address belongs to an account once its holder has opened a link. Until then anybody may have typed it.

-- `email` is null where another person has proven that the address is theirs: nobody signs in to such an account.
alter table qtable.users alter column email drop not null;
alter table qtable.users add column proven_at timestamptz;

-- People who were asked to work at a restaurant. The account is looked for when the link is used and never before.
create table qtable.invitations (
  restaurant_id int not null references qtable.tenants,
  id uuid not null,
  email text not null check (email = lower(email) and char_length(email) between 3 and 254),
  name text not null check (char_length(name) between 1 and 120),
  role text not null check (role in ('owner', 'manager', 'host', 'server', 'viewer')),
  -- The member who invites; null for the operator of the installation.
  invited_by uuid,
  token_hash bytea not null check (octet_length(token_hash) = 32),
  created_at timestamptz not null,
  expires_at timestamptz not null,
  primary key (restaurant_id, id),
  unique (restaurant_id, email)
);
-- A link is found before anybody knows the restaurant.
create unique index invitations_by_token on qtable.invitations (token_hash);

alter table qtable.invitations enable row level security;
alter table qtable.invitations force row level security;
create policy own_restaurant on qtable.invitations
  using (restaurant_id = nullif(current_setting('app.restaurant_id', true), '')::int);
create policy own_link on qtable.invitations
  using (token_hash = decode(nullif(current_setting('app.token_hash', true), ''), 'hex'));

-- Links that set a password (`reset`), prove an address (`proof`) or let somebody register a restaurant (`registration`).
create table qtable.account_links (
  id uuid primary key,
  kind text not null check (kind in ('reset', 'proof', 'registration')),
  user_id uuid references qtable.users on delete cascade,
  -- Where the member who made the link manages the account; both are null for the operator.
  restaurant_id int references qtable.tenants,
  made_by uuid,
  token_hash bytea not null check (octet_length(token_hash) = 32),
  created_at timestamptz not null,
  expires_at timestamptz not null,
  check ((user_id is null) = (kind = 'registration')),
  check ((restaurant_id is null) = (made_by is null))
);
create unique index account_links_by_token on qtable.account_links (token_hash);
create index account_links_of_user on qtable.account_links (user_id);
create index account_links_of_restaurant on qtable.account_links (restaurant_id, made_by);

alter table qtable.account_links enable row level security;
alter table qtable.account_links force row level security;
create policy own_account on qtable.account_links
  using (user_id = nullif(current_setting('app.user_id', true), '')::uuid);
create policy own_link on qtable.account_links
  using (token_hash = decode(nullif(current_setting('app.token_hash', true), ''), 'hex'));
create policy own_restaurant on qtable.account_links
  using (restaurant_id = nullif(current_setting('app.restaurant_id', true), '')::int);

-- Which nodes cache sessions, and up to when each has applied the list of changes: a role that ends has ended on all of
-- them before the answer. Ids and times alone.
create table qtable.session_nodes (
  id uuid primary key,
  applied_until timestamptz not null,
  seen_at timestamptz not null
);
