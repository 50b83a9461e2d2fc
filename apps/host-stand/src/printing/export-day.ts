import type { Client } from '@qtable/client'
import { serviceDayAt } from '@qtable/domain'
import { pageWords as words } from '../page-words.ts'
import { toast } from '../ui/toaster.tsx'
import { appLocale } from '../words/catalogue.ts'

const say = words.activity.csv

/** Saves this service day as a file for spreadsheets. */
export async function exportDay(client: Client): Promise<void> {
  const floor = client.view
  if (!floor) return
  const day = serviceDayAt(new Date(client.now()).toISOString(), floor.restaurant)
  // 80 KB that few people need: it is loaded when it is asked for.
  const parts = await Promise.all([import('./csv.ts'), import('./csv-rows.ts')]).catch(() => undefined)
  if (!parts) {
    toast({ title: words.common.notHere, kind: 'refused' })
    return
  }
  const [csv, { dayRows, headCells }] = parts
  const rows = dayRows(floor, day)
  const text = csv.csvOf([headCells(), ...rows], csv.csvSeparator(appLocale()))
  // With a byte order mark, which tells Excel that it is UTF-8.
  const url = URL.createObjectURL(new Blob(['\uFEFF', text], { type: 'text/csv' }))
  const link = document.createElement('a')
  link.href = url
  link.download = `${floor.restaurant.slug}-${day.date}.csv`
  link.click()
  setTimeout(() => URL.revokeObjectURL(url), 10_000)
  toast({ title: say.done(rows.length) })
}
