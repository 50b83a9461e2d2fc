import { useEffect, useState } from 'react'
import type { Credentials } from './credentials-form.tsx'

/** The credentials of the demo restaurant, if the server has one. */
export function useDemo(): Credentials | undefined {
  const [demo, setDemo] = useState<Credentials>()
  useEffect(() => {
    // Fails without a demo, and offline; then nothing is offered.
    fetch('/demo.json')
      .then(async (answer) => {
        if (answer.status === 200) setDemo((await answer.json()) as Credentials)
      })
      .catch(() => {})
  }, [])
  return demo
}
