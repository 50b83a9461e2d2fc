import { create } from 'zustand'

const useCountStore = create<{ count: number }>(() => ({ count: 0 }))

/** How many things on the floor are to be seen to, refused changes not among them; 0 until they have been counted. */
export const useMatterCount = (): number => useCountStore(({ count }) => count)

export const setMatterCount = (count: number): void => useCountStore.setState({ count })
