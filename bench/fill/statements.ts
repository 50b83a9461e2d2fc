/** The size of a restaurant. Its time zone is UTC. */
export interface Scale {
  /** Tables on the floor; 60. */
  tables: number
  /** Parties on the floor, a quarter of them seated; 200. */
  parties: number
  /** Reservations of the next days; 40. */
  bookings: number
  /** Parties of earlier days that have left the floor. Every third had a reservation. */
  history: number
  /** Parties of one earlier day. */
  partiesPerDay: number
  /** Versions in the log, over the last seven days. */
  logged: number
  /** Refusals with a receipt, over the last thirty days. */
  receipts: number
  /** Members with the owner, each signed in on one device. */
  people: number
  /** Refresh tokens of each device in the last thirty days. */
  tokens: number
  /** The hours since the finished parties of the floor ended; 1. With 24 or more, the end of the service day archives them. */
  endedHoursAgo: number
}

const tenant = `current_setting('app.restaurant_id')::int`
const iso = (at: string) => `to_char((${at}) at time zone 'utc', 'YYYY-MM-DD"T"HH24:MI:SS"Z"')`
// A UUIDv7 of that time, so that ids are ordered by time as in a real index.
const uuid = (at: string, seed: string) =>
  `(select (lpad(to_hex((extract(epoch from ${at}) * 1000)::bigint), 12, '0')
      || '7' || substr(h, 1, 3) || 'a' || substr(h, 4, 15))::uuid from md5(${seed} || ${tenant}) h)`
const pick = (list: readonly string[], by: string) =>
  `(array[${list.map((one) => `'${one}'`)}])[1 + (${by}) % ${list.length}]`
const first = ['Ada', 'Grace', 'Katherine', 'Alan', 'Edsger', 'Barbara', 'Donald', 'Frances', 'Ken', 'Radia', 'Niklaus']
const last = ['Lovelace', 'Hopper', 'Johnson', 'Turing', 'Dijkstra', 'Liskov', 'Knuth', 'Allen', 'Thompson', 'Perlman']
const notes = ['', '', '', 'Window, if there is one', 'Allergic to nuts; birthday of the youngest', 'Highchair']

const person = (n: string, joined: string) => `
  'name', ${pick(first, n)} || ' ' || ${pick(last, `${n} / 3`)}, 'partySize', 1 + ${n} % 6,
  'phone', case when ${n} % 2 = 0 then '+4930' || (1000000 + ${n} % 5000) end, 'email', null,
  'unverified', '[]'::jsonb, 'notes', ${pick(notes, n)}, 'tags', case when ${n} % 7 = 0 then '["regular"]' else '[]' end::jsonb,
  'createdAt', ${iso(joined)}`

// $1 and $2: the first party and the one after the last, counted back from yesterday; $3: parties per day; $4: now.
export const pastRows = `
  with party as materialized (
    select n, joined, ${uuid('joined', `'party' || n`)} as id,
      case when n % 3 = 0 then ${uuid(`joined - interval '2 days'`, `'booking' || n`)} end as booking
    from (select n, $4::timestamptz - interval '1 day' - n * (interval '1 day' / $3::int) as joined
      from generate_series($1::int, $2::int - 1) n) one
  ), booked as (
    insert into reservations (restaurant_id, id, version, archived, data)
    select ${tenant}, booking, 1, true, jsonb_build_object('id', booking, ${person('n', 'joined')},
      'startsAt', ${iso('joined')}, 'durationMinutes', 90, 'status', 'finished', 'tableIds', '[]'::jsonb, 'guestId', id,
      'source', 'web', 'arrivals', 1, 'arrivedFrom', 'confirmed', 'endedReason', null, 'endedFrom', 'seated', 'updatedAt', ${iso(`joined + interval '2 hours'`)}, 'version', 1)
    from party where booking is not null
  )
  insert into guests (restaurant_id, id, version, archived, data)
  select ${tenant}, id, 1, true, jsonb_build_object('id', id, ${person('n', 'joined')},
    'status', 'finished', 'tableId', null, 'tableIds', '[]'::jsonb, 'course', null, 'reservationId', booking,
    'quotedMinutes', 15, 'joinedAt', ${iso('joined')}, 'notifiedAt', null,
    'seatedAt', ${iso(`joined + interval '10 minutes'`)}, 'finishedAt', ${iso(`joined + interval '2 hours'`)},
    'endedReason', null, 'endedFrom', jsonb_build_object('status', 'seated', 'tableIds', jsonb_build_array(id),
      'course', 'paid'), 'updatedAt', ${iso(`joined + interval '2 hours'`)}, 'version', 1)
  from party`

const sectionId = (n: string) => uuid(`timestamptz '2025-01-01'`, `'section' || (${n})`)
const tableId = (n: string) => uuid(`timestamptz '2025-01-01'`, `'table' || (${n})`)
const partyId = (n: string) => uuid('$1::timestamptz', `'on the floor' || (${n})`)

const unchanged = `'createdAt', ${iso('$1::timestamptz')}, 'updatedAt', ${iso('$1::timestamptz')}, 'version', 1`

// $1: now.
export const sections = `
  insert into sections (restaurant_id, id, version, data)
  select ${tenant}, id, 1, jsonb_build_object('id', id, 'name', 'Section ' || n, 'color', '#aabbcc', 'serverName', null,
    ${unchanged})
  from (select n, ${sectionId('n')} as id from generate_series(0, 3) n) one`

// $1: now, $2: the number of tables. A combination joins two neighbours.
export const combinations = `
  insert into combinations (restaurant_id, id, version, data)
  select ${tenant}, id, 1, jsonb_build_object('id', id, 'name', 'Pair ' || n, 'minPartySize', 4, 'capacity', 12,
    'tableIds', jsonb_build_array(${tableId('2 * n - 1')}, ${tableId('2 * n')}), ${unchanged})
  from (select n, ${uuid('$1::timestamptz', `'pair' || n`)} as id from generate_series(1, least(10, $2::int / 2)) n) one`

// $1: now, $2: the number of tables, $3: how many of them are occupied.
export const tables = `
  insert into tables (restaurant_id, id, version, data)
  select ${tenant}, id, 1, jsonb_build_object('id', id, 'tableNumber', n::text, 'minPartySize', 1, 'capacity', 6,
    'shape', case when n % 3 = 0 then 'round' else 'square' end,
    'position', jsonb_build_object('x', 20 + (n % 10) * 95, 'y', 20 + (n / 10) * 95),
    'size', jsonb_build_object('width', 60, 'height', 60), 'rotation', 0, 'sectionId', ${sectionId('n % 4')},
    'status', case when n <= $3 then 'occupied' else 'available' end,
    'currentGuestId', case when n <= $3 then ${partyId('n')} end,
    ${unchanged})
  from (select n, ${tableId('n')} as id from generate_series(1, $2::int) n) one`

// $1: now, $2: the number of parties, $3: how many are seated, $4: the hours since the others ended. A tenth is in line.
export const parties = `
  insert into guests (restaurant_id, id, version, data)
  select ${tenant}, id, 1, jsonb_build_object('id', id, ${person('n', 'joined')},
    'status', case when n <= $3 then 'seated' when inline then 'waiting' else 'finished' end,
    'tableId', case when n <= $3 then ${tableId('n')} end,
    'tableIds', case when n <= $3 then jsonb_build_array(${tableId('n')}) else '[]' end,
    'course', case when n <= $3 then 'mains' end, 'reservationId', null, 'quotedMinutes', 15, 'joinedAt', ${iso('joined')},
    'notifiedAt', null, 'seatedAt', case when n <= $3 then ${iso('joined')} end,
    'finishedAt', case when n > $3 and not inline then ${iso('joined')} end, 'endedReason', null,
    'endedFrom', case when n > $3 and not inline then '{"status": "waiting", "tableIds": [], "course": null}'::jsonb end,
    'updatedAt', ${iso('joined')}, 'version', 1)
  from (
    select n, n <= $3 + $2 / 10 as inline, $1::timestamptz - make_interval(hours => $4::int) as joined, ${partyId('n')} as id
    from generate_series(1, $2::int) n) one`

// $1: now, $2: the number of reservations, $3: the number of tables. No two reservations overlap.
export const bookings = `
  with booking as materialized (
    select n, ${uuid('$1::timestamptz', `'coming' || n`)} as id, ${tableId('1 + n % $3::int')} as table_id,
      date_trunc('minute', $1::timestamptz) + interval '6 hours' + n * interval '2 hours' as starts
    from generate_series(1, $2::int) n
  ), planned as (
    insert into plans (restaurant_id, reservation_id, table_id, during)
    select ${tenant}, id, table_id, tstzrange(starts, starts + interval '90 minutes') from booking
  )
  insert into reservations (restaurant_id, id, version, data)
  select ${tenant}, id, 1, jsonb_build_object('id', id, ${person('n', '$1::timestamptz')}, 'startsAt', ${iso('starts')},
    'durationMinutes', 90, 'status', 'confirmed', 'tableIds', jsonb_build_array(table_id), 'guestId', null,
    'source', 'phone', 'arrivals', 0, 'arrivedFrom', null, 'endedReason', null, 'endedFrom', null, 'updatedAt', ${iso('$1::timestamptz')}, 'version', 1)
  from booking`

const at = (version: string) => `jsonb_build_object('version', ${version})`

// $1: now, $2: the number of versions, $3: the actor. Ten successive versions change one party.
export const log = `
  with recent as (
    select row_number() over (order by joined_at desc) - 1 as n, id, data from guests
    where restaurant_id = ${tenant} order by joined_at desc limit $2 / 10 + 1
  )
  insert into log (restaurant_id, version, transaction_id, fingerprint, committed_at, actor_id, actor_name, command,
    command_ids, role, atomic, forced, entity_ids, changes)
  select ${tenant}, v + 1, id, md5(v::text), at, $3, 'Owner', 'guest.update', array[id], 'host', false, false,
    array[party::text],
    jsonb_build_array(jsonb_build_object('entity_type', 'guest', 'entity_id', party, 'data', data || ${at('v + 1')})
      || case when ($2 - v) % 10 = 9 then '{"action": "create"}'
           else jsonb_build_object('action', 'update', 'before', data || ${at('v')}) end)
  from (
    select v, at, r.id as party, r.data, ${uuid('at', `'change' || v`)} as id
    from (select v, date_trunc('milliseconds', $1::timestamptz - ($2 - v) * (interval '7 days' / $2::int)) as at
      from generate_series(1, $2::int) v) one
    join recent r on r.n = ($2 - v) / 10 % (select count(*) from recent)) change
  order by v`

/** Sets the version of each row to the last version that changed it. */
export const versions = `
  update guests g set version = l.version, data = g.data || ${at('l.version')}
  from (select entity_ids[1]::uuid as id, max(version) as version from log
    where restaurant_id = ${tenant} and command = 'guest.update' group by entity_ids[1]) l
  where g.restaurant_id = ${tenant} and g.id = l.id`

export const clock = `
  update clocks set (version, committed_at, transaction_id) = (
    select version, committed_at, transaction_id from log
    where restaurant_id = ${tenant} order by version desc limit 1)
  where restaurant_id = ${tenant}`

// $1: now, $2: the number of receipts.
export const receipts = `
  insert into receipts (restaurant_id, id, fingerprint, problem, created_at)
  select ${tenant}, ${uuid('at', `'refused' || n`)}, md5(n::text),
    '{"code": "table_occupied", "detail": "Somebody sits at table 5"}', at
  from (select n, $1::timestamptz - n * (interval '30 days' / $2::int) as at from generate_series(1, $2::int) n) one`

// $1: now, $2: the user, $3: the session, $4: the number of tokens. The last one is valid, the others are used.
export const tokens = `
  insert into refresh_tokens (id, user_id, restaurant_id, family_id, token_hash, created_at, expires_at, used_at)
  select gen_random_uuid(), $2, ${tenant}, $3, sha256(gen_random_uuid()::text::bytea), at, at + interval '30 days',
    case when n > 0 then at + interval '15 minutes' end
  from (select n, $1::timestamptz - n * (interval '30 days' / $4::int) as at from generate_series(0, $4::int - 1) n) one`
