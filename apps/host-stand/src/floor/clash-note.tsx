import type { Obstacle } from '@qtable/domain'
import { TriangleAlert } from 'lucide-react'
import { obstacleSentence } from '../commands/obstacle-sentence.ts'
import { useOpenFloor } from '../session/client-hooks.ts'
import styles from './clash-note.module.css'

/** What speaks against a party or a reservation as it is now, until somebody solves it. */
export function ClashNote({ clashes }: { clashes: readonly Obstacle[] }) {
  const floor = useOpenFloor()
  if (clashes.length === 0) return null
  return (
    <span className={styles.clash}>
      <TriangleAlert size={14} aria-hidden />
      <span>{clashes.map((clash) => obstacleSentence(clash, floor)).join(' · ')}</span>
    </span>
  )
}
