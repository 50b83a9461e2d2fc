import type { User } from '@qtable/protocol'
import { useCallback, useEffect, useState } from 'react'
import { useClient } from '../session/client-hooks.ts'
import { useMay } from './use-may.ts'

/** The people who work here, for roles that may read them. */
export function usePeople() {
  const client = useClient()
  const may = useMay()
  const [people, setPeople] = useState<readonly User[]>([])
  const [state, setState] = useState<'loading' | 'ready' | 'failed'>('loading')
  const mayKnow = may('manager')

  const load = useCallback(async () => {
    if (!mayKnow) return
    try {
      setPeople((await client.request('GET', '/users')) as User[])
      setState('ready')
    } catch {
      setState('failed')
    }
  }, [client, mayKnow])

  useEffect(() => void load(), [load])
  return { people, state, load }
}
