/** A priority queue: the least item comes first. */
export interface MinHeap<T> {
  add(item: T): void
  first(): T | undefined
  removeFirst(): void
}

/** Opens an empty binary heap in the order of `compare`. */
export function openMinHeap<T>(compare: (a: T, b: T) => number): MinHeap<T> {
  const items: T[] = []
  const at = (index: number) => items[index] as T

  function swap(a: number, b: number): void {
    const kept = at(a)
    items[a] = at(b)
    items[b] = kept
  }

  return {
    first: () => items[0],
    add(item) {
      let index = items.push(item) - 1
      for (;;) {
        const parent = (index - 1) >> 1
        if (index === 0 || compare(at(parent), at(index)) <= 0) return
        swap(parent, index)
        index = parent
      }
    },
    removeFirst() {
      const last = items.pop()
      if (last === undefined || items.length === 0) return
      items[0] = last
      let index = 0
      for (;;) {
        const left = 2 * index + 1
        const right = left + 1
        let least = index
        if (left < items.length && compare(at(left), at(least)) < 0) least = left
        if (right < items.length && compare(at(right), at(least)) < 0) least = right
        if (least === index) return
        swap(index, least)
        index = least
      }
    },
  }
}
