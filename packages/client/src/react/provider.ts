import { createContext, createElement, type ReactNode, useContext } from 'react'
import type { Client } from '../client.ts'

const ClientContext = createContext<Client | undefined>(undefined)

/** Gives a client to the hooks below it. */
export function QTableProvider({ client, children }: { client: Client; children?: ReactNode }): ReactNode {
  return createElement(ClientContext.Provider, { value: client }, children)
}

/** The client of the nearest `QTableProvider`; throws where there is none. */
export function useClient(): Client {
  const client = useContext(ClientContext)
  if (!client) throw new Error('There is no QTableProvider around this component')
  return client
}
