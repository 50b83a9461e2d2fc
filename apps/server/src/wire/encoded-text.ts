import { compressed, type Encoding } from './encodings.ts'

/** Text that is sent more than once. */
export interface Written {
  /** As it is, in UTF-8. */
  readonly plain: Buffer
  /** In another encoding: made when somebody asks for it, and at once from then on. */
  compressed(encoding: Exclude<Encoding, 'identity'>): Buffer | Promise<Buffer>
}

/** Text as bytes, and in each encoding that somebody asks for, each made once. */
export function writtenOf(text: string | Buffer): Written {
  const plain = Buffer.from(text)
  const smaller = new Map<Encoding, Buffer | Promise<Buffer>>()
  return {
    plain,
    compressed(encoding) {
      const known = smaller.get(encoding)
      if (known) return known
      const made = compressed(plain, encoding).then((bytes) => {
        smaller.set(encoding, bytes)
        return bytes
      })
      smaller.set(encoding, made)
      return made
    },
  }
}
