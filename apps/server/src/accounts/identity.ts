import { Problem, type Role } from '@qtable/domain'
import { LRUCache } from 'lru-cache'

/** Who is asking, at which restaurant, as what: checked against the live membership. */
export interface Identity {
  userId: string
  name: string
  email: string
  restaurantId: number
  role: Role
  /** The family of refresh tokens this sign-in lives by. */
  sessionId: string
  /** When the access token ends, ms since 1970. */
  expiresAt: number
}

/** The part of an identity that names a sign-in. */
export type SessionKey = Pick<Identity, 'userId' | 'restaurantId' | 'sessionId'>
/** What the database says of a sign-in now; undefined once the session or the membership has ended. */
export type Standing = Pick<Identity, 'name' | 'email' | 'role'> | undefined

export interface Standings {
  /** The last one known as long as it is fresh, or the database is away; `unavailable` where none is known then. */
  of(session: SessionKey): Promise<Standing>
  /** The same where nobody has to be asked for it; undefined where somebody has to. */
  atHand(session: SessionKey): Standing
  /** Forgets what is known of these sign-ins, so that the next question is answered by the database. */
  forget(isMeant: (session: SessionKey) => boolean): void
}

export interface StandingsOptions {
  load: (session: SessionKey) => Promise<Standing>
  now: () => number
  /** For how long an answer that is asked for now is fresh. */
  freshMs: () => number
  /** How long a question waits for a slow database when an older answer is at hand. */
  patienceMs?: number
  max?: number
}

interface Known {
  session: SessionKey
  standing: Standing
  /** Until when it is given out without asking again. */
  goodUntil: number
}

/**
 * One question per sign-in at a time, however many requests wait for it. An answer that was asked for before `forget`
 * is never kept: it may be from before the change. A database that is away, or slow, must not stop a service in full
 * swing (reads and sockets go on), so the last answer then stands, and is asked for again once a second. With a
 * database that answers, nothing given out is older than `freshMs + patienceMs`.
 */
export function openStandings(options: StandingsOptions): Standings {
  const { load, now, freshMs, patienceMs = 500, max = 50_000 } = options
  // By session, which is one user's at one restaurant.
  const known = new LRUCache<string, Known>({ max })
  const asking = new Map<string, { session: SessionKey; answer: Promise<Standing> }>()

  function ask(session: SessionKey): Promise<Standing> {
    const key = session.sessionId
    const running = asking.get(key)
    if (running) return running.answer
    const goodUntil = now() + freshMs()
    const question = { session, answer: load(session) }
    asking.set(key, question)
    question.answer.then(
      (standing) => {
        if (asking.get(key) !== question) return
        asking.delete(key)
        // Nothing is kept of what has ended: such a token is rare, and memory is for the living.
        if (standing) known.set(key, { session, standing, goodUntil })
        else known.delete(key)
      },
      () => {
        if (asking.get(key) === question) asking.delete(key)
      },
    )
    return question.answer
  }

  return {
    async of(session) {
      const last = known.get(session.sessionId)
      if (!last) return ask(session)
      if (last.goodUntil > now()) return last.standing
      const answer = await settledWithin(ask(session), patienceMs)
      if (answer.state === 'known') return answer.standing
      // `forget` may have come in between: then what we hold is no longer to be given out.
      const kept = known.get(session.sessionId)
      if (!kept) return ask(session)
      kept.goodUntil = now() + 1000
      return kept.standing
    },
    atHand({ sessionId }) {
      const last = known.get(sessionId)
      return last && last.goodUntil > now() ? last.standing : undefined
    },
    forget(isMeant) {
      for (const [key, { session }] of known) if (isMeant(session)) known.delete(key)
      for (const [key, { session }] of asking) if (isMeant(session)) asking.delete(key)
    },
  }
}

type Outcome = { state: 'known'; standing: Standing } | { state: 'away' }

/** The answer, or `away` when the database is unavailable or takes longer than `ms`. Other failures are thrown. */
async function settledWithin(answer: Promise<Standing>, ms: number): Promise<Outcome> {
  let timer: NodeJS.Timeout | undefined
  const late = new Promise<Outcome>((resolve) => {
    timer = setTimeout(() => resolve({ state: 'away' }), ms)
  })
  const told = answer.then(
    (standing): Outcome => ({ state: 'known', standing }),
    (error: unknown): Outcome => {
      if (error instanceof Problem && error.code === 'unavailable') return { state: 'away' }
      throw error
    },
  )
  try {
    return await Promise.race([told, late])
  } finally {
    clearTimeout(timer)
  }
}
