import { valueStore } from '../ui/value-store.ts'

/** What lies over the rail. */
export type SheetContent =
  | { kind: 'party'; guestId: string }
  | { kind: 'table'; tableId: string }
  | { kind: 'reservation'; reservationId: string }
  | { kind: 'add' }
  | { kind: 'edit-party'; guestId: string }
  | { kind: 'unsent' }

const sheet = valueStore<SheetContent | undefined>(undefined)

export const useSheet = sheet.use
export const sheetNow = sheet.get

/** Whether this very sheet lies over the rail. */
export function useIsOpen(content: SheetContent): boolean {
  const wanted = JSON.stringify(content)
  return sheet.usePart((now) => JSON.stringify(now) === wanted)
}

export function openSheet(content: SheetContent): void {
  sheet.set(content)
}

export function closeSheet(): void {
  sheet.set(undefined)
}
