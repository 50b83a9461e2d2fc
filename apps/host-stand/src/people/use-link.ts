import { Problem } from '@qtable/domain'
import { useCallback, useEffect, useState } from 'react'
import { useClient } from '../session/client-hooks.ts'

/** What a link is for, once the server has said it. */
export type LinkState<T> =
  | { state: 'loading' }
  | { state: 'gone' }
  | { state: 'failed'; retry: () => void }
  | { state: 'ready'; token: string; link: T }

/** Asks the server what the link in the address bar is for. Its secret stands behind the `#`. */
export function useLink<T>(path: string): LinkState<T> {
  const client = useClient()
  const [state, setState] = useState<LinkState<T>>({ state: 'loading' })

  const load = useCallback(async () => {
    const token = location.hash.slice(1)
    setState({ state: 'loading' })
    try {
      if (token === '') throw new Problem('not_found', 'The link has no secret')
      setState({ state: 'ready', token, link: (await client.post(path, { token })) as T })
    } catch (problem) {
      if (!(problem instanceof Problem)) throw problem
      const isGone = problem.code === 'not_found' || problem.code === 'validation_failed'
      setState(isGone ? { state: 'gone' } : { state: 'failed', retry: () => void load() })
    }
  }, [client, path])

  useEffect(() => {
    void load()
    // Another link in the same window changes only what stands behind the #.
    const reload = () => void load()
    addEventListener('hashchange', reload)
    return () => removeEventListener('hashchange', reload)
  }, [load])
  return state
}
