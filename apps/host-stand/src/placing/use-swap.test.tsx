import { act, fireEvent, screen } from '@testing-library/react'
import { expect, test } from 'vitest'
import { AskAnyway } from '../commands/ask-anyway.tsx'
import { lastDone, useAct } from '../commands/use-act.ts'
import { openStandScreen } from '../testing/stand-screen.tsx'
import { swapsWith, useSwap } from './use-swap.ts'

function Swapping({ guestId, otherId }: { guestId: string; otherId: string }) {
  const swap = useSwap()
  const { undo } = useAct()
  return (
    <>
      <button type="button" onClick={() => swap(guestId, otherId)}>
        Drop
      </button>
      <button type="button" onClick={() => undo(lastDone() ?? '')}>
        Take back
      </button>
      <AskAnyway />
    </>
  )
}

async function openTwo({ tables, sizes }: { tables: number[]; sizes: [number, number] }) {
  const stand = await openStandScreen({ tables })
  const sit = (name: string, partySize: number, tableIds: string[]) =>
    stand.run('guest.create', { name, partySize, status: 'seated', tableIds })
  const [first = '', second = '', ...joined] = stand.tableIds
  const okafor = await sit('Okafor', sizes[0], [first])
  const sato = await sit('Sato', sizes[1], [second, ...joined])
  stand.show(<Swapping guestId={okafor} otherId={sato} />)
  const at = (id: string) => stand.guest(id)?.tableIds.map((tableId) => stand.tableIds.indexOf(tableId) + 1)
  return { ...stand, okafor, sato, at }
}

const tap = (name: string) => act(async () => fireEvent.click(screen.getByRole('button', { name })))

test('two seated parties swap all their tables after one question, and one undo takes both back', async () => {
  const { client, okafor, sato, at } = await openTwo({ tables: [4, 2, 2], sizes: [4, 4] })
  const before = client.pending.length
  await tap('Drop')
  screen.getByText('Swap Okafor and Sato?')
  screen.getByText('Okafor goes to tables 2 + 3, Sato to table 1.')
  expect(at(okafor)).toEqual([1])
  await tap('Swap')
  expect([at(okafor), at(sato)]).toEqual([[2, 3], [1]])
  expect(client.pending.length - before).toBe(1)
  expect(client.pending.at(-1)?.mutation.commands.map(({ type }) => type)).toEqual(['guest.move', 'guest.move'])
  await tap('Take back')
  expect([at(okafor), at(sato)]).toEqual([[1], [2, 3]])
})

test('Cancel leaves both where they sit', async () => {
  const { client, okafor, sato, at } = await openTwo({ tables: [4, 4], sizes: [4, 2] })
  await tap('Drop')
  await tap('Cancel')
  expect([at(okafor), at(sato)]).toEqual([[1], [2]])
  expect(client.pending).toEqual([])
})

test('a party that does not fit is in the question, and moves by force only where the host says so', async () => {
  const { client, okafor, sato, at } = await openTwo({ tables: [6, 2], sizes: [6, 2] })
  await tap('Drop')
  screen.getByText('2 seats for 6')
  expect(screen.queryByRole('button', { name: 'Swap' })).toBeNull()
  await tap('Swap anyway')
  expect([at(okafor), at(sato)]).toEqual([[2], [1]])
  const payloads = client.pending.at(-1)?.mutation.commands.map(({ payload }) => payload)
  expect(payloads).toMatchObject([{ force: true }, {}])
  expect(payloads?.[1]).not.toHaveProperty('force')
})

test('only a seated party swaps, and not with itself or with an empty table', async () => {
  const { client, run, okafor, tableIds } = await openTwo({ tables: [4, 4], sizes: [4, 4] })
  const waiting = await run('guest.create', { name: 'Moreau', partySize: 2 })
  const floor = client.view
  if (!floor) throw new Error('there is no floor')
  const other = (guestId: string, tableId?: string) => swapsWith(floor, { kind: 'guest', guestId }, tableId)?.name
  expect(other(okafor, tableIds[1])).toBe('Sato')
  expect([other(okafor, tableIds[0]), other(okafor), other(waiting, tableIds[1])]).toEqual([
    undefined,
    undefined,
    undefined,
  ])
  expect(swapsWith(floor, { kind: 'walkIn', partySize: 2 }, tableIds[1])).toBeUndefined()
})
