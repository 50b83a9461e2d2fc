-- What a person signs in with beside a password. Every row belongs to one account.

-- Codes of an authenticator app (RFC 6238). Until it is confirmed by a first code it counts for nothing.
create table qtable.totp_factors (
  user_id uuid primary key references qtable.users on delete cascade,
  -- Sealed with a key of SECRET_KEY.
  secret bytea not null check (octet_length(secret) between 29 and 200),
  created_at timestamptz not null,
  confirmed_at timestamptz,
  -- The time step of the last code that was accepted: neither it nor an earlier one is accepted again.
  last_step bigint not null default 0 check (last_step >= 0)
);

-- One row for each code that was not used yet. A code has 120 random bits, so a fast hash is enough.
create table qtable.recovery_codes (
  user_id uuid not null references qtable.users on delete cascade,
  code_hash bytea not null check (octet_length(code_hash) = 32),
  created_at timestamptz not null,
  primary key (user_id, code_hash)
);

create table qtable.passkeys (
  id uuid primary key,
  user_id uuid not null references qtable.users on delete cascade,
  -- A sign-in names the credential and no account: it is found by this hash.
  credential_hash bytea not null unique check (octet_length(credential_hash) = 32),
  credential_id bytea not null check (octet_length(credential_id) between 16 and 1023),
  public_key bytea not null check (octet_length(public_key) between 16 and 8192),
  -- How often the authenticator has signed; 0 where it does not count.
  counter bigint not null check (counter >= 0),
  transports text[] not null check (cardinality(transports) <= 10),
  name text not null check (char_length(name) between 1 and 60),
  created_at timestamptz not null,
  last_used_at timestamptz
);
create index passkeys_of_user on qtable.passkeys (user_id);

-- Challenges that were answered. They are signed and short-lived; this makes each work once.
create table qtable.spent_challenges (
  user_id uuid not null references qtable.users on delete cascade,
  challenge_hash bytea not null check (octet_length(challenge_hash) = 32),
  expires_at timestamptz not null,
  primary key (user_id, challenge_hash)
);

alter table qtable.totp_factors enable row level security;
alter table qtable.totp_factors force row level security;
create policy own_account on qtable.totp_factors
  using (user_id = nullif(current_setting('app.user_id', true), '')::uuid);

alter table qtable.recovery_codes enable row level security;
alter table qtable.recovery_codes force row level security;
create policy own_account on qtable.recovery_codes
  using (user_id = nullif(current_setting('app.user_id', true), '')::uuid);

alter table qtable.passkeys enable row level security;
alter table qtable.passkeys force row level security;
create policy own_account on qtable.passkeys
  using (user_id = nullif(current_setting('app.user_id', true), '')::uuid);
create policy own_credential on qtable.passkeys for select
  using (credential_hash = decode(nullif(current_setting('app.token_hash', true), ''), 'hex'));

alter table qtable.spent_challenges enable row level security;
alter table qtable.spent_challenges force row level security;
create policy own_account on qtable.spent_challenges
  using (user_id = nullif(current_setting('app.user_id', true), '')::uuid);
