import { hkdfSync, randomUUID } from 'node:crypto'
import { SignJWT, UnsecuredJWT } from 'jose'
import { expect, test } from 'vitest'
import type { SecretKey } from '../secret-keys.ts'
import { openTokens } from './tokens.ts'

const start = Date.parse('2026-05-01T18:00:00Z')
const claims = { userId: randomUUID(), restaurantId: 7, role: 'host', sessionId: randomUUID() } as const
const secretKey = 'a secret key of the installation'

function open(secret: SecretKey = secretKey) {
  const clock = { now: start }
  const tokens = openTokens({ secretKey: secret, accessTokenMinutes: 15, refreshTokenDays: 30, now: () => clock.now })
  return { clock, tokens }
}

test('a token verifies until it expires', async () => {
  const { clock, tokens } = open()
  const token = await tokens.sign(claims)
  expect(await tokens.verify(token)).toEqual({ ...claims, expiresAt: start + 15 * 60_000 })
  clock.now += 15 * 60_000 - 1
  expect(await tokens.verify(token)).toMatchObject({ userId: claims.userId })
  clock.now += 1
  await expect(tokens.verify(token)).rejects.toMatchObject({ code: 'unauthenticated' })
})

test('an expired token is refused also where it was never verified before', async () => {
  const { tokens } = open()
  const token = await tokens.sign(claims)
  const other = open()
  other.clock.now += 15 * 60_000
  await expect(other.tokens.verify(token)).rejects.toMatchObject({ code: 'unauthenticated', detail: /expired/ })
})

test('a token of another installation, a tampered one and nonsense are refused', async () => {
  const { tokens } = open()
  const token = await tokens.sign(claims)
  const [header, payload, signature] = token.split('.')
  const forged = Buffer.from(
    JSON.stringify({ ...JSON.parse(Buffer.from(payload ?? '', 'base64url').toString()), role: 'owner' }),
  )
  const bad = [
    await open('another secret key').tokens.sign(claims),
    `${header}.${forged.toString('base64url')}.${signature}`,
    `${header}.${payload}.`,
    `${token}x`,
    '',
    'a.b.c',
    'x'.repeat(5000),
  ]
  for (const one of bad) await expect(tokens.verify(one)).rejects.toMatchObject({ code: 'unauthenticated' })
})

test('algorithm, type, issuer and audience are fixed, and the raw secret signs nothing', async () => {
  const { tokens } = open()
  const key = new Uint8Array(hkdfSync('sha256', secretKey, '', 'qtable access token 1', 32))
  const raw = new TextEncoder().encode(secretKey)
  const jwt = (typ = 'at+jwt', alg = 'HS256', iss = 'qtable', aud = 'qtable', signer = key) =>
    new SignJWT({ restaurant_id: 7, role: 'host', sid: claims.sessionId, sub: claims.userId, iss, aud })
      .setProtectedHeader({ alg, typ })
      .setIssuedAt(start / 1000)
      .setExpirationTime(start / 1000 + 60)
      .sign(signer)
  await expect(tokens.verify(await jwt())).resolves.toMatchObject(claims)
  const none = new UnsecuredJWT({ restaurant_id: 7, role: 'owner', sid: claims.sessionId, sub: claims.userId })
    .setIssuer('qtable')
    .setAudience('qtable')
    .setIssuedAt(start / 1000)
    .setExpirationTime(start / 1000 + 60)
    .encode()
  const wide = new Uint8Array(64).fill(1)
  const refused = [jwt('JWT'), jwt('at+jwt', 'HS512', 'qtable', 'qtable', wide), jwt('at+jwt', 'HS256', 'else')]
  refused.push(jwt('at+jwt', 'HS256', 'qtable', 'else'), jwt('at+jwt', 'HS256', 'qtable', 'qtable', raw))
  for (const token of [...(await Promise.all(refused)), none]) {
    await expect(tokens.verify(token)).rejects.toMatchObject({ code: 'unauthenticated' })
  }
})

test('a secret key is replaced in two steps: tokens of the old one verify until it is removed', async () => {
  const token = await open('the old key').tokens.sign(claims)
  const both = open(['the new key', 'the old key']).tokens
  expect(await both.verify(token)).toMatchObject(claims)
  const renewed = await both.sign(claims)
  expect(await open('the new key').tokens.verify(renewed)).toMatchObject(claims)
  await expect(open('the new key').tokens.verify(token)).rejects.toMatchObject({ code: 'unauthenticated' })
  await expect(open('the old key').tokens.verify(renewed)).rejects.toMatchObject({ code: 'unauthenticated' })
})

test.each([
  ['padding', (token: string) => `${token}=`],
  ['bits that no byte uses', (token: string) => `${token.slice(0, -1)}${nextTo(token.at(-1))}`],
  ['the other alphabet', (token: string) => token.replaceAll('-', '+').replaceAll('_', '/').replace(/^/, '+').slice(1)],
  ['a dot more', (token: string) => `${token}.`],
  ['a space', (token: string) => token.replace('.', ' .')],
  ['a line end', (token: string) => `${token}\n`],
])('[I29] a token in another form, with %s, is no token', async (_what, changed) => {
  const { tokens } = open()
  let token = await tokens.sign(claims)
  // Until the alphabets differ in it.
  for (let n = 1; !/[-_]/.test(token); n += 1) token = await tokens.sign({ ...claims, restaurantId: n })
  await expect(tokens.verify(changed(token))).rejects.toMatchObject({ code: 'unauthenticated' })
})

// A signature of 32 bytes leaves two bits of its last character unused.
function nextTo(character = 'A'): string {
  const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_'
  return alphabet[alphabet.indexOf(character) ^ 1] ?? 'B'
}
