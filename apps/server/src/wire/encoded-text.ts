import { compress, type Encoding } from './encodings.ts'

/** Text that is sent more than once, as bytes. */
export interface EncodedText {
  /** UTF-8, not compressed. */
  readonly plain: Buffer
  /** The compressed bytes: a promise for the first caller, the bytes themselves from then on. */
  compressed(encoding: Exclude<Encoding, 'identity'>): Buffer | Promise<Buffer>
}

/** Encodes text as UTF-8. Each compressed form is made when it is first asked for, and kept. */
export function encodeText(text: string | Buffer): EncodedText {
  const plain = Buffer.from(text)
  const compressed = new Map<Encoding, Buffer | Promise<Buffer>>()
  return {
    plain,
    compressed(encoding) {
      const known = compressed.get(encoding)
      if (known) return known
      const pending = compress(plain, encoding).then((bytes) => {
        compressed.set(encoding, bytes)
        return bytes
      })
      compressed.set(encoding, pending)
      return pending
    },
  }
}
