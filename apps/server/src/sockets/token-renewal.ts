import { Problem } from '@qtable/domain'
import type { Guard } from '../guarded.ts'
import { toProblem } from '../wire/problems.ts'
import type { SocketParts } from './socket-parts.ts'
import type { TokenExpiry } from './token-expiry.ts'

/** Takes new tokens of the same user and restaurant on an open socket, one after another. */
export interface TokenRenewal {
  begin(accessToken: string): void
  /** Runs `act` at once, or when the tokens sent before it count. */
  after(act: () => void): void
}

function rethrow(error: unknown): never {
  throw error
}

export function openTokenRenewal(options: {
  token: TokenExpiry
  accounts: SocketParts['accounts']
  sendError: (code: string, message: string) => void
  guard: Guard
}): TokenRenewal {
  const { token, accounts, sendError, guard } = options
  let latest: Promise<void> | undefined

  async function renew(accessToken: string): Promise<void> {
    try {
      const next = await accounts.authenticate(accessToken)
      const { userId, restaurantId } = token.identity
      if (next.userId !== userId || next.restaurantId !== restaurantId) {
        throw new Problem('forbidden', 'This token belongs to another user or another restaurant')
      }
      token.renew(next)
    } catch (error) {
      const { code, detail } = toProblem(error)
      sendError(code, detail)
    }
  }

  return {
    begin(accessToken) {
      const renewed = (latest ?? Promise.resolve()).then(() => renew(accessToken)).catch(guard(rethrow))
      latest = renewed
      void renewed.then(() => {
        if (latest === renewed) latest = undefined
      })
    },
    after(act) {
      if (latest) void latest.then(guard(act))
      else act()
    },
  }
}
