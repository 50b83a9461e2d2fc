import { createHash, generateKeyPairSync, type KeyObject, randomBytes, sign } from 'node:crypto'
import type { PasskeyAssertion, PasskeyChallenge, PasskeyCreation } from '@qtable/protocol'

/** What a test makes wrong in an answer. */
export interface Mistakes {
  origin?: string
  rpId?: string
  /** Whether the authenticator has verified its person. */
  isVerified?: boolean
  counter?: number
  challenge?: string
  userHandle?: string
}

/** An authenticator in software: one passkey, ES256, without attestation. */
export interface SoftAuthenticator {
  create(asked: PasskeyChallenge, mistakes?: Mistakes): PasskeyCreation
  sign(asked: PasskeyChallenge, mistakes?: Mistakes): PasskeyAssertion
}

const defaultOrigin = 'http://localhost:8000'
const flags = { present: 0x01, verified: 0x04, attested: 0x40 }

export function openSoftAuthenticator(): SoftAuthenticator {
  const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' })
  const credentialId = randomBytes(32)
  const id = credentialId.toString('base64url')
  let handle = randomBytes(16).toString('base64url')
  let counter = 0

  function clientData(type: string, { options }: PasskeyChallenge, { origin, challenge }: Mistakes): Buffer {
    const said = {
      type,
      challenge: challenge ?? options.challenge,
      origin: origin ?? defaultOrigin,
      crossOrigin: false,
    }
    return Buffer.from(JSON.stringify(said))
  }

  function authenticatorData({ rpId = 'localhost', isVerified = true, ...given }: Mistakes, attested?: Buffer): Buffer {
    const count = Buffer.alloc(4)
    count.writeUInt32BE(given.counter ?? counter)
    const bits = flags.present | (isVerified ? flags.verified : 0) | (attested ? flags.attested : 0)
    const rpIdHash = createHash('sha256').update(rpId).digest()
    return Buffer.concat([rpIdHash, Buffer.from([bits]), count, attested ?? Buffer.alloc(0)])
  }

  return {
    create(asked, mistakes = {}) {
      handle = (asked.options.user as { id: string }).id
      const length = Buffer.alloc(2)
      length.writeUInt16BE(credentialId.length)
      const attested = Buffer.concat([Buffer.alloc(16), length, credentialId, coseKey(publicKey)])
      const authData = authenticatorData(mistakes, attested)
      const response = {
        clientDataJSON: clientData('webauthn.create', asked, mistakes).toString('base64url'),
        attestationObject: attestationObject(authData).toString('base64url'),
        transports: ['internal'],
      }
      return { ticket: asked.ticket, credential: { id, rawId: id, type: 'public-key', response } }
    },
    sign(asked, mistakes = {}) {
      counter += 1
      const data = clientData('webauthn.get', asked, mistakes)
      const authData = authenticatorData(mistakes)
      const signed = Buffer.concat([authData, createHash('sha256').update(data).digest()])
      const response = {
        clientDataJSON: data.toString('base64url'),
        authenticatorData: authData.toString('base64url'),
        signature: sign('sha256', signed, privateKey).toString('base64url'),
        userHandle: mistakes.userHandle ?? handle,
      }
      return { ticket: asked.ticket, credential: { id, rawId: id, type: 'public-key', response } }
    },
  }
}

// The few forms of CBOR that an answer needs (RFC 8949).
function cborBytes(bytes: Buffer): Buffer {
  const head =
    bytes.length < 256 ? Buffer.from([0x58, bytes.length]) : Buffer.from([0x59, bytes.length >> 8, bytes.length])
  return Buffer.concat([head, bytes])
}

function cborText(text: string): Buffer {
  return Buffer.concat([Buffer.from([0x60 + text.length]), Buffer.from(text)])
}

function coseKey(publicKey: KeyObject): Buffer {
  const { x = '', y = '' } = publicKey.export({ format: 'jwk' })
  // kty: EC2, alg: ES256, crv: P-256, x, y (RFC 9053).
  return Buffer.concat([
    Buffer.from([0xa5, 0x01, 0x02, 0x03, 0x26, 0x20, 0x01, 0x21]),
    cborBytes(Buffer.from(x, 'base64url')),
    Buffer.from([0x22]),
    cborBytes(Buffer.from(y, 'base64url')),
  ])
}

function attestationObject(authData: Buffer): Buffer {
  return Buffer.concat([
    Buffer.from([0xa3]),
    ...[cborText('fmt'), cborText('none'), cborText('attStmt'), Buffer.from([0xa0]), cborText('authData')],
    cborBytes(authData),
  ])
}
