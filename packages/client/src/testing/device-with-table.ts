import { finished, openDevices } from './devices.ts'

/** A device in a restaurant with one table for four, and a server for more devices. */
export async function deviceWithTable() {
  const { server, signedIn } = openDevices()
  const first = await signedIn()
  const created = await finished(server, first.client.run('table.create', { tableNumber: '1', capacity: 4 }))
  return { server, signedIn, first, tableId: created.changes[0]?.entity_id ?? '' }
}
