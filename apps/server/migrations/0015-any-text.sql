-- The account and the link of a transaction are read like its tenant: a setting of another form opens nothing and raises no
-- error, whose message would hold it.

create function qtable.open_user() returns uuid
language sql stable parallel safe
as $$
  select case
    when current_setting('app.user_id', true) ~* '^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$'
      then current_setting('app.user_id', true)::uuid
  end
$$;

-- Of a link, a refresh token or a credential: SHA-256 in hex.
create function qtable.open_token_hash() returns bytea
language sql stable parallel safe
as $$
  select case
    when current_setting('app.token_hash', true) ~ '^([0-9a-f]{2}){32}$'
      then decode(current_setting('app.token_hash', true), 'hex')
  end
$$;

alter policy own_account on qtable.users
  using (
    id = qtable.open_user()
    or email = nullif(current_setting('app.email', true), '')
    or exists (
      select from qtable.memberships m where m.restaurant_id = qtable.open_restaurant() and m.user_id = users.id
    )
  );
alter policy own_account on qtable.memberships using (user_id = qtable.open_user());
alter policy own_account on qtable.refresh_tokens
  using (
    user_id = qtable.open_user()
    or token_hash = qtable.open_token_hash()
    or restaurant_id = qtable.open_restaurant()
  );
alter policy own_link on qtable.invitations using (token_hash = qtable.open_token_hash());
alter policy own_account on qtable.account_links using (user_id = qtable.open_user());
alter policy own_link on qtable.account_links using (token_hash = qtable.open_token_hash());
alter policy own_account on qtable.totp_factors using (user_id = qtable.open_user());
alter policy own_account on qtable.recovery_codes using (user_id = qtable.open_user());
alter policy own_account on qtable.passkeys using (user_id = qtable.open_user());
alter policy own_credential on qtable.passkeys using (credential_hash = qtable.open_token_hash());
alter policy own_account on qtable.spent_challenges using (user_id = qtable.open_user());
