import { bookingsAt, type Floor } from '@qtable/domain'
import { useCallback } from 'react'
import { pageWords as words } from '../../page-words.ts'
import { useClient } from '../../session/client-hooks.ts'
import { timesIn } from '../../time/times.ts'
import { toast } from '../../ui/toaster.tsx'
import { draftOf } from '../stays.ts'
import { editingNow } from './editing.ts'
import { removeTables } from './edits.ts'

const say = words.editor

/** Deletes the selected tables, except those with a party or a booking, and says who is there. */
export function useRemoval(): () => void {
  const client = useClient()
  return useCallback(() => {
    const floor = client.view
    if (!floor) return
    const selected = editingNow()?.selected ?? []
    const inUse = new Map(selected.map((id) => [id, tableUserWords(floor, id)]))
    removeTables(selected.filter((id) => inUse.get(id) === undefined))
    const kept = [...inUse.values()].filter((title) => title !== undefined)
    if (kept.length > 0) toast({ id: 'in use', title: kept.join(' '), kind: 'refused' })
  }, [client])
}

/** Who sits or is booked at a table, in words; undefined if nobody. */
export function tableUserWords(floor: Floor, tableId: string): string | undefined {
  const table = floor.tables.get(tableId)
  if (!table) return undefined
  const guest = floor.guests.get(table.currentGuestId ?? '')
  if (guest) return say.satAt({ number: table.tableNumber, name: guest.name })
  const always = { from: Number.NEGATIVE_INFINITY, until: Number.POSITIVE_INFINITY }
  const [booked] = bookingsAt(draftOf(floor), tableId, always)
  const { exact } = timesIn(floor.restaurant.timezone)
  return booked && say.bookedAt({ number: table.tableNumber, name: booked.name, when: exact(booked.startsAt) })
}
