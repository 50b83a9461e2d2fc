import { fireEvent, screen } from '@testing-library/react'
import { beforeAll, expect, test } from 'vitest'
import { openStandScreen } from '../testing/stand-screen.tsx'
import { Palette } from './palette.tsx'

beforeAll(() => {
  // jsdom has no layout to scroll.
  Element.prototype.scrollIntoView = () => {}
})

test('people are found as they are typed: folded, by part of a name, by phone, and the best match first', async () => {
  const { show, run } = await openStandScreen({ tables: [4] })
  await run('guest.create', { name: 'Anna Müller', partySize: 2, phone: '+4930123456' })
  await run('guest.create', { name: 'Mueller', partySize: 3 })
  await run('guest.create', { name: 'O’Neill', partySize: 4 })
  show(<Palette />)
  const found = (text: string) => {
    fireEvent.change(screen.getByRole('combobox'), { target: { value: text } })
    return screen.queryAllByRole('option').map((option) => option.textContent)
  }
  const names = (text: string) => found(text).map((label) => label?.split(' · ')[0])
  expect(names('müller')).toEqual(['Mueller', 'Anna Müller'])
  expect(names('oneill')).toEqual(['O’Neill'])
  expect(names('ller')).toEqual(['Anna Müller', 'Mueller'])
  expect(names('030 123456')).toEqual(['Anna Müller'])
  expect(found('table 1')[0]).toContain('Table 1')
})
