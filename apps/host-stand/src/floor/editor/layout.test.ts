import { contentOf, openFloor } from '@qtable/domain/testing'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { editHistory, redone, stepped, undone } from './edit-history.ts'
import {
  copiesOf,
  duplicateNumbers,
  type Layout,
  layoutOf,
  nextNumber,
  withCombination,
  withoutCombination,
  withoutSection,
  withoutTable,
  withSection,
  withTable,
} from './layout.ts'
import { layoutCommands } from './layout-diff.ts'
import { rebase } from './layout-rebase.ts'
import { snapAngle, snapTable } from './snap.ts'

function openEdited() {
  const floor = openFloor({ tables: [2, 4, 4, 6] })
  const [a, b, c, d] = floor.tableIds
  const section = floor.run('section.create', { name: 'Window' }).created('section')
  for (const tableId of [a, b]) floor.run('table.update', { tableId, sectionId: section.id })
  floor.run('combination.create', { name: '1 + 2', tableIds: [a, b], capacity: 5 })
  floor.run('combination.create', { name: '3 + 4', tableIds: [c, d], capacity: 9 })
  return floor
}

// An edit as numbers: its kind and its target.
function edited(layout: Layout, [kind, i, j]: readonly [number, number, number], newId: () => string): Layout {
  const tables = [...layout.tables.values()]
  const sections = [...layout.sections.values()]
  const combinations = [...layout.combinations.values()]
  const table = tables[i % Math.max(1, tables.length)]
  const other = tables[j % Math.max(1, tables.length)]
  const section = sections[i % Math.max(1, sections.length)]
  const combination = combinations[i % Math.max(1, combinations.length)]
  switch (kind % 11) {
    case 0:
      return table ? withTable(layout, { ...table, position: { x: i * 10, y: j * 10 }, rotation: j }) : layout
    case 1:
      // Two tables swap their numbers.
      if (!table || !other || table === other) return layout
      return withTable(withTable(layout, { ...table, tableNumber: other.tableNumber }), {
        ...other,
        tableNumber: table.tableNumber,
      })
    case 2:
      return table ? copiesOf(layout, [table.id], newId).reduce(withTable, layout) : layout
    case 3:
      return table ? withoutTable(layout, table.id) : layout
    case 4:
      return withSection(layout, { id: newId(), name: `Section ${i}`, color: '#64748b', serverName: null })
    case 5:
      return section ? withoutSection(layout, section.id) : layout
    case 6:
      return table ? withTable(layout, { ...table, sectionId: section?.id ?? null }) : layout
    case 7:
      if (!combination || !table || !other || table === other) return layout
      if (combinations.some(({ tableIds }) => [...tableIds].sort().join() === [table.id, other.id].sort().join()))
        return layout
      return withCombination(layout, { ...combination, tableIds: [table.id, other.id] })
    case 8:
      // Two combinations swap their tables.
      if (combinations.length < 2 || !combination) return layout
      return swapped(layout, combination, combinations[(i + 1) % combinations.length] ?? combination)
    case 9:
      return combination ? withoutCombination(layout, combination.id) : layout
    default:
      // A new table takes the number of a table that gets another one.
      if (!table) return layout
      return withTable(withTable(layout, { ...table, tableNumber: `N${i} ${j}` }), { ...table, id: newId() })
  }
}

function swapped(layout: Layout, a: { id: string }, b: { id: string }): Layout {
  const [one, two] = [layout.combinations.get(a.id), layout.combinations.get(b.id)]
  if (!one || !two) return layout
  return withCombination(withCombination(layout, { ...one, tableIds: two.tableIds }), {
    ...two,
    tableIds: one.tableIds,
  })
}

const edits = fc.array(fc.tuple(fc.nat(20), fc.nat(9), fc.nat(9)), { maxLength: 12 })

test('a save turns the floor into exactly the edited layout, as one batch', () => {
  fc.assert(
    fc.property(edits, (steps) => {
      const floor = openEdited()
      const start = layoutOf(floor.floor)
      const wanted = steps.reduce((layout, step) => edited(layout, step, floor.newId), start)
      fc.pre(duplicateNumbers(wanted).size === 0)
      const commands = layoutCommands(start, wanted)
      if (commands.length > 0) {
        const transaction = floor.decideUnit(
          { kind: 'batch', commands: commands.map(({ type, payload }) => floor.prepared([type, payload])) },
          'manager',
        )
        if (transaction) floor.batch(commands.map(({ type, payload }) => [type, payload] as const))
      }
      expect(byId(layoutOf(floor.floor))).toEqual(byId(wanted))
      expect(layoutCommands(layoutOf(floor.floor), wanted)).toEqual([])
    }),
    { numRuns: 1000 },
  )
})

function byId(layout: Layout) {
  return Object.fromEntries(Object.entries(layout).map(([kind, rows]) => [kind, Object.fromEntries(rows)]))
}

test('unchanged fields are not sent', () => {
  const floor = openEdited()
  const start = layoutOf(floor.floor)
  const table = [...start.tables.values()][0] ?? expect.fail('no table')
  expect(layoutCommands(start, layoutOf(floor.floor))).toEqual([])
  expect(layoutCommands(start, withTable(start, { ...table, rotation: 45 }))).toEqual([
    { type: 'table.update', payload: { tableId: table.id, rotation: 45 } },
  ])
})

test('changes by others are kept, and conflicts are listed', () => {
  const floor = openEdited()
  const [a = '', b = ''] = floor.tableIds
  const start = layoutOf(floor.floor)
  const [first, second] = [start.tables.get(a), start.tables.get(b)]
  if (!first || !second) expect.fail()
  const mine = withTable(withTable(start, { ...first, rotation: 45 }), { ...second, capacity: 8 })
  floor.run('table.update', { tableId: a, capacity: 3 })
  floor.run('table.update', { tableId: b, capacity: 10 })
  const { layout, conflicts } = rebase(start, mine, floor.floor)
  expect(layout.tables.get(a)).toMatchObject({ rotation: 45, capacity: 3 })
  expect(layout.tables.get(b)).toMatchObject({ capacity: 8 })
  expect(conflicts).toEqual([{ kind: 'tables', id: b, name: '2', what: 'changed' }])
})

test('editing the floor does not move seated parties', () => {
  const floor = openEdited()
  const start = layoutOf(floor.floor)
  floor.seated([0])
  const before = contentOf(floor.floor)
  const { layout, conflicts } = rebase(start, start, floor.floor)
  expect(layoutCommands(layoutOf(floor.floor), layout)).toEqual([])
  expect(conflicts).toEqual([])
  expect(contentOf(floor.floor)).toEqual(before)
})

test('edits can be undone and redone, and a drag is one edit', () => {
  let history = editHistory('a')
  history = stepped(history, 'b', 'move 1')
  history = stepped(history, 'c', 'move 1')
  history = stepped(history, 'd', 'move 2')
  expect(undone(history).present).toBe('c')
  expect(undone(undone(history)).present).toBe('a')
  expect(redone(undone(undone(history))).present).toBe('c')
  expect(undone(editHistory('a')).present).toBe('a')
})

test('a dragged table aligns with another one, otherwise with the grid', () => {
  const at = (x: number, y: number) => ({ position: { x, y }, size: { width: 80, height: 80 }, rotation: 0 })
  expect(snapTable(at(103, 304), [at(100, 0)], 6)).toEqual({
    position: { x: 100, y: 300 },
    guides: { x: 100, y: undefined },
  })
  expect(snapAngle(38)).toBe(45)
  expect(snapAngle(-200)).toBe(165)
})

test('a new table gets an unused number', () => {
  const layout = layoutOf(openEdited().floor)
  expect(nextNumber(layout)).toBe('5')
  expect(duplicateNumbers(layout).size).toBe(0)
})
