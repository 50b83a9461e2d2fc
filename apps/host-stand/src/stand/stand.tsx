import type { Client, Status } from '@qtable/client'
import type { Floor } from '@qtable/domain'
import { createContext, type ReactNode, useCallback, useContext, useSyncExternalStore } from 'react'

const ClientContext = createContext<Client | undefined>(undefined)

/** Gives the screens below it their client. */
export function StandProvider({ client, children }: { client: Client; children: ReactNode }) {
  return <ClientContext value={client}>{children}</ClientContext>
}

export function useClient(): Client {
  const client = useContext(ClientContext)
  if (!client) throw new Error('There is no StandProvider around this')
  return client
}

/** The floor as it is seen here, or undefined before there is one. */
export function useView(): Floor | undefined {
  const client = useClient()
  const subscribe = useCallback((listener: () => void) => client.on('view', listener), [client])
  return useSyncExternalStore(subscribe, () => client.view)
}

/** The floor, on screens that are shown only where there is one. */
export function useFloor(): Floor {
  const floor = useView()
  if (!floor) throw new Error('There is no floor yet')
  return floor
}

/** Who is signed in, how the connection is, what waits to be sent. */
export function useStatus(): Status {
  const client = useClient()
  const subscribe = useCallback((listener: () => void) => client.on('status', listener), [client])
  return useSyncExternalStore(subscribe, () => client.status)
}
