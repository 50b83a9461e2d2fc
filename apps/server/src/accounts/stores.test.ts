import { describe } from 'vitest'
import { memoryThrottleStore } from './sign-in-throttle.ts'
import { throttleStoreContract } from './throttle-store.contract.ts'
import { ticketStoreContract } from './ticket-store.contract.ts'
import { memoryTickets } from './tickets.ts'

// A store in memory is one node's, however many are asked for. `now` is early enough for the instants of the contract.
describe('tickets in memory', () => ticketStoreContract(async () => [memoryTickets({ now: Date.now })]))
describe('failed sign-ins in memory', () =>
  throttleStoreContract(async () => [memoryThrottleStore({ now: () => 1000 })]))
