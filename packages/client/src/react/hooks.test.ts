// @vitest-environment jsdom
import { act, render, renderHook } from '@testing-library/react'
import { createElement, type ReactNode } from 'react'
import { expect, test } from 'vitest'
import type { Client } from '../client.ts'
import { finished, level, openDevices } from '../testing/devices.ts'
import { useClientEvent, useEntities, useFloor, usePending, useRefusals, useRun, useStatus, useView } from './hooks.ts'
import { QTableProvider, useClient } from './provider.ts'

const within =
  (client: Client) =>
  ({ children }: { children: ReactNode }) =>
    createElement(QTableProvider, { client }, children)

async function openFloor() {
  const { server, signedIn } = openDevices()
  const device = await signedIn()
  await finished(server, device.client.run('table.create', { tableNumber: '1', capacity: 4 }))
  return { server, signedIn, ...device, wrapper: within(device.client) }
}

test('[SY102] a mutation renders in the same turn', async () => {
  const { server, client, wrapper } = await openFloor()
  const { result } = renderHook(() => ({ guests: useEntities('guest'), run: useRun(), pending: usePending() }), {
    wrapper,
  })
  expect(result.current.guests).toEqual([])
  act(() => void result.current.run('guest.create', { name: 'Ada', partySize: 2 }))
  expect(result.current.guests.map(({ name }) => name)).toEqual(['Ada'])
  expect(result.current.pending).toHaveLength(1)
  await act(() => level(server, { client }))
  expect(result.current.guests.map(({ name }) => name)).toEqual(['Ada'])
  expect(result.current.pending).toEqual([])
})

test('a component renders again only when its part of the floor has changed', async () => {
  const { server, client, wrapper } = await openFloor()
  let renders = 0
  const { result } = renderHook(
    () => {
      renders++
      return [useEntities('table', (table) => table.capacity > 2), useFloor((floor) => floor.tables.size)] as const
    },
    { wrapper },
  )
  const [before] = result.current
  const first = renders
  await act(() => finished(server, client.run('guest.create', { name: 'Ada', partySize: 2 })))
  expect(renders).toBe(first)
  expect(result.current[0]).toBe(before)
  await act(() => finished(server, client.run('table.create', { tableNumber: '2', capacity: 6 })))
  expect(result.current[0].map(({ tableNumber }) => tableNumber)).toEqual(['1', '2'])
  expect(result.current[1]).toBe(2)
})

// The number of parties that each component saw at its last render.
const seen = new Map<string, number | undefined>()

function Leaf({ name }: { name: string }) {
  seen.set(
    name,
    useFloor((floor) => floor.guests.size),
  )
  return null
}

function Tree() {
  seen.set('tree', useView()?.guests.size)
  return createElement('div', null, createElement(Leaf, { name: 'first' }), createElement(Leaf, { name: 'second' }))
}

test('all components of a tree show the same version', async () => {
  const { server, client, wrapper } = await openFloor()
  render(createElement(Tree), { wrapper })
  for (const [i, name] of ['Ada', 'Grace', 'Edsger'].entries()) {
    act(() => void client.run('guest.create', { name, partySize: 2 }))
    expect([...seen.values()]).toEqual([i + 1, i + 1, i + 1])
    await act(() => level(server, { client }))
    expect([...seen.values()]).toEqual([i + 1, i + 1, i + 1])
  }
})

test('[SY108] useRefusals lists a refusal until it is dismissed', async () => {
  const { server, client, wrapper } = await openFloor()
  const { result } = renderHook(() => useRefusals(), { wrapper })
  expect(result.current).toEqual([])
  const unknown = '00000000-0000-7000-8000-00000000dead'
  client.run('guest.delete', { guestId: unknown }, { evenIfRefused: true })
  await act(() => level(server, { client }))
  const [refusal] = result.current
  expect(refusal?.problem.code).toBe('not_found')
  await act(() => client.dismiss(refusal?.id ?? ''))
  expect(result.current).toEqual([])
})

test('useStatus gives the whole status or a part of it', async () => {
  const { server, client, network, wrapper } = await openFloor()
  let renders = 0
  const whole = renderHook(() => useStatus(), { wrapper })
  const part = renderHook(
    () => {
      renders++
      return useStatus(({ connection }) => connection)
    },
    { wrapper },
  )
  expect(whole.result.current).toMatchObject({ connection: 'live', unsent: 0 })
  const first = renders
  act(() => void client.run('guest.create', { partySize: 2 }))
  expect(whole.result.current.unsent).toBe(1)
  expect(renders).toBe(first)
  network.isUp = false
  await act(async () => {
    network.cut()
    await server.clock.advance(10)
  })
  expect(part.result.current).toBe('offline')
})

test('useClientEvent calls its listener until the component unmounts', async () => {
  const { server, client, wrapper } = await openFloor()
  const confirmedIds: string[] = []
  const { unmount } = renderHook(() => useClientEvent('confirmed', ({ id }) => void confirmedIds.push(id)), { wrapper })
  const first = client.run('guest.create', { partySize: 2 })
  await act(() => finished(server, first))
  unmount()
  await finished(server, client.run('guest.create', { partySize: 2 }))
  expect(confirmedIds).toEqual([first.id])
})

test('without a provider the hooks throw', () => {
  expect(() => renderHook(() => useClient())).toThrow('There is no QTableProvider')
})
