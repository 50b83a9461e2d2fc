import { create } from 'zustand'

/** The open sheet over the rail. */
export type SheetContent =
  | { kind: 'party'; guestId: string }
  | { kind: 'table'; tableId: string }
  | { kind: 'reservation'; reservationId: string }
  | { kind: 'add' }
  | { kind: 'edit-party'; guestId: string }
  | { kind: 'see-to' }

const useSheetStore = create<{ sheet: SheetContent | undefined }>(() => ({ sheet: undefined }))

export const useSheet = (): SheetContent | undefined => useSheetStore(({ sheet }) => sheet)
export const sheetNow = (): SheetContent | undefined => useSheetStore.getState().sheet

/** Whether this sheet is open. */
export function useIsOpen(content: SheetContent): boolean {
  const text = JSON.stringify(content)
  return useSheetStore(({ sheet }) => JSON.stringify(sheet) === text)
}

export function openSheet(sheet: SheetContent): void {
  useSheetStore.setState({ sheet })
}

export function closeSheet(): void {
  useSheetStore.setState({ sheet: undefined })
}
