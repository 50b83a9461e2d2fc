import type { Accounts } from '../../apps/server/src/accounts/accounts.ts'
import type { ServerParts } from '../../apps/server/src/http/route.ts'
import { openLog } from '../../apps/server/src/observability/log.ts'
import type { Checker } from '../checker.ts'
import type { Trace } from '../trace.ts'

/** The secret that all nodes sign cursors with. */
export const simulationSecret = 'the secret key of the simulations, long enough'

const notSimulated = (): never => {
  throw new Error('The simulation does not have this part of the server')
}
const nothing = () => {}

/** Parts that a node needs and no simulated request reaches: SQL, history, and metrics. */
export const unusedParts: Pick<ServerParts, 'db' | 'history' | 'metrics'> = {
  db: {
    asRestaurant: notSimulated,
    asReaderOfClocks: notSimulated,
    asAccount: notSimulated,
    asSystem: notSimulated,
    append: notSimulated,
    ping: notSimulated,
    close: notSimulated,
  },
  history: { find: notSimulated, list: notSimulated },
  metrics: {
    contentType: '',
    text: notSimulated,
    request: nothing,
    counting: (commands) => commands,
    sockets: { opened: nothing, closed: nothing, sentOn: () => nothing, refused: nothing },
  },
}

type SimulatedAccountCalls = 'login' | 'refresh' | 'authenticate' | 'createTicket' | 'redeemTicket' | 'sessionUsers'

/** The account methods that a simulation does not use: roles and passwords do not change in it. */
export const unusedAccounts: Omit<Accounts, SimulatedAccountCalls> = {
  cachedIdentity: () => undefined,
  onSessionsEnded: () => nothing,
  applySessionsEnded: nothing,
  onUsersChanged: () => nothing,
  applyUsersChanged: async () => {},
  register: notSimulated,
  logout: notSimulated,
  switchTo: notSimulated,
  changePassword: notSimulated,
  me: notSimulated,
  listUsers: notSimulated,
  updateUser: notSimulated,
  removeUser: notSimulated,
  invitations: { create: notSimulated, list: notSimulated, renew: notSimulated, withdraw: notSimulated },
  lookAtInvitation: notSimulated,
  acceptInvitation: notSimulated,
  links: {
    createByOperator: notSimulated,
    createReset: notSimulated,
    look: notSimulated,
    reset: notSimulated,
    prove: notSimulated,
  },
  ownSessions: {
    list: notSimulated,
    end: notSimulated,
    endOthers: notSimulated,
    stepUp: notSimulated,
    stepUpWithPasskey: notSimulated,
    mustBeConfirmed: notSimulated,
  },
  factors: {
    list: notSimulated,
    totp: {
      status: notSimulated,
      enrol: notSimulated,
      confirm: notSimulated,
      remove: notSimulated,
      renewRecoveryCodes: notSimulated,
    },
    passkeys: {
      list: notSimulated,
      begin: notSimulated,
      add: notSimulated,
      rename: notSimulated,
      remove: notSimulated,
    },
    completeSignIn: notSimulated,
    beginPasskeySignIn: notSimulated,
    signInWithPasskey: notSimulated,
    beginPasskeyStepUp: notSimulated,
  },
  administration: {
    createRestaurant: notSimulated,
    addPerson: notSimulated,
    invite: notSimulated,
    resetPassword: notSimulated,
    removeFactors: notSimulated,
    createLink: notSimulated,
    createRegistrationLink: notSimulated,
  },
}

/** A log that writes nothing. */
export const silentLog: ServerParts['log'] = openLog({ logLevel: 'silent' })

/** A log whose warnings go to the trace, and whose errors fail the run: each is something that no code expects. */
export function openCheckedLog({ checker, trace }: { checker: Checker; trace: Trace }): ServerParts['log'] {
  return Object.assign(Object.create(silentLog) as ServerParts['log'], {
    warn: (_fields: unknown, message = '') => trace.record('warning', String(message)),
    error: ({ err }: { err?: unknown }, message = '') =>
      checker.fail('code', `${message}: ${err instanceof Error ? err.stack : String(err)}`),
  })
}
