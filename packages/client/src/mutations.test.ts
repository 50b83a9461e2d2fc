import { expect, test } from 'vitest'
import { deviceWithTable } from './testing/device-with-table.ts'
import { finished, level } from './testing/devices.ts'
import { newParty, partyNames } from './testing/parties.ts'

test('a command that the view refuses is refused at once and not sent, unless with evenIfRefused', async () => {
  const { server, first, tableId } = await deviceWithTable()
  await finished(server, first.client.run('guest.create', { partySize: 2, tableIds: [tableId] }))
  const again: ['guest.create', { partySize: number; tableIds: string[] }] = [
    'guest.create',
    { partySize: 2, tableIds: [tableId] },
  ]
  await expect(first.client.run(...again)).rejects.toMatchObject({ code: 'table_occupied' })
  expect(first.client.status.unsent).toBe(0)
  const sent = first.client.run(...again, { evenIfRefused: true })
  expect(first.client.status.unsent).toBe(1)
  await server.clock.until(() => first.client.status.unsent === 0)
  await expect(sent).rejects.toMatchObject({ code: 'table_occupied' })
  await expect(first.client.run('guest.create', { partySize: -1 })).rejects.toMatchObject({ code: 'validation_failed' })
  await expect(first.client.run('no.such' as 'undo', { transactionId: '' })).rejects.toMatchObject({
    code: 'validation_failed',
  })
})

test('a batch is one version, and a refused batch names the operation that failed', async () => {
  const { server, first, tableId } = await deviceWithTable()
  const guestId = '00000000-0000-7000-8000-00000000aaaa'
  const running = first.client.batch([
    { type: 'guest.create', payload: { id: guestId, name: 'Ada', partySize: 2 } },
    { type: 'guest.seat', payload: { guestId, tableIds: [tableId] } },
  ])
  expect(first.client.view?.guests.get(guestId)?.status).toBe('seated')
  expect(await finished(server, running)).toMatchObject({ version: 3 })
  const refused = first.client.batch([
    { type: 'guest.create', payload: { partySize: 2 } },
    { type: 'guest.create', payload: { partySize: 2, tableIds: [tableId] } },
  ])
  await expect(refused).rejects.toMatchObject({ code: 'table_occupied', operations: [{ index: 1 }] })
})

test('an undo shows at once where this device knows the transaction, otherwise when the server has decided', async () => {
  const { server, signedIn, first, tableId } = await deviceWithTable()
  const seated = first.client.run('guest.create', { name: 'Ada', partySize: 2, tableIds: [tableId] })
  await finished(server, seated)
  const undone = first.client.undo(seated.id)
  expect(first.client.view?.tables.get(tableId)?.status).toBe('available')
  await finished(server, undone)
  expect(server.restaurant.floor.guests.size).toBe(0)
  const third = first.client.run(...newParty('Edsger'))
  await finished(server, third)
  const second = await signedIn()
  const unknown = second.client.undo(third.id)
  expect(partyNames(second.client.view)).toEqual(['Edsger'])
  await finished(server, unknown)
  await level(server, first, second)
  expect(partyNames(second.client.view)).toEqual([])
})

test('[I35] a party that two devices delete is deleted once, and neither is told of a refusal', async () => {
  const { server, signedIn, first } = await deviceWithTable()
  const created = first.client.run(...newParty('Ada'))
  await finished(server, created)
  const [guestId = ''] = first.client.view?.guests.keys() ?? []
  const second = await signedIn()
  await level(server, first, second)
  const deletions = [first, second].map(({ client }) => client.run('guest.delete', { guestId }))
  for (const deletion of deletions) await finished(server, deletion)
  await level(server, first, second)
  expect(server.restaurant.floor.guests.size).toBe(0)
  // Known here as deleted, and to a device that comes later only by the server.
  for (const { client } of [first, second, await signedIn()]) {
    await finished(server, client.run('guest.delete', { guestId }))
    const nobody = client.run('guest.delete', { guestId: '00000000-0000-7000-8000-00000000aaaa' })
    await expect(finished(server, nobody)).rejects.toMatchObject({ code: 'not_found' })
  }
})
