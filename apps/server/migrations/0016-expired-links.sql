-- Links that the operator made have no restaurant: a job removes those that have expired.
create policy expired_of_jobs on qtable.account_links
  using (restaurant_id is null and expires_at <= now() and (select qtable.is_of_system()));
