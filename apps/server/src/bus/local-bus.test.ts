import { describe } from 'vitest'
import { busContract } from './bus.contract.ts'
import { openLocalBus } from './local-bus.ts'

describe('local bus', () => {
  busContract(async (nodes) => {
    const bus = openLocalBus()
    return Array.from({ length: nodes }, () => bus.join())
  })
})
