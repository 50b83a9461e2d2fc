export {
  useClientEvent,
  useEntities,
  useFloor,
  usePending,
  useRefusals,
  useRun,
  useStatus,
  useView,
} from './hooks.ts'
export { QTableProvider, useClient } from './provider.ts'
