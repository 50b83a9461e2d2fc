-- Who may come in, and the directory of tenants. Settings that policies read are set per transaction by the server:
-- app.restaurant_id, app.user_id, app.email, app.token_hash. An unset one is null or '' and matches nothing.

create table qtable.installation (
  only_row boolean primary key default true check (only_row),
  next_restaurant_id int not null default 1 check (next_restaurant_id > 0)
);
insert into qtable.installation default values;

-- The one table beside `installation` without row level security that names tenants: ids and times alone, so that jobs
-- find the restaurants they have work in.
create table qtable.tenants (
  restaurant_id int primary key check (restaurant_id > 0),
  slug text not null unique check (char_length(slug) between 1 and 140),
  service_day_ends_at timestamptz,
  created_at timestamptz not null default now()
);

create table qtable.users (
  id uuid primary key,
  email text not null unique check (email = lower(email) and char_length(email) between 3 and 254),
  name text not null check (char_length(name) between 1 and 120),
  password_hash text not null check (char_length(password_hash) between 1 and 200),
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  password_changed_at timestamptz not null default now()
);

create table qtable.memberships (
  restaurant_id int not null references qtable.tenants,
  user_id uuid not null references qtable.users,
  role text not null check (role in ('owner', 'manager', 'host', 'server', 'viewer')),
  created_at timestamptz not null default now(),
  primary key (restaurant_id, user_id)
);
create index memberships_of_user on qtable.memberships (user_id);

create table qtable.refresh_tokens (
  id uuid primary key,
  user_id uuid not null references qtable.users on delete cascade,
  restaurant_id int not null references qtable.tenants,
  family_id uuid not null,
  token_hash bytea not null unique check (octet_length(token_hash) between 16 and 64),
  created_at timestamptz not null default now(),
  expires_at timestamptz not null,
  used_at timestamptz,
  revoked_at timestamptz,
  user_agent text check (char_length(user_agent) <= 500)
);
create index refresh_tokens_of_user on qtable.refresh_tokens (user_id, family_id);
create index refresh_tokens_of_restaurant on qtable.refresh_tokens (restaurant_id, user_id);

alter table qtable.users enable row level security;
alter table qtable.users force row level security;
create policy own_account on qtable.users
  using (
    id = nullif(current_setting('app.user_id', true), '')::uuid
    or email = nullif(current_setting('app.email', true), '')
    or exists (
      select from qtable.memberships m
      where m.restaurant_id = nullif(current_setting('app.restaurant_id', true), '')::int and m.user_id = users.id
    )
  );

alter table qtable.memberships enable row level security;
alter table qtable.memberships force row level security;
create policy own_restaurant on qtable.memberships
  using (restaurant_id = nullif(current_setting('app.restaurant_id', true), '')::int);
create policy own_account on qtable.memberships for select
  using (user_id = nullif(current_setting('app.user_id', true), '')::uuid);

alter table qtable.refresh_tokens enable row level security;
alter table qtable.refresh_tokens force row level security;
create policy own_account on qtable.refresh_tokens
  using (
    user_id = nullif(current_setting('app.user_id', true), '')::uuid
    or token_hash = decode(nullif(current_setting('app.token_hash', true), ''), 'hex')
    or restaurant_id = nullif(current_setting('app.restaurant_id', true), '')::int
  );
