import { Problem } from '@qtable/domain'
import type { Factors } from '@qtable/protocol'
import { useCallback, useEffect, useState } from 'react'
import { useClient } from '../session/client-hooks.ts'

/** What the signed-in person signs in with beside their password. */
export function useFactors(): { factors: Factors | undefined; isFailed: boolean; load: () => Promise<void> } {
  const client = useClient()
  const [factors, setFactors] = useState<Factors>()
  const [isFailed, setFailed] = useState(false)

  const load = useCallback(async () => {
    try {
      setFactors((await client.request('GET', '/auth/factors')) as Factors)
      setFailed(false)
    } catch (problem) {
      if (!(problem instanceof Problem)) throw problem
      setFailed(true)
    }
  }, [client])
  useEffect(() => void load(), [load])
  return { factors, isFailed, load }
}
