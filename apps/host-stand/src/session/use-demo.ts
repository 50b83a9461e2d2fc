import { useEffect, useState } from 'react'
import type { Credentials } from './credentials-form.tsx'

/** How to sign in to the demo restaurant, where the server shows one. */
export function useDemo(): Credentials | undefined {
  const [demo, setDemo] = useState<Credentials>()
  useEffect(() => {
    // Answered only where a demo is shown; there is nothing to offer without a network either.
    fetch('/demo.json')
      .then(async (answer) => {
        if (answer.status === 200) setDemo((await answer.json()) as Credentials)
      })
      .catch(() => {})
  }, [])
  return demo
}
