import { Problem, problemCodes } from '@qtable/domain'
import { openFloor } from '@qtable/domain/testing'
import { expect, test } from 'vitest'
import { sentenceOf } from '../commands/problem-sentence.ts'
import { words } from '../words.ts'

const codes = problemCodes

test.each(codes)('%s is a sentence, also where nothing more is known', (code) => {
  const said = words.problems(code, {})
  expect(said).toMatch(/^[A-Z].*\.$/)
  expect(said).not.toMatch(/undefined|null|\bNaN\b|_/)
})

function refusal(run: () => unknown): Problem {
  try {
    run()
  } catch (problem) {
    if (problem instanceof Problem) return problem
  }
  throw new Error('It was not refused')
}

test('a refusal names the table, the party and its size', () => {
  const floor = openFloor({ tables: [4, 2] })
  floor.seated([0], { name: 'Okafor', partySize: 4 })
  const guestId = floor.party({ name: 'Ada', partySize: 3 })
  const say = (run: () => unknown) => sentenceOf(refusal(run), floor.floor)
  const seat = (index: number) => () => floor.decideOne('guest.seat', { guestId, tableIds: [floor.tableIds[index]] })
  expect(say(seat(0))).toBe('Table 1 was just given to Okafor, a party of 4.')
  expect(say(seat(1))).toBe('A party of 3 does not fit at table 2, which seats 2.')
  floor.run('table.setStatus', { tableId: floor.tableIds[1], status: 'blocked' })
  expect(say(seat(1))).toBe('Table 2 is blocked. Open it first, or choose another.')
  floor.run('guest.setStatus', { guestId, status: 'left' })
  expect(say(() => floor.decideOne('guest.setStatus', { guestId, status: 'notified' }))).toBe('Ada is already gone.')
})

test('a walk-in is not named', () => {
  const current = { tableNumber: '12', guestName: 'Walk-in', partySize: 4 }
  const problem = new Problem('table_occupied', 'taken', { current })
  expect(sentenceOf(problem, undefined)).toBe('Table 12 was just given to another party of 4.')
})

test('the time of a reservation in the way is in the restaurant’s time zone', () => {
  const floor = openFloor({ tables: [4] })
  const startsAt = '2026-05-01T18:00:00.000Z'
  floor.booking({ name: 'Lovelace', startsAt, tableIds: floor.tableIds })
  const problem = refusal(() =>
    floor.decideOne('reservation.create', { name: 'Ada', partySize: 2, startsAt, tableIds: floor.tableIds }),
  )
  const { timezone } = floor.floor.restaurant
  const clock = new Intl.DateTimeFormat('en-US', { hour: 'numeric', minute: '2-digit', timeZone: timezone })
  expect(sentenceOf(problem, floor.floor)).toBe(
    `Table 1 is promised to Lovelace at ${clock.format(new Date(startsAt))}.`,
  )
})

test('a booked table is not deleted, and its booking is named', () => {
  const floor = openFloor({ tables: [4] })
  const startsAt = '2026-05-01T18:00:00.000Z'
  floor.booking({ name: 'Lovelace', startsAt, tableIds: floor.tableIds })
  const problem = refusal(() => floor.decideOne('table.delete', { tableId: floor.tableIds[0] }))
  expect(sentenceOf(problem, floor.floor)).toMatch(
    /^Lovelace is booked there at .*\d\d.*\. Give them another table first\.$/,
  )
})

test('an invalid field says what to do about it', () => {
  const floor = openFloor({ tables: [4] })
  const booking = { name: 'Ada', partySize: 2, startsAt: '2026-05-01T18:00:00Z' }
  const say = (fields: object) =>
    sentenceOf(
      refusal(() => floor.decideOne('reservation.create', { ...booking, ...fields })),
      floor.floor,
    )
  const ownNumber = refusal(() => floor.decideOne('restaurant.update', { phone: '12' }))
  expect(sentenceOf(ownNumber, floor.floor)).toBe('That is no phone number. One from abroad begins with +.')
  expect(say({ startsAt: '2026-04-01T18:00:00Z' })).toMatch(/^That booking is for .*20:00|8:00/)
  expect(say({ startsAt: '2029-04-01T18:00:00Z' })).toMatch(/^A booking is for today or later/)
  expect(words.problems('validation_failed', { field: 'email' })).toBe('That is no email address.')
  expect(words.problems('validation_failed', { field: 'tags' })).toBe('A party has 20 short tags at most.')
})

test('a password that is too easy is told why', () => {
  const message = 'is among the passwords that are tried first; choose another one'
  expect(words.problems('validation_failed', { field: 'new_password', message })).toBe(
    'That password is too easy to guess. Choose another one.',
  )
  expect(words.problems('validation_failed', { field: 'password', message: 'Too small' })).toBe(
    'A password has at least 8 characters.',
  )
})
