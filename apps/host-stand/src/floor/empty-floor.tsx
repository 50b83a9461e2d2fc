import { LayoutGrid } from 'lucide-react'
import { Link } from 'wouter'
import { EmptyState } from '../ui/states.tsx'
import { words } from '../words.ts'

/** A restaurant that has no tables yet. */
export function EmptyFloor() {
  return (
    <EmptyState icon={<LayoutGrid size={32} aria-hidden />} title={words.floor.empty}>
      <p>{words.floor.emptyHint}</p>
      <Link href="/editor">{words.floor.openEditor}</Link>
    </EmptyState>
  )
}
