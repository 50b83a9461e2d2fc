import {
  type EntityType,
  emptyFloor,
  entities,
  entityTypes,
  floorOf,
  type ListedType,
  listedTypes,
} from '@qtable/domain'
import type { ChangesFrame } from '@qtable/protocol'
import { describe, expect, test } from 'vitest'
import { memoryStorage } from '../storage/memory.ts'
import type { StoredBase } from '../storage/storage.ts'
import { finished, level, openDevices } from '../testing/devices.ts'
import { newParty } from '../testing/parties.ts'
import { readServerMessage } from '../transport/server-message.ts'
import { applyFrame, type Base, baseOf, baseOfStored, storedBase } from './base.ts'

const committedAt = '2026-05-01T18:05:41.003Z'

/** A new entity of each kind: the example with the default of every field that has one. */
const newEntity = (type: EntityType): object => ({ ...entities[type].example, ...entities[type].defaults })

const base: Base = {
  epoch: 'e',
  cursor: 'e.7.x',
  floor: floorOf({
    version: 7,
    committedAt,
    restaurant: newEntity('restaurant') as never,
    entities: listedTypes.map((type) => ({ type, entity: newEntity(type) as never })),
  }),
}

/** A new entity as a version wrote it that did not have the fields with defaults. */
function olderEntity(type: EntityType): object {
  const defaulted = new Set(Object.keys(entities[type].defaults))
  return Object.fromEntries(Object.entries(newEntity(type)).filter(([field]) => !defaulted.has(field)))
}

function olderBase(): StoredBase {
  const lists = listedTypes.map((type) => [entities[type].plural, [olderEntity(type)]])
  return { ...storedBase(base), restaurant: olderEntity('restaurant'), ...Object.fromEntries(lists) } as StoredBase
}

function withoutList(stored: StoredBase, type: ListedType): StoredBase {
  const { [entities[type].plural]: _, ...rest } = stored
  return rest as StoredBase
}

function frameWith(changes: readonly object[]): ChangesFrame {
  return {
    type: 'atomic_transaction_complete',
    timestamp: committedAt,
    restaurant_id: 1,
    prev_version: 7,
    version: 8,
    cursor: 'e.8.x',
    transaction_id: '00000000-0000-7000-8000-000000000008',
    command_ids: [],
    actor: { id: 'u', name: 'Mina' },
    changes: changes as never,
  }
}

/** An update of each kind of entity. */
const updates = (dataOf: (type: EntityType) => object) =>
  entityTypes.map((entity_type) => {
    const entity_id = String(entities[entity_type].example.id)
    return { entity_type, entity_id, action: 'update', data: dataOf(entity_type) }
  })

test('a stored base is read as it was written', () => {
  expect(baseOfStored(structuredClone(storedBase(base)))).toEqual(base)
})

describe('from an older version', () => {
  test('[SY111] a stored floor without some fields is the floor of a full sync', () => {
    expect(baseOfStored(olderBase())).toEqual(base)
  })

  test('[SY111] a full sync of an older server gets the defaults', () => {
    expect(baseOf(olderBase())).toEqual(base)
  })

  test('[SY111] a frame of an older server gets the defaults, in the floor and in its changes', () => {
    const older = applyFrame(base, frameWith(updates(olderEntity)))
    expect(older).toEqual(applyFrame(base, frameWith(updates(newEntity))))
    expect(older).toMatchObject({ outcome: 'applied', changes: updates(newEntity) })
  })

  test.each(listedTypes)('[SY111] a stored floor without the list of each %s needs a full sync', (type) => {
    expect(baseOfStored(withoutList(storedBase(base), type))).toBeUndefined()
  })

  test('[SY111] a full sync without lists is read as a floor without those entities', () => {
    const full = listedTypes.reduce(
      withoutList,
      storedBase({ ...base, floor: emptyFloor(base.floor.restaurant, base.floor) }),
    )
    expect(readServerMessage(JSON.stringify({ type: 'full_sync', ...full }))).toEqual({ type: 'full_sync', ...full })
    expect(baseOf(full).floor).toEqual(emptyFloor(base.floor.restaurant, base.floor))
  })

  test('[SY111] a device with the floor of an older app version shows the same without a network', async () => {
    const { server, signedIn } = openDevices()
    const storage = memoryStorage()
    const device = await signedIn({ storage })
    await finished(server, device.client.run(...newParty('Ada')))
    await finished(server, device.client.close())
    device.network.isUp = false
    const asOlder = (stored: StoredBase | undefined): StoredBase | undefined =>
      stored && { ...stored, guests: stored.guests.map(({ endedReason: _, ...guest }) => guest as never) }
    const readBase = async (scope: string) => asOlder(await storage.readBase(scope))
    const again = await device.reopen({ storage: { ...storage, readBase } })
    expect(again.client.view).toEqual(server.restaurant.floor)
  })
})

describe('from a newer version', () => {
  const unknown = { entity_type: 'shift', entity_id: 's', action: 'create', data: { id: 's' } }

  test('[SY111] changes of an unknown kind of entity are left out, and the base reaches the version', () => {
    const frame = frameWith([unknown, ...updates(newEntity)])
    expect(readServerMessage(JSON.stringify(frame))).toEqual(frame)
    const result = applyFrame(base, frame)
    expect(result).toMatchObject({ outcome: 'applied', changes: updates(newEntity), base: { floor: { version: 8 } } })
  })

  test('a transaction with an unknown kind of entity is not kept for an undo, which could only show a part', () => {
    expect(applyFrame(base, frameWith([unknown, ...updates(newEntity)]))).toMatchObject({ transaction: undefined })
  })
})

test('[SY111] a device with a stored floor that lacks a kind of entity takes a full sync', async () => {
  const { server, signedIn } = openDevices()
  const storage = memoryStorage()
  const device = await signedIn({ storage })
  await finished(server, device.client.run('section.create', { name: 'Terrace', color: '#00aa00' }))
  await finished(server, device.client.close())
  const readBase = async (scope: string) => {
    const stored = await storage.readBase(scope)
    return stored && withoutList(stored, 'section')
  }
  const again = await device.reopen({ storage: { ...storage, readBase } })
  await level(server, again)
  expect(again.client.view).toEqual(server.restaurant.floor)
})
