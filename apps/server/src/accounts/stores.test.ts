import { describe } from 'vitest'
import { memoryThrottleStore } from './sign-in-throttle.ts'
import { throttleStoreContract } from './throttle-store.contract.ts'
import { ticketStoreContract } from './ticket-store.contract.ts'
import { memoryTickets } from './tickets.ts'

// In memory there is one end, however many are asked for; `now` goes back far enough for the instants of the contract.
describe('tickets in memory', () => ticketStoreContract(async () => [memoryTickets({ now: Date.now })]))
describe('failed sign-ins in memory', () =>
  throttleStoreContract(async () => [memoryThrottleStore({ now: () => 1000 })]))
