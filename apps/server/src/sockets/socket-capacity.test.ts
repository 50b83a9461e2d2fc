import { expect, test } from 'vitest'
import { socketCapacity } from './socket-capacity.ts'

test.for([
  [1024, 768, 256],
  [4096, 3072, 1024],
  [20_000, 18_976, 1024],
  [1_000_000, 20_000, 1024],
  [undefined, 20_000, 1024],
] as const)('[I29] of %s open files, %s are for sockets and %s stay in reserve', ([openFiles, sockets, reserve]) => {
  expect(socketCapacity(openFiles ?? Number.POSITIVE_INFINITY)).toMatchObject({ sockets, reserve })
})

test('[I29] the limit of this process is read from the system', () => {
  if (process.platform === 'linux') expect(socketCapacity().sockets).toBeGreaterThan(100)
})
