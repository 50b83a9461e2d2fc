/** Random numbers that are the same for the same seed. */
export interface Random {
  /** From 0 up to, not including, 1. */
  next(): number
  /** An integer from 0 up to, not including, `limit`. */
  int(limit: number): number
  /** Uniform between `least` and `most`. */
  between(least: number, most: number): number
  /** True with this probability, 0 to 1. */
  chance(probability: number): boolean
  /** One of the items. Throws if there is none. */
  one<T>(items: readonly T[]): T
  /** An independent stream: draws from one part of a run do not shift the draws of the others. */
  fork(): Random
  /** A UUID of version 7; `now` in milliseconds since 1970. */
  uuid(now: number): string
}

/** The generator sfc32 of PractRand, seeded with one number. */
export function openRandom(seed: number): Random {
  let a = seed >>> 0
  let b = (seed ^ 0x9e3779b9) >>> 0
  let c = Math.imul(seed + 1, 0x85ebca6b) >>> 0
  let counter = 1

  function word(): number {
    const sum = (((a + b) | 0) + counter) | 0
    counter = (counter + 1) | 0
    a = b ^ (b >>> 9)
    b = (c + (c << 3)) | 0
    c = ((c << 21) | (c >>> 11)) + sum
    return sum >>> 0
  }

  // The first words of neighbouring seeds are alike. PractRand skips twelve too.
  for (let i = 0; i < 12; i++) word()

  const next = () => word() / 2 ** 32
  const int = (limit: number) => Math.floor(next() * limit)
  const hex = (digits: number) =>
    int(16 ** digits)
      .toString(16)
      .padStart(digits, '0')
  return {
    next,
    int,
    between: (least, most) => least + next() * (most - least),
    chance: (probability) => next() < probability,
    one(items) {
      if (items.length === 0) throw new Error('There is nothing to choose from')
      return items[int(items.length)] as (typeof items)[number]
    },
    fork: () => openRandom(word()),
    uuid(now) {
      const time = Math.floor(now).toString(16).padStart(12, '0')
      const variant = (8 + int(4)).toString(16)
      return `${time.slice(0, 8)}-${time.slice(8)}-7${hex(3)}-${variant}${hex(3)}-${hex(6)}${hex(6)}`
    },
  }
}
