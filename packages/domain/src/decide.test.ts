import { expect, test } from 'vitest'
import type { Command } from './command.ts'
import { decide, type Unit } from './decide.ts'
import type { Problem } from './problems.ts'
import { commands, commandTypes, prepareCommand } from './registry.ts'
import { type Role, roles } from './roles.ts'
import { type Operation, openFloor, problemOf } from './testing/open-floor.ts'

test('a transaction says who did what, and is named by its unit', () => {
  const floor = openFloor()
  const done = floor.run('guest.create', { partySize: 2 }, { role: 'host' })
  const [commandId] = done.commandIds
  expect(done).toMatchObject({
    version: 3,
    at: floor.clock.now,
    actor: { id: '00000000-0000-7000-8000-00000000aaaa', name: 'Ona' },
    command: 'guest.create',
    commandIds: [commandId],
    role: 'host',
    atomic: false,
    forced: false,
  })
  expect(done.actor).not.toHaveProperty('role')
})

test('[I9] a batch is one version, with the highest role that its commands need', () => {
  const floor = openFloor()
  const before = floor.floor.version
  const done = floor.batch([
    ['table.setStatus', { tableId: floor.tableIds[0], status: 'cleaning' }],
    ['section.create', { name: 'Terrace' }],
    ['guest.create', { partySize: 2 }],
  ])
  expect(done).toMatchObject({ version: before + 1, command: 'batch', role: 'manager', atomic: true })
  expect(new Set(done.commandIds).size).toBe(3)
  for (const { data } of done.changes) expect(data?.version).toBe(before + 1)
})

test('[I9] a batch with failing operations does nothing and lists each of them', () => {
  const floor = openFloor({ tables: [4, 4] })
  const taken = floor.seated([0], { name: 'Ada' })
  const guestId = floor.party()
  const before = floor.floor
  const problem = floor.batchRefusal([
    ['guest.update', { guestId, name: 'Grace' }],
    ['guest.seat', { guestId, tableIds: [floor.tableIds[0]] }],
    ['guest.seat', { guestId, tableIds: [floor.tableIds[1]] }],
    ['guest.delete', { guestId: floor.newId() }],
    ['guest.create', { partySize: 2, status: 'finished' }],
  ])
  expect(problem).toMatchObject({
    code: 'table_occupied',
    current: { guestId: taken },
    operations: [
      { index: 1, code: 'table_occupied', current: { guestId: taken } },
      { index: 3, code: 'not_found' },
      { index: 4, code: 'validation_failed', errors: [{ path: 'payload.status' }] },
    ],
  })
  expect(problem.detail).toContain('3 of 5 operations')
  expect(floor.floor).toBe(before)
})

test('an operation that fails halfway leaves nothing for the ones behind it', () => {
  const floor = openFloor({ tables: [4, 4] })
  const [a] = floor.tableIds
  const guestId = floor.party()
  // The first writes a guest before its table turns out not to be there; the second must find the id free.
  const id = floor.newId()
  const problem = floor.batchRefusal([
    ['guest.create', { id, partySize: 2, tableIds: [floor.newId()] }],
    ['guest.create', { id, partySize: 2, tableIds: [a] }],
    ['guest.seat', { guestId, tableIds: [a] }],
  ])
  expect(problem.operations?.map(({ index, code }) => [index, code])).toEqual([
    [0, 'not_found'],
    [2, 'table_occupied'],
  ])
})

test('operations of a batch see what the ones before them did', () => {
  const floor = openFloor()
  const [id, tableId] = [floor.newId(), floor.newId()]
  const done = floor.batch([
    ['table.create', { id: tableId, tableNumber: '9', capacity: 2 }],
    ['guest.create', { id, partySize: 3 }],
    ['guest.seat', { guestId: id, tableIds: [tableId], force: true }],
  ])
  expect(done.forced).toBe(true)
  expect(done.changes.map(({ action }) => action)).toEqual(['create', 'create'])
  expect(floor.guest(id)?.status).toBe('seated')
})

test('what ends where it began is no change, and a unit of nothing but that is no transaction', () => {
  const floor = openFloor()
  const guestId = floor.party({ name: 'Ada' })
  const there: Operation = ['guest.update', { guestId, name: 'Grace' }]
  const back: Operation = ['guest.update', { guestId, name: 'Ada' }]
  const unit = { kind: 'batch' as const, commands: [there, back].map(floor.prepared) }
  expect(floor.decideUnit(unit, 'host')).toBeUndefined()
  const passing: Operation[] = [
    ['guest.create', { id: floor.newId(), partySize: 2 }],
    ['table.setStatus', { tableId: floor.tableIds[0], status: 'cleaning' }],
  ]
  const guest = passing[0]?.[1] as { id: string }
  const done = floor.batch([...passing, ['guest.delete', { guestId: guest.id }]])
  expect(done.changes.map(({ entity_type }) => entity_type)).toEqual(['table'])
  expect(floor.decideUnit({ kind: 'batch', commands: [] }, 'host')).toBeUndefined()
})

test('[I13] a precondition holds for the version that it names, and tells what is there instead', () => {
  const floor = openFloor()
  const guestId = floor.party()
  const { version = 0 } = floor.guest(guestId) ?? {}
  const unit = (at: number, entityId = guestId): Omit<Unit, 'id'> => ({
    kind: 'change',
    commands: [floor.prepared(['guest.update', { guestId, name: 'Ada' }])],
    precondition: { entityType: 'guest', entityId, version: at },
  })
  expect(floor.decideUnit(unit(version), 'host')).toBeDefined()
  const stale = problemOf(() => floor.decideUnit(unit(version - 1), 'host'))
  expect(stale).toMatchObject({ code: 'version_conflict', current: { id: guestId, version } })
  expect(problemOf(() => floor.decideUnit(unit(version, floor.newId()), 'host')).code).toBe('not_found')
})

test('what is no problem but a bug passes through a batch as it is', () => {
  const floor = openFloor()
  const broken = { ...floor.prepared(['guest.create', { partySize: 2 }]), run: () => JSON.parse('{') }
  expect(() => floor.decideUnit({ kind: 'batch', commands: [broken] }, 'owner')).toThrow(SyntaxError)
})

const least: Record<string, Role> = {
  'guest.update': 'host',
  'table.setStatus': 'server',
  'table.clear': 'server',
  'table.seat': 'host',
}
for (const type of commandTypes) {
  const manager = /^(table|section|combination|restaurant)\.|import$/.test(type)
  const needed = least[type] ?? (manager ? 'manager' : 'host')
  test(`${type} needs the role ${needed} or one that includes it`, () => {
    const floor = openFloor()
    const fake = { ...floor.prepared(['guest.create', { partySize: 2 }]), role: commands[type].role }
    for (const role of roles) {
      const decided = () => floor.decideUnit({ kind: 'change', commands: [fake] }, role)
      if (roles.indexOf(role) <= roles.indexOf(needed)) expect(decided()?.role).toBe(needed)
      else expect(problemOf(decided).code).toBe('forbidden')
    }
  })
}

test('a command that is not there, or is the system’s own, is refused with those that are', () => {
  const unknown = (type: string, paths?: { type: string }): Problem =>
    problemOf(() => prepareCommand({ id: 'x', type, payload: {} } satisfies Command, paths))
  for (const type of ['guest.explode', '', '__proto__', 'constructor', 'serviceDay.close']) {
    expect(unknown(type)).toMatchObject({ code: 'validation_failed', errors: [{ path: 'type' }] })
  }
  expect(unknown('x', { type: 'operations.3.type' }).errors?.[0]?.path).toBe('operations.3.type')
  expect(commandTypes).not.toContain('serviceDay.close')
})

test('a field that only the floor shows to be wrong is named from the same root as one of the wrong form', () => {
  const floor = openFloor()
  const at = (payload: string) => {
    const command = {
      id: floor.newId(),
      type: 'table.update',
      payload: { tableId: floor.tableIds[0], minPartySize: 9 },
    }
    const prepared = prepareCommand(command, { payload })
    return problemOf(() => floor.decideUnit({ kind: 'change', commands: [prepared] }, 'owner'))
  }
  expect(at('').errors).toEqual([{ path: 'minPartySize', message: 'must not be larger than the capacity' }])
  expect(at('tables.2')).toMatchObject({
    detail: 'tables.2.minPartySize: must not be larger than the capacity',
    errors: [{ path: 'tables.2.minPartySize' }],
  })
})

test('two decisions on one floor are the same, and neither touches it', () => {
  const floor = openFloor()
  const guestId = floor.party()
  const command = prepareCommand({ id: 'c', type: 'guest.seat', payload: { guestId, tableIds: floor.tableIds } })
  const actor = { id: 'a', name: 'Ona', role: 'host' as const }
  const context = {
    now: floor.clock.now,
    actor,
    newId: floor.newId,
    recall: floor.recall,
    lastEdit: () => undefined,
    wasDeleted: () => false,
  }
  const decided = () => decide(floor.floor, { id: 'u', kind: 'change', commands: [command] }, context)
  expect(decided()).toEqual(decided())
  expect(floor.guest(guestId)?.status).toBe('waiting')
})
