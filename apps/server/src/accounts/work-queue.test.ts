import { expect, test } from 'vitest'
import { openWorkQueue, type WorkKind, type WorkOrigin } from './work-queue.ts'

/** A queue whose work ends when the test says so, and the order in which work began. */
function openGated(options: { slots: number; queue: number }) {
  const queue = openWorkQueue(options)
  const begun: string[] = []
  const gate = Promise.withResolvers<void>()
  function add(name: string, kind: WorkKind, origin: Omit<WorkOrigin, 'kind'> = {}): Promise<string> {
    return queue.run({ kind, ...origin }, async () => {
      begun.push(name)
      await gate.promise
      return name
    })
  }
  return { begun, add, open: () => gate.resolve() }
}

test('[I29] a burst of one kind of work does not come before the others', async () => {
  const { begun, add, open } = openGated({ slots: 1, queue: 100 })
  const all = Array.from({ length: 50 }, (_, n) => add(`r${n}`, 'registration', { address: `198.51.100.${n}` }))
  all.push(add('s', 'sign_in'), add('i', 'invitation'), add('p', 'reset'), add('k', 'known'))
  open()
  await Promise.all(all)
  expect(begun.slice(0, 6)).toEqual(['r0', 'r1', 's', 'i', 'p', 'k'])
})

test('[I29] a burst of one address, or of its whole /64, does not come before other addresses', async () => {
  const { begun, add, open } = openGated({ slots: 1, queue: 100 })
  const all = Array.from({ length: 50 }, (_, n) => add(`a${n}`, 'sign_in', { address: `2001:db8:1:2::${n}` }))
  all.push(add('b', 'sign_in', { address: '203.0.113.7' }))
  open()
  await Promise.all(all)
  expect(begun.indexOf('b')).toBeLessThanOrEqual(2)
})

test('[I29] in a full queue the greediest address gives up a place, and nobody else', async () => {
  const { add, open } = openGated({ slots: 1, queue: 3 })
  const greedy = Array.from({ length: 4 }, (_, n) => add(`a${n}`, 'sign_in', { address: '198.51.100.1' }))
  await expect(add('a4', 'sign_in', { address: '198.51.100.1' })).rejects.toMatchObject({ code: 'unavailable' })
  const other = add('b', 'sign_in', { address: '203.0.113.7' })
  await expect(greedy[3]).rejects.toMatchObject({ code: 'unavailable', retryAfterSeconds: 5 })
  open()
  expect(await Promise.all([...greedy.slice(0, 3), other])).toEqual(['a0', 'a1', 'a2', 'b'])
})

test('[I29] work whose caller has gone is not begun, and its place is free', async () => {
  const { begun, add, open } = openGated({ slots: 1, queue: 2 })
  const caller = new AbortController()
  const first = add('a', 'registration')
  const left = [1, 2].map((n) => add(`left${n}`, 'registration', { signal: caller.signal }))
  caller.abort()
  for (const one of left) await expect(one).rejects.toMatchObject({ code: 'unavailable' })
  const second = add('b', 'registration')
  open()
  await Promise.all([first, second])
  expect(begun).toEqual(['a', 'b'])
})

test('[I29] work that ran while its caller left has no result', async () => {
  const { begun, add, open } = openGated({ slots: 1, queue: 2 })
  const caller = new AbortController()
  const work = add('a', 'registration', { signal: caller.signal })
  await expect.poll(() => begun).toEqual(['a'])
  caller.abort()
  open()
  await expect(work).rejects.toMatchObject({ code: 'unavailable' })
})
