import { type CommandRequest, type Floor, listedTypes, listOf } from '@qtable/domain'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { memoryStorage } from '../storage/memory.ts'
import { finished, openDevices, type TestDevice } from '../testing/devices.ts'
import { settle } from '../testing/virtual-clock.ts'

// The ordinary steps come first, because a failing case shrinks towards them.
const anyStep = fc.record({
  kind: fc.constantFrom(
    'own',
    'own',
    'own',
    'foreign',
    'foreign',
    'wait',
    'wait',
    'lose',
    'double',
    'cut',
    'offline',
    'online',
    'block sockets',
    'open sockets',
    'lose answers',
    'forget log',
    'put back',
    'reopen',
  ),
  device: fc.nat(1),
  dice: fc.nat(1_000),
})
type Step = typeof anyStep extends fc.Arbitrary<infer T> ? T : never

const tables = ['1', '2', '3']

function commandFor(floor: Floor | undefined, dice: number): CommandRequest {
  const guests = [...(floor?.guests.keys() ?? [])]
  const guestId = guests[dice % Math.max(1, guests.length)] ?? ''
  const tableIds = [...(floor?.tables.keys() ?? [])].slice(dice % tables.length, (dice % tables.length) + 1)
  switch (guestId === '' ? 0 : dice % 6) {
    case 0:
      return { type: 'guest.create', payload: { name: `Party ${dice}`, partySize: 2 } }
    case 1:
      return { type: 'guest.seat', payload: { guestId, tableIds } }
    case 2:
      return { type: 'guest.setStatus', payload: { guestId, status: dice % 2 ? 'finished' : 'left' } }
    case 3:
      return { type: 'guest.update', payload: { guestId, notes: `Note ${dice}` } }
    case 4:
      return { type: 'guest.restore', payload: { guestId } }
    default:
      return { type: 'guest.create', payload: { name: `Seated ${dice}`, partySize: 2, tableIds } }
  }
}

/** Loses each `every`th message. */
function losing(every: number): () => number {
  let count = 0
  return () => (++count % every === 0 ? 0 : 1)
}

async function play(steps: readonly Step[]) {
  const { server, signedIn } = openDevices()
  const devices: [TestDevice, TestDevice] = [
    await signedIn({ storage: memoryStorage() }),
    await signedIn({ storage: memoryStorage() }),
  ]
  await finished(
    server,
    devices[0].client.batch(
      tables.map((tableNumber) => ({ type: 'table.create', payload: { tableNumber, capacity: 4 } })),
    ),
  )
  const outcomes: Promise<'confirmed' | 'refused'>[] = []
  let hasBeenPutBack = false
  for (const { kind, device: index, dice } of steps) {
    const device = index === 0 ? devices[0] : devices[1]
    const { network, client } = device
    if (kind === 'own' || kind === 'foreign') {
      const { view, base } = client
      if (client.pending.length === 0) expect(view).toBe(base)
      const by = kind === 'own' ? client : devices[index === 0 ? 1 : 0].client
      const { type, payload } = commandFor(by.view, dice)
      const running = by.run(type, payload as never, { evenIfRefused: dice % 3 === 0 })
      outcomes.push(
        running.then(
          () => 'confirmed',
          () => 'refused',
        ),
      )
    }
    if (kind === 'wait') await server.clock.advance(dice * 3)
    if (kind === 'lose') network.copies = losing(2 + (dice % 4))
    if (kind === 'double') network.copies = () => 2
    if (kind === 'cut') network.cut()
    if (kind === 'offline') network.isUp = false
    if (kind === 'online') network.isUp = true
    if (kind === 'block sockets') network.areSocketsBlocked = true
    if (kind === 'open sockets') network.areSocketsBlocked = false
    if (kind === 'lose answers') network.losesAnswer = (path) => !path.startsWith('/auth') && dice % 2 === 0
    if (kind === 'forget log') server.restaurant.forget(server.restaurant.floor.version)
    if (kind === 'put back' && !hasBeenPutBack && dice % 4 === 0) {
      hasBeenPutBack = true
      server.restaurant.putBack(Math.max(2, server.restaurant.floor.version - 2))
    }
    if (kind === 'reopen') {
      await server.clock.advance(1)
      await finished(server, client.close())
      const again = await device.reopen()
      devices[index === 0 ? 0 : 1] = again
    }
    await settle()
  }
  for (const { network } of devices) {
    Object.assign(network, { isUp: true, areSocketsBlocked: false, copies: () => 1, losesAnswer: () => false })
    network.cut()
  }
  return { server, devices, outcomes }
}

const rowsOf = (floor: Floor | undefined) =>
  floor && {
    version: floor.version,
    lists: listedTypes.map((type) => Object.fromEntries<unknown>(listOf(floor, type))),
  }

test('[SY100] [SY101] [SY103] [I3] [I17] after any loss, duplicate, cut or restore every device ends equal to the server', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(anyStep, { maxLength: 60, size: 'max' }), async (steps) => {
      const { server, devices } = await play(steps)
      const isLevel = ({ client }: TestDevice) =>
        client.status.unsent === 0 &&
        client.base?.version === server.restaurant.floor.version &&
        client.status.connection === 'live'
      await server.clock.until(() => devices.every(isLevel), 200_000)
      await server.clock.advance(1_000)
      for (const { client } of devices) {
        expect(client.view).toBe(client.base)
        expect(rowsOf(client.base)).toEqual(rowsOf(server.restaurant.floor))
      }
      const ids = server.restaurant.log.map(({ id }) => id)
      expect(new Set(ids).size).toBe(ids.length)
      for (const { client } of devices) await client.close()
    }),
    { numRuns: 150, seed: 20260501 },
  )
}, 120_000)
