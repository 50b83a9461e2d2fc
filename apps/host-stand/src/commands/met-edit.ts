import type { RefusedEdit } from '@qtable/client'
import { create } from 'zustand'

const useMetEditStore = create<{ refused: RefusedEdit | undefined }>(() => ({ refused: undefined }))

/** The edit that met another one while its form was open, to be shown; undefined where there is none. */
export const useMetEdit = (): RefusedEdit | undefined => useMetEditStore(({ refused }) => refused)

/** Shows such an edit, or ends showing it. */
export const showMetEdit = (refused: RefusedEdit | undefined) => useMetEditStore.setState({ refused })
