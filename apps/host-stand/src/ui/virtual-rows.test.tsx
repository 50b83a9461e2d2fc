import { render, screen, waitFor } from '@testing-library/react'
import { expect, test } from 'vitest'
import { VirtualRows } from './virtual-rows.tsx'

const parties = (count: number) => Array.from({ length: count }, (_, i) => `Party ${i + 1}`)
const row = (name: string) => <li key={name}>{name}</li>

test('a short list is drawn whole, a long one only as far as it is on the screen', async () => {
  const shown = render(<VirtualRows items={parties(40)} row={row} keyOf={(name) => name} rowPx={70} />)
  expect(screen.getAllByRole('listitem')).toHaveLength(40)
  shown.rerender(<VirtualRows items={parties(352)} row={row} keyOf={(name) => name} rowPx={70} />)
  screen.getByText('Party 1')
  await waitFor(() => expect(screen.getByRole('list').style.paddingBottom).toMatch(/\d{5}px/))
  expect(screen.getAllByRole('listitem').length).toBeLessThan(40)
})
