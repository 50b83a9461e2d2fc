import { describe } from 'vitest'
import { busContract } from './bus.contract.ts'
import { openLocalBus } from './local.ts'

describe('the bus in one process', () => {
  busContract(async (nodes) => {
    const bus = openLocalBus()
    return Array.from({ length: nodes }, () => bus.join())
  })
})
