import type {
  Factors,
  Passkey,
  PasskeyChallenge,
  RecoveryCodes,
  SecondFactorChallenge,
  Session,
  TotpEnrolment,
} from '@qtable/protocol'
import { Secret } from 'otpauth'
import { codeAt, codeSeconds } from '../../apps/server/src/accounts/one-time-codes.ts'
import { openSoftAuthenticator } from '../../apps/server/src/accounts/testing/soft-authenticator.ts'
import { type ApiClient, openApiClient, requestOnce } from '../api-client.ts'

/** A person with a passkey and two-step sign-in. */
export interface PersonWithFactors {
  email: string
  password: string
  /** Works once. */
  recoveryCode: string
}

type Person = Omit<PersonWithFactors, 'recoveryCode'>

/** Sends every request of two-step sign-in and of passkeys, for a new account, which has both at the end. */
export async function driveFactors(url: string): Promise<PersonWithFactors> {
  const person = { email: 'eve@example.com', password: 'correct horse battery staple' }
  const { access_token } = await openApiClient(url).call<Session>('POST', '/auth/register', {
    ...{ restaurantName: 'Chez Eve', name: 'Eve', ...person },
  })
  const eve = openApiClient(url, access_token)
  await drivePasskeys(url, eve)
  const recoveryCode = await driveTotp(url, eve, person)
  const { totp, passkeys } = await eve.call<Factors>('GET', '/auth/factors')
  if (!totp || passkeys.length === 0) throw new Error('Eve has no second factor at the end')
  return { ...person, recoveryCode }
}

async function drivePasskeys(url: string, eve: ApiClient): Promise<void> {
  const signedOut = openApiClient(url)
  for (const isKept of [false, true]) {
    const device = openSoftAuthenticator()
    const made = device.create(await eve.call<PasskeyChallenge>('POST', '/auth/passkeys/options'))
    const { id } = await eve.call<Passkey>('POST', '/auth/passkeys', made)
    await eve.call('PATCH', `/auth/passkeys/${id}`, { name: 'My phone' })
    await eve.call('GET', '/auth/factors')
    const asked = await signedOut.call<PasskeyChallenge>('POST', '/auth/passkeys/sign-in-options')
    const answer = device.sign(asked)
    await signedOut.call('POST', '/auth/passkeys/sign-in', answer)
    await signedOut.refused('POST', '/auth/passkeys/sign-in', answer)
    const again = await eve.call<PasskeyChallenge>('POST', '/auth/passkeys/step-up-options')
    await eve.call('POST', '/auth/passkeys/step-up', device.sign(again))
    if (!isKept) await eve.call('DELETE', `/auth/passkeys/${id}`)
  }
}

/** Returns a recovery code that was not used. */
async function driveTotp(url: string, eve: ApiClient, person: Person): Promise<string> {
  const first = await turnOn(eve, 0)
  await eve.call('DELETE', '/auth/totp')
  const { secret } = await turnOn(eve, 0)
  // A code works once, and the server takes that of the next step too.
  await completeSignIn(url, person, codeOf(secret, 1))
  const { recovery_codes: codes } = await eve.call<RecoveryCodes>('POST', '/auth/recovery-codes')
  const [used = '', unused = ''] = codes
  await completeSignIn(url, person, used)
  await openApiClient(url).refused('POST', '/auth/second-factor', {
    ...{ ticket: await ticketOf(url, person), code: first.codes[0] },
  })
  return unused
}

/** Turns two-step sign-in on with the code of `step`, counted from the present one. */
async function turnOn(eve: ApiClient, step: number): Promise<{ secret: Buffer; codes: string[] }> {
  const enrolment = await eve.call<TotpEnrolment>('POST', '/auth/totp')
  const secret = Buffer.from(Secret.fromBase32(enrolment.secret).buffer)
  await eve.refused('POST', '/auth/totp/confirm', { code: codeOf(secret, 100) })
  const { recovery_codes } = await eve.call<RecoveryCodes>('POST', '/auth/totp/confirm', { code: codeOf(secret, step) })
  return { secret, codes: recovery_codes }
}

async function completeSignIn(url: string, person: Person, code: string): Promise<void> {
  await openApiClient(url).call('POST', '/auth/second-factor', { ticket: await ticketOf(url, person), code })
}

/** The ticket that a right password gives. */
async function ticketOf(url: string, person: Person): Promise<string> {
  const answer = await requestOnce(url, { method: 'POST', path: '/auth/login', body: person })
  const { current } = (answer?.body ?? {}) as { current?: SecondFactorChallenge }
  if (!current) throw new Error(`A code was not asked for: ${answer?.text}`)
  return current.ticket
}

function codeOf(secret: Buffer, step: number): string {
  return codeAt(secret, Date.now() + step * codeSeconds * 1000)
}
