import { openSheet, type SheetContent } from '../shell/open-sheet.ts'
import { useGoTo } from '../shell/page.ts'

/** Opens a party or a booking: only the floor has their sheets. */
export function useOpenMatter(): (content: SheetContent) => void {
  const showFloor = useGoTo('floor')
  return (content) => {
    showFloor()
    openSheet(content)
  }
}
