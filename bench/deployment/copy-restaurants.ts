import type pg from 'pg'

/**
 * Statements that copy the rows of one restaurant until there are `restaurants` of them, with signed-in devices. The last
 * statement lists the sessions. Over the API, a thousand restaurants would take longer than the measurement.
 */
export function copyRestaurants({
  of,
  restaurants,
  devices,
}: {
  of: number
  restaurants: number
  devices: number
}): (string | pg.QueryConfig)[] {
  const others = `generate_series(${of + 1}, ${of + restaurants - 1}) as copy (number)`
  const all = `generate_series(${of}, ${of + restaurants - 1}) as every (number)`
  const rows = (table: string, columns: string, values = columns) =>
    `insert into qtable.${table} (restaurant_id, ${columns})
      select number, ${values} from qtable.${table}, ${others} where restaurant_id = ${of}`
  return [
    // No service day may end during the measurement.
    'update qtable.tenants set service_day_ends_at = null',
    `insert into qtable.tenants (restaurant_id, slug) select number, 'copy-' || number from ${others}`,
    `update qtable.installation set next_restaurant_id = ${of + restaurants}`,
    // The log of a copy begins at the version of the copy.
    `insert into qtable.clocks (restaurant_id, version, committed_at, log_floor)
      select number, version, committed_at, version from qtable.clocks, ${others} where restaurant_id = ${of}`,
    `insert into qtable.restaurants (restaurant_id, version, data)
      select number, version, data || jsonb_build_object('id', number, 'slug', 'copy-' || number)
      from qtable.restaurants, ${others} where restaurant_id = ${of}`,
    // In one transaction, because tables and guests refer to each other.
    'begin',
    rows('tables', 'id, version, data'),
    rows('guests', 'id, version, data'),
    'commit',
    `insert into qtable.users (id, email, name, password_hash)
      select gen_random_uuid(), number || '.' || device || '@example.com', 'Device ' || device, 'none'
      from ${all}, generate_series(1, ${devices}) device`,
    `insert into qtable.memberships (restaurant_id, user_id, role)
      select split_part(email, '.', 1)::int, id, 'host' from qtable.users where password_hash = 'none'`,
    `insert into qtable.refresh_tokens (id, user_id, restaurant_id, family_id, token_hash, expires_at)
      select gen_random_uuid(), user_id, restaurant_id, gen_random_uuid(), sha256(user_id::text::bytea), now() + interval '1 day'
      from qtable.memberships where role = 'host'`,
    // No `analyze`: a new database has no statistics, and must be as fast without them.
    'checkpoint',
    `select restaurant_id, user_id, family_id as session_id from qtable.refresh_tokens
      where restaurant_id between ${of} and ${of + restaurants - 1} order by restaurant_id, user_id`,
  ]
}
