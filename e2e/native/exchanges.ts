// What the native tablet app sends, literally as its documents show it, and what it reads of the answer. The app writes
// ids in upper case and fields in snake_case, and takes the restaurant from its path.

const ada = '8F14E45F-CEEA-467F-AB6D-1B2C3D4E5F60'
const grace = 'C9F0F895-FB98-4B91-9F2E-2A3B4C5D6E7F'
const first = '45C48CCE-2E2D-4FBD-AA1A-FC51C7C6AD26'
const second = 'D3D94468-02A4-4259-A55D-38E6D163E820'
const third = '6512BD43-D9CA-46E0-8C99-0B0A82652DCA'

/** A request as the app sends it, and what it reads of the answer. */
export interface Exchange {
  name: string
  /** Method and path. */
  request: string
  body?: string | ((answers: Readonly<Record<string, Record<string, unknown>>>) => string)
  status: number
  /** A part of the answer; `<instant>` is one in whole seconds, `<uuid>` an id, `<version>` a number. */
  answer: object
  /** The name under which later bodies find the answer. */
  keeps?: string
}

const lower = (id: string) => id.toLowerCase()

export const exchanges: readonly Exchange[] = [
  {
    name: 'signs in',
    request: 'POST /api/auth/login',
    body: '{"email": "ada@example.com", "password": "correct horse battery staple"}',
    status: 200,
    answer: { token_type: 'Bearer', expires_in: 900, restaurant: { id: 1 } },
  },
  {
    name: 'lays out its tables',
    request: 'POST /restaurants/1/tables/bulk',
    body: `{"tables": [
      {"id": "${first}", "table_number": "12", "capacity": 4, "restaurant_id": 1},
      {"id": "${second}", "table_number": "13", "capacity": 4, "restaurant_id": 1},
      {"id": "${third}", "table_number": "14", "capacity": 1, "restaurant_id": 1}
    ]}`,
    status: 201,
    answer: { success: true, version: '<version>', tables: [{ id: lower(first), tableNumber: '12' }, {}, {}] },
  },
  {
    name: 'adds a party to the waitlist',
    request: 'POST /api/restaurants/1/guests/',
    body: `{"id": "${ada}", "name": "Ada Lovelace", "party_size": 4, "status": "Waitlist", "phone": "030 123456", "restaurant_id": 1}`,
    status: 201,
    answer: {
      id: lower(ada),
      status: 'waiting',
      partySize: 4,
      phone: '+4930123456',
      joinedAt: '<instant>',
      createdAt: '<instant>',
    },
  },
  {
    name: 'seats it in one step',
    request: `PUT /restaurants/1/guests/${ada}/status/atomic`,
    body: `{"status": "Seated", "table_id": "${first}"}`,
    status: 200,
    answer: {
      success: true,
      transaction_id: '<uuid>',
      version: '<version>',
      timestamp: '<instant>',
      guest: { id: lower(ada), status: 'seated', tableId: lower(first), seatedAt: '<instant>' },
      table: { id: lower(first), status: 'occupied', currentGuestId: lower(ada) },
    },
  },
  {
    name: 'reads the dashboard in short',
    request: 'GET /restaurants/1/dashboard/data?minimal=True',
    status: 200,
    answer: {
      guests: [{ id: lower(ada), name: 'Ada Lovelace', status: 'seated', tableId: lower(first), partySize: 4 }],
      tables: [{ tableNumber: '12', currentGuestId: lower(ada) }, {}, {}],
      stats: { covers_seated: 4, parties_waiting: 0 },
      timestamp: '<instant>',
    },
    keeps: 'dashboard',
  },
  {
    name: 'reads a party',
    request: `GET /api/v1/restaurants/1/guests/${ada}`,
    status: 200,
    answer: { id: lower(ada), version: '<version>', updatedAt: '<instant>' },
    keeps: 'ada',
  },
  {
    name: 'sends the whole party back with one field changed',
    request: `PUT /restaurants/1/guests/${ada}`,
    body: ({ ada: read }) => JSON.stringify({ ...read, partySize: 3 }),
    status: 200,
    answer: { partySize: 3, status: 'seated', tableId: lower(first) },
  },
  {
    name: 'moves the party from the side of the table',
    request: `PUT /restaurants/1/tables/${second}`,
    body: `{"status": "occupied", "current_guest_id": "${ada}"}`,
    status: 200,
    answer: { status: 'occupied', currentGuestId: lower(ada) },
  },
  {
    name: 'marks a table as occupied, which seats a walk-in of the size that fits',
    request: `PUT /api/tables/${third}`,
    body: '{"status": "Occupied"}',
    status: 200,
    answer: { status: 'occupied', currentGuestId: '<uuid>' },
  },
  {
    name: 'clears a table and ends its party in one batch',
    request: 'POST /restaurants/1/batch/update',
    body: `{"guests": [{"id": "${ada}", "status": "Completed"}], "tables": [{"id": "${second}", "status": "available", "current_guest_id": null}]}`,
    status: 200,
    answer: {
      success: true,
      version: '<version>',
      guests: [{ id: lower(ada), status: 'finished', tableId: null }],
      tables: [{ id: lower(second), status: 'available', currentGuestId: null }],
    },
  },
  {
    name: 'uploads what it did offline',
    request: 'POST /api/restaurants/1/sync/batch',
    body: `{"changes": [
      {"entity_type": "guest", "entity_id": "${grace}", "action": "create", "data": {"name": "Grace Hopper", "party_size": 2, "table_id": null}},
      {"entity_type": "guest", "entity_id": "${grace}", "action": "update", "data": {"status": "seated", "table_id": "${first}"}}
    ]}`,
    status: 200,
    answer: { results: [{ status: 'applied' }, { status: 'applied' }], has_more: false },
  },
  {
    name: 'catches up since the time of an answer, with a plus that it does not escape',
    request: 'GET /restaurants/1/sync/delta?since={dashboard.timestamp}',
    status: 200,
    answer: { has_more: false, timestamp: '<instant>', version: '<version>' },
    keeps: 'delta',
  },
]
