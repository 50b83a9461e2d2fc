import { CloudOff } from 'lucide-react'
import { Button } from '../ui/button.tsx'
import { EmptyState, Skeleton } from '../ui/states.tsx'
import { words } from '../words.ts'
import { useClient, useStatus } from './client-hooks.ts'
import { signOut } from './sign-out.ts'

/** Shown after sign-in until the floor has loaded. */
export function Opening() {
  const client = useClient()
  const { connection } = useStatus()
  if (connection !== 'offline') return <Skeleton rows={9} />
  return (
    <EmptyState icon={<CloudOff size={28} aria-hidden />} title={words.session.openingOffline}>
      <Button onClick={() => void signOut(client)}>{words.session.signOut}</Button>
    </EmptyState>
  )
}
