/** A position in the history of one restaurant: the client knows everything up to `version`. */
export interface CursorPosition {
  restaurantId: number
  /** The epoch of the database that counted the versions. A restored database has another one. */
  epoch: string
  version: number
  /** The suffix of the transaction that made the version (see `transactionSuffix`), where it is known. */
  suffix?: string | undefined
}

const suffixLength = 8
const noSuffix = '-'.repeat(suffixLength)

/**
 * The last eight digits of a transaction's id. A database that was restored and then went on has another transaction at
 * the same version, so the suffix tells the two histories apart.
 */
export function transactionSuffix(transactionId: string): string {
  return transactionId.slice(-suffixLength)
}

/** A keyed hash of `text`, in letters that need no escaping in a URL. Only servers hold the key. */
export type KeyedHash = (text: string) => string

/** The cursor of a position: `epoch.version.hash`. Clients keep it and send it back unchanged. */
export function encodeCursor(position: CursorPosition, hash: KeyedHash): string {
  return `${position.epoch}.${position.version}.${position.suffix ?? noSuffix}${hash(signed(position))}`
}

/** The position of a cursor; undefined where no server of this restaurant made it: forged, cut, or of another tenant. */
export function decodeCursor(cursor: string, restaurantId: number, hash: KeyedHash): CursorPosition | undefined {
  const [, epoch, digits, suffix] = /^([0-9a-f-]{36})\.(\d{1,15})\.([0-9a-f]{8}|-{8})/.exec(cursor) ?? []
  if (epoch === undefined || digits === undefined) return undefined
  const known = suffix === noSuffix ? undefined : suffix
  const position = { restaurantId, epoch, version: Number(digits), suffix: known }
  return encodeCursor(position, hash) === cursor ? position : undefined
}

function signed({ restaurantId, epoch, version, suffix = '' }: CursorPosition): string {
  return `${restaurantId}.${epoch}.${version}.${suffix}`
}
