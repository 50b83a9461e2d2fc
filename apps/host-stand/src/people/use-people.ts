import type { Invitation, User } from '@qtable/protocol'
import { useCallback, useEffect, useState } from 'react'
import { useClient } from '../session/client-hooks.ts'
import { useMay } from './use-may.ts'

/** The people who work here and those who are invited, for roles that may read them. */
export function usePeople() {
  const client = useClient()
  const may = useMay()
  const [people, setPeople] = useState<readonly User[]>([])
  const [invitations, setInvitations] = useState<readonly Invitation[]>([])
  const [state, setState] = useState<'loading' | 'ready' | 'failed'>('loading')
  const mayKnow = may('manager')

  const load = useCallback(async () => {
    if (!mayKnow) return
    try {
      const lists = ['/users', '/invitations'].map((path) => client.request('GET', path))
      const [here, invited] = await Promise.all(lists)
      setPeople(here as User[])
      setInvitations(invited as Invitation[])
      setState('ready')
    } catch {
      setState('failed')
    }
  }, [client, mayKnow])

  useEffect(() => void load(), [load])
  return { people, invitations, state, load }
}
