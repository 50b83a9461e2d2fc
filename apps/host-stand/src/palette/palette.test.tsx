import { fireEvent, screen, waitFor } from '@testing-library/react'
import { beforeAll, expect, test } from 'vitest'
import { sheetNow } from '../shell/open-sheet.ts'
import { Rail } from '../shell/rail.tsx'
import { openStandScreen } from '../testing/stand-screen.tsx'
import { Palette } from './palette.tsx'
import { useShortcuts } from './use-shortcuts.ts'

beforeAll(() => {
  // jsdom has no layout to scroll.
  Element.prototype.scrollIntoView = () => {}
})

function Keys() {
  useShortcuts()
  return null
}

function RailWithKeys() {
  useShortcuts()
  return <Rail part={undefined} />
}

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

test('keys pressed before the palette has loaded go into it, and to no shortcut', async () => {
  const { show } = await openStandScreen({ tables: [4] })
  show(<Keys />)
  fireEvent.keyDown(document.body, { key: 'k', ctrlKey: true })
  // `n` would open the form of a new party, `2` the timeline.
  for (const key of ['n', 'x', 'Backspace', '2']) fireEvent.keyDown(document.body, { key })
  expect(sheetNow()).toBeUndefined()
  expect(location.pathname).toBe('/')
  show(<Palette />)
  expect(screen.getByRole('combobox')).toHaveProperty('value', 'n2')
  fireEvent.keyDown(screen.getByRole('combobox'), { key: 'Escape' })
})

test('a key leads to the line and to the next parties, with the focus on the first row', async () => {
  const { show, run } = await openStandScreen({ tables: [4] })
  await run('guest.create', { name: 'Okafor', partySize: 2 })
  show(<RailWithKeys />)
  fireEvent.keyDown(document.body, { key: 'l' })
  await waitFor(() => expect(document.activeElement?.textContent).toContain('Okafor'))
  fireEvent.keyDown(document.body, { key: 'r' })
  await waitFor(() => expect(document.activeElement).toHaveProperty('dataset.rail', 'next'))
})
