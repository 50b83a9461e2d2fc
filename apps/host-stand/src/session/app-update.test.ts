// @vitest-environment jsdom
import { beforeEach, expect, test } from 'vitest'
import { startPlacing, stopPlacing } from '../placing/placing-store.ts'
import { type UpdateEnvironment, watchUpdates } from './app-update.ts'

/** A browser with a service worker, on a clock that moves only when told. */
function openPage({ isControlled = true, fails = false } = {}) {
  const workers = new EventTarget()
  let now = 0
  let reloads = 0
  let checks = 0
  const timers: { ms: number; run: () => void; due: number }[] = []
  const registration = {
    async update() {
      checks += 1
    },
  }
  const world: UpdateEnvironment = {
    workers: Object.assign(workers, {
      controller: isControlled ? ({} as ServiceWorker) : null,
      register: async () => {
        if (fails) throw new DOMException('The operation is insecure', 'SecurityError')
        return registration as unknown as ServiceWorkerRegistration
      },
    }) as unknown as UpdateEnvironment['workers'],
    now: () => now,
    every: (ms, run) => void timers.push({ ms, run, due: ms }),
    reload() {
      reloads += 1
    },
    isDrawing: () => false,
  }
  const updates = watchUpdates(world)
  return {
    updates,
    newVersion: () => workers.dispatchEvent(new Event('controllerchange')),
    seconds(count: number) {
      for (const end = now + count * 1000; now < end; ) {
        now += 1000
        for (const timer of timers) {
          if (timer.due > now) continue
          timer.due += timer.ms
          timer.run()
        }
      }
    },
    reloads: () => reloads,
    checks: () => checks,
  }
}

beforeEach(() => {
  document.body.innerHTML = ''
  stopPlacing()
})

test('a new version is loaded once the page has not been touched for a minute', () => {
  const page = openPage()
  page.seconds(3600)
  dispatchEvent(new Event('pointerdown'))
  page.newVersion()
  page.seconds(30)
  dispatchEvent(new Event('keydown'))
  page.seconds(55)
  expect(page.reloads()).toBe(0)
  page.seconds(10)
  expect(page.reloads()).toBe(1)
})

test('it waits while a sheet is open, something is typed or a party is placed', () => {
  const page = openPage()
  document.body.innerHTML = '<section role="dialog"></section>'
  page.newVersion()
  page.seconds(600)
  document.body.innerHTML = '<input />'
  document.querySelector('input')?.focus()
  page.seconds(600)
  document.body.innerHTML = ''
  startPlacing({ kind: 'walkIn', partySize: 2 })
  page.seconds(600)
  expect(page.reloads()).toBe(0)
  stopPlacing()
  page.seconds(5)
  expect(page.reloads()).toBe(1)
})

test('the first version on a device is no update', () => {
  const page = openPage({ isControlled: false })
  page.newVersion()
  page.seconds(600)
  expect(page.reloads()).toBe(0)
  page.newVersion()
  page.seconds(5)
  expect(page.reloads()).toBe(1)
})

test('it checks every half hour and on request, at most once a minute', async () => {
  const page = openPage()
  await Promise.resolve()
  page.seconds(3600)
  expect(page.checks()).toBe(2)
  page.seconds(90)
  for (let i = 0; i < 5; i++) page.updates.check()
  expect(page.checks()).toBe(3)
})

test('nothing happens if service workers are refused', async () => {
  const page = openPage({ fails: true })
  await Promise.resolve()
  page.seconds(3600)
  expect(page.checks()).toBe(0)
  expect(page.reloads()).toBe(0)
})
