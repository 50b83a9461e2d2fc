/** A place in the history of one restaurant: everything up to `version` is known. */
export interface Position {
  restaurantId: number
  /** The life of the database that counted the versions; a database put back to an older state begins another. */
  epoch: string
  version: number
  /** Which transaction made the version (see `markOf`); absent where that is not known. */
  mark?: string | undefined
}

const markLength = 8
const noMark = '-'.repeat(markLength)

/** The mark of a transaction: a database that was put back and went on has another one at the same version. */
export function markOf(transactionId: string): string {
  return transactionId.slice(-markLength)
}

/** A keyed hash of `text` in letters that need no escaping in a URL. Only servers hold the key. */
export type KeyedHash = (text: string) => string

/** The cursor of a position: `epoch.version.hash`, which clients keep and give back as it is. */
export function encodeCursor(position: Position, hash: KeyedHash): string {
  return `${position.epoch}.${position.version}.${position.mark ?? noMark}${hash(signed(position))}`
}

/**
 * What a cursor says, or undefined where this restaurant's servers did not make it: forged, cut short, or another
 * tenant's.
 */
export function decodeCursor(cursor: string, restaurantId: number, hash: KeyedHash): Position | undefined {
  const [, epoch, digits, mark] = /^([0-9a-f-]{36})\.(\d{1,15})\.([0-9a-f]{8}|-{8})/.exec(cursor) ?? []
  if (epoch === undefined || digits === undefined) return undefined
  const position = { restaurantId, epoch, version: Number(digits), mark: mark === noMark ? undefined : mark }
  return encodeCursor(position, hash) === cursor ? position : undefined
}

function signed({ restaurantId, epoch, version, mark = '' }: Position): string {
  return `${restaurantId}.${epoch}.${version}.${mark}`
}
