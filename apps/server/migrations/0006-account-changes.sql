-- Whose sign-ins have ended or changed, and when: what every node reads once a second instead of asking about each
-- sign-in. User ids and times alone; rows go after a day (see accounts/account-changes.ts).
create table qtable.account_changes (
  id uuid primary key,
  -- When it was written, which is before it is committed.
  at timestamptz not null default clock_timestamp(),
  user_id uuid not null
);
create index account_changes_by_time on qtable.account_changes (at);
