import { randomUUID } from 'node:crypto'
import { expect } from 'vitest'
import { registerStandRestaurant } from './stand.ts'

/** Names that break layouts: long, double, from right to left, in Chinese and Japanese, of one letter, without a space. */
export const hardNames = [
  'Maximiliane von der Heide',
  'Hadiza Abdullahi-Okonkwo',
  'عبد الرحمن الخطيب',
  'יעקב בן־דוד',
  '欧阳若曦',
  '佐々木健太郎',
  'Nguyễn Thị Minh Khai',
  'O',
  'Wolfeschlegelsteinhausen',
  'Patrick Delacroix-Dubois',
  'Þórbjörg Sigurðardóttir',
  'Olivia Ortiz',
] as const

const minuteMs = 60_000
const tablesInARow = 10

// As they are named in real rooms; the first ones are the ones that parties sit at.
const tableNumbers = [
  ...Array.from({ length: 40 }, (_, i) => String(i + 1)),
  ...Array.from({ length: 12 }, (_, i) => `Mezzanine ${i + 3}`),
  ...Array.from({ length: 6 }, (_, i) => `Patio ${i + 1}`),
  'Bar',
  'Chef’s counter',
]

interface TimedCommand {
  id: string
  type: string
  payload: Record<string, unknown>
  at: string
}

/**
 * A restaurant on its fullest evening: 60 tables of which 46 are taken, 200 parties, 60 reservations of which some have
 * arrived, and all the names, tags and notes that real evenings bring.
 */
export async function openHardEvening() {
  const house = await registerStandRestaurant({ capacities: [] })
  const now = Math.floor(Date.now() / 1000) * 1000
  const sections = ['Window', 'Hall of mirrors', 'Mezzanine & patio'].map((name, i) => ({
    ...{ id: randomUUID(), name, serverName: ['Ines', 'Marek', 'Yuki'][i] },
    color: ['#3b82f6', '#f59e0b', '#10b981'][i],
  }))
  const tableIds: string[] = tableNumbers.map(() => randomUUID())
  const commands: TimedCommand[] = []
  const run = (minutesAgo: number, type: string, payload: Record<string, unknown>) =>
    commands.push({ id: randomUUID(), type, payload, at: new Date(now - minutesAgo * minuteMs).toISOString() })

  for (const section of sections) run(200, 'section.create', section)
  for (const [i, tableNumber] of tableNumbers.entries()) {
    const [shape, width] = [['square', 80] as const, ['round', 84] as const, ['rectangle', 100] as const][i % 3] ?? []
    const position = {
      x: 40 + (i % tablesInARow) * 122,
      y: 50 + Math.floor(i / tablesInARow) * 122 + (i < 20 ? 0 : i < 40 ? 40 : 80),
    }
    const capacity = [2, 4, 6, 2, 8][i % 5]
    const sectionId = sections[i < 20 ? 0 : i < 40 ? 1 : 2]?.id
    run(199, 'table.create', {
      ...{ id: tableIds[i], tableNumber, capacity, shape, position, sectionId },
      size: { width, height: 80 },
    })
  }
  run(198, 'combination.create', { name: '39 + 40', tableIds: tableIds.slice(38, 40), capacity: 9 })

  // Bookings come first: parties sit down at promised tables all the same.
  const nextQuarter = Math.ceil(now / (15 * minuteMs)) * 15 * minuteMs
  for (let i = 0; i < 60; i += 1) {
    const id = randomUUID()
    run(190 - i, 'reservation.create', {
      ...{ id, name: hardNames[i % hardNames.length], partySize: 2 + (i % 7), ...known(i) },
      startsAt: new Date(nextQuarter + ((i % 16) * 15 - 15) * minuteMs).toISOString(),
      durationMinutes: 90,
      tableIds: i % 4 === 3 ? [] : [tableIds[i % 60]],
      phone: `+4930${901000 + i}`,
      force: true,
    })
    if (i % 16 < 2 && i < 40) run(4, 'reservation.arrive', { reservationId: id })
  }
  // Seated parties, most of them long since; three sit at several tables.
  const joined = [tableIds.slice(44, 47), tableIds.slice(52, 54), tableIds.slice(12, 14)]
  for (let i = 0; i < 46; i += 1) {
    const own = tableIds[i] ?? ''
    const at = joined.find((ids) => ids.includes(own)) ?? [own]
    if (at[0] !== own) continue
    const id = randomUUID()
    const since = 4 + ((i * 7) % 126)
    run(since, 'guest.create', {
      ...{ id, name: hardNames[(i + 3) % hardNames.length], partySize: at.length > 1 ? 9 : 1 + (i % 8), ...known(i) },
      ...{ status: 'seated', tableIds: at, force: true },
    })
    const course = [undefined, 'ordered', 'mains', 'dessert', 'check'][i % 5]
    if (course) run(3, 'guest.update', { guestId: id, course })
  }
  for (let i = 0; i < 154; i += 1) {
    const id = randomUUID()
    const since = 1 + ((i * 3) % 95)
    run(since, 'guest.create', {
      ...{ id, name: hardNames[(i + 5) % hardNames.length], partySize: 1 + (i % 9), ...known(i + 1) },
      ...(i % 3 === 2 ? {} : { quotedMinutes: 10 + (i % 6) * 10 }),
      phone: `+4930${900000 + i}`,
    })
    if (i % 9 === 4) run(0, 'guest.setStatus', { guestId: id, status: 'notified' })
    if (i % 15 === 7) run(0, 'guest.setStatus', { guestId: id, status: 'left' })
  }
  // Nobody is booked at the one that is blocked.
  for (const [i, status] of ['cleaning', 'blocked', 'reserved'].entries()) {
    run(0, 'table.setStatus', { tableId: tableIds[54 + i], status })
  }

  commands.sort((a, b) => (a.at < b.at ? -1 : a.at > b.at ? 1 : 0))
  for (let from = 0; from < commands.length; from += 100) {
    const operations = commands.slice(from, from + 100)
    const { results } = (await house.call('POST', '/sync/batch', { operations })) as { results: { error?: object }[] }
    expect(results.flatMap(({ error }) => error ?? [])).toEqual([])
  }
  return { ...house, tableIds }
}

// What is known of a party: some have an allergy, some are VIPs, some are both and more.
function known(i: number): { tags: string[]; notes: string } {
  const tags = [['nut allergy', 'VIP'], ['VIP'], [], ['allergy'], [], ['birthday', 'high chair', 'regular', 'VIP'], []]
  return {
    tags: tags[i % 7] ?? [],
    notes: i % 5 === 0 ? 'Shellfish allergy; would like the terrace if it stays dry' : '',
  }
}
