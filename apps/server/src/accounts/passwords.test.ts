import { Problem } from '@qtable/domain'
import { expect, test } from 'vitest'
import { openPasswords } from './passwords.ts'

test('a hash matches its password and no other', async () => {
  const passwords = openPasswords({ cost: 4 })
  const hash = await passwords.hash('correct horse battery staple')
  expect(hash).toMatch(/^\$2b\$04\$/)
  expect(await passwords.verify('correct horse battery staple', hash)).toBe(true)
  expect(await passwords.verify('correct horse battery stapler', hash)).toBe(false)
})

test('characters past the 72nd byte count', async () => {
  const passwords = openPasswords({ cost: 4 })
  const hash = await passwords.hash(`${'é'.repeat(60)}1`)
  expect(await passwords.verify(`${'é'.repeat(60)}1`, hash)).toBe(true)
  expect(await passwords.verify(`${'é'.repeat(60)}2`, hash)).toBe(false)
})

test('characters after a NUL count', async () => {
  const passwords = openPasswords({ cost: 4 })
  const hash = await passwords.hash('before\0after')
  expect(await passwords.verify('before\0other', hash)).toBe(false)
})

test('composed and combining characters are the same password', async () => {
  const passwords = openPasswords({ cost: 4 })
  expect(await passwords.verify('cafe\u0301 noir', await passwords.hash('caf\u00e9 noir'))).toBe(true)
})

test('without a hash no password matches, after the time of a comparison', async () => {
  const passwords = openPasswords({ cost: 10 })
  const hash = await passwords.hash('some password')
  const time = async (work: () => Promise<unknown>) => {
    const start = process.hrtime.bigint()
    await work()
    return Number(process.hrtime.bigint() - start)
  }
  expect(await passwords.verify('some password', undefined)).toBe(false)
  const wrong = await time(() => passwords.verify('wrong password', hash))
  const nobody = await time(() => passwords.verify('wrong password', undefined))
  // Both are tens of milliseconds; without the comparison it would be microseconds.
  expect(nobody).toBeGreaterThan(wrong / 5)
})

test('a hash of a lower cost is outdated', async () => {
  const hash = await openPasswords({ cost: 4 }).hash('some password')
  expect(openPasswords({ cost: 4 }).isOutdated(hash)).toBe(false)
  expect(openPasswords({ cost: 5 }).isOutdated(hash)).toBe(true)
})

test('attempts run in order, no more at once than there are slots, and are refused past the queue', async () => {
  const passwords = openPasswords({ cost: 4, slots: 1, queue: 2 })
  const begun: number[] = []
  let release = () => {}
  const gate = new Promise<void>((resolve) => {
    release = resolve
  })
  const verify = (n: number) =>
    passwords.verify('some password', undefined, {
      before: async () => {
        begun.push(n)
        await gate
      },
    })
  const running = [verify(1), verify(2), verify(3)]
  await expect(verify(4)).rejects.toMatchObject({ code: 'unavailable', retryAfterSeconds: 5 })
  expect(begun).toEqual([1])
  release()
  await Promise.all(running)
  expect(begun).toEqual([1, 2, 3])
})

test('an attempt that `before` ends releases its slot', async () => {
  const passwords = openPasswords({ cost: 4, slots: 1 })
  const refused = passwords.verify('some password', undefined, {
    before: () => {
      throw new Problem('rate_limited', 'wait')
    },
  })
  await expect(refused).rejects.toMatchObject({ code: 'rate_limited' })
  expect(await passwords.verify('some password', await passwords.hash('some password'))).toBe(true)
})
