import { constants, setPriority } from 'node:os'
import { answerCalls } from '../processes/answer-calls.ts'
import { attacks, preparationOf } from './attacks.ts'

// A process that attacks. An attacker has a machine of their own: here they get what the server, the database and the
// measured client leave of this one.
setPriority(constants.priority.PRIORITY_LOW)

let ending = new AbortController()
let attacking: Promise<void> | undefined

interface Target {
  name: string
  port: number
  token: string
}

const calls = {
  async prepare({ name, ...target }: Target): Promise<void> {
    await preparationOf(attackNamed(name))?.({ ...target, signal: ending.signal })
  },
  async begin({ name, ...target }: Target): Promise<void> {
    ending = new AbortController()
    attacking = attackNamed(name).run({ ...target, signal: ending.signal })
  },
  async end(_: object): Promise<void> {
    ending.abort()
    await attacking
  },
}
export type AttackProcess = typeof calls
answerCalls(calls)

function attackNamed(name: string) {
  const attack = attacks.find((one) => one.name === name)
  if (!attack) throw new Error(`there is no attack ${name}`)
  return attack
}
