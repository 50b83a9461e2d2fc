export {
  useClientEvent,
  useCombinations,
  useFloor,
  useGuests,
  usePending,
  useRefusals,
  useReservations,
  useRestaurant,
  useRun,
  useSections,
  useStatus,
  useTables,
  useView,
} from './hooks.ts'
export { QTableProvider, useClient } from './provider.ts'
export { shallowEqual } from './shallow-equal.ts'
