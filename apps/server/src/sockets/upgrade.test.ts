import { expect, test } from 'vitest'
import { readHandshake } from './upgrade.ts'

const headers = { upgrade: 'websocket' }

test.each([
  ['/ws/restaurant/sync', 'sync'],
  ['/ws/restaurant/sync/', 'sync'],
  ['/ws/restaurant/sync?ticket=a', 'sync'],
  ['/realtime', 'realtime'],
  ['/realtime/?cursor=a', 'realtime'],
])('[SY1] %s is a WebSocket endpoint', (url, endpoint) => {
  expect(readHandshake({ url, headers })?.endpoint).toBe(endpoint)
})

test.each([
  '/',
  '',
  '/ws',
  '/realtimes',
  '/realtime//',
  '/ws/restaurant/sync/more',
  '/api/v1/guests',
  '/%72ealtime',
  '/constructor',
])('[SY1] %s is no WebSocket endpoint', (url) => {
  expect(readHandshake({ url, headers })).toBeUndefined()
})

test('[SY1] an upgrade to another protocol is an ordinary request', () => {
  expect(readHandshake({ url: '/realtime', headers: { upgrade: 'h2c' } })).toBeUndefined()
  expect(readHandshake({ url: '/realtime', headers: {} })).toBeUndefined()
})
