import type { Client } from '@qtable/client'
import { Problem } from '@qtable/domain'
import type { PasskeyChallenge } from '@qtable/protocol'
import { answerWithPasskey, NoPasskey } from '../account/browser-passkeys.ts'
import { sentenceOf } from '../commands/problem-sentence.ts'
import { pageWords as words } from '../page-words.ts'

const say = words.factors

/** Signs in with a passkey. Returns why it did not, in words; empty where the person closed the question. */
export async function enterWithPasskey(client: Client): Promise<string> {
  try {
    const asked = (await client.post('/auth/passkeys/sign-in-options', undefined)) as PasskeyChallenge
    await client.completeSignIn(await answerWithPasskey(asked))
    return ''
  } catch (error) {
    if (error instanceof NoPasskey) return error.reason === 'cancelled' ? '' : say.passkeyFailed
    if (!(error instanceof Problem)) throw error
    if (error.code === 'unauthenticated') return say.noPasskeyHere
    return error.code === 'not_found' ? say.passkeysOff : sentenceOf(error, undefined)
  }
}
