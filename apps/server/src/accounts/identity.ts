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
  /** At most 2 s old; while the database is away, the last one known. `unavailable` when none is. */
  of(session: SessionKey): Promise<Standing>
  /** Forgets what is known of these sign-ins, so that the next question is answered by the database. */
  forget(which: { userId: string; restaurantId?: number; sessionId?: string }): void
}

export interface StandingsOptions {
  load: (session: SessionKey) => Promise<Standing>
  now: () => number
  /** How long an answer is taken as fresh. */
  freshMs?: number
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
 * database that answers, nothing given out is older than `freshMs + patienceMs`, 2 s.
 */
export function openStandings(options: StandingsOptions): Standings {
  const { load, now, freshMs = 1500, patienceMs = 500, max = 50_000 } = options
  const known = new LRUCache<string, Known>({ max })
  const asking = new Map<string, { session: SessionKey; answer: Promise<Standing> }>()

  function ask(key: string, session: SessionKey): Promise<Standing> {
    const running = asking.get(key)
    if (running) return running.answer
    const askedAt = now()
    const question = { session, answer: load(session) }
    asking.set(key, question)
    question.answer.then(
      (standing) => {
        if (asking.get(key) !== question) return
        asking.delete(key)
        // Nothing is kept of what has ended: such a token is rare, and memory is for the living.
        if (standing) known.set(key, { session, standing, goodUntil: askedAt + freshMs })
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
      const key = `${session.sessionId} ${session.restaurantId} ${session.userId}`
      const last = known.get(key)
      if (!last) return ask(key, session)
      if (last.goodUntil > now()) return last.standing
      const answer = await settledWithin(ask(key, session), patienceMs)
      if (answer.state === 'known') return answer.standing
      // `forget` may have come in between: then what we hold is no longer to be given out.
      const kept = known.get(key)
      if (!kept) return ask(key, session)
      kept.goodUntil = now() + 1000
      return kept.standing
    },
    forget({ userId, restaurantId, sessionId }) {
      const matches = ({ session }: { session: SessionKey }) =>
        session.userId === userId &&
        (restaurantId === undefined || session.restaurantId === restaurantId) &&
        (sessionId === undefined || session.sessionId === sessionId)
      for (const [key, entry] of known) if (matches(entry)) known.delete(key)
      for (const [key, question] of asking) if (matches(question)) asking.delete(key)
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
