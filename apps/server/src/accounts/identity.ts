import type { Role } from '@qtable/domain'

/** An authenticated caller at one restaurant, with the role of the live membership. */
export interface Identity {
  userId: string
  name: string
  email: string
  restaurantId: number
  role: Role
  /** The session: the family of its refresh tokens. */
  sessionId: string
  /** When the access token expires, in ms since 1970. */
  expiresAt: number
}

/** The part of an identity that names its session. */
export type SessionKey = Pick<Identity, 'userId' | 'restaurantId' | 'sessionId'>

/** The user of a live session, as the database has them now. */
export type SessionUser = Pick<Identity, 'name' | 'email' | 'role'>

/** Sessions that have ended: all sessions of a user, those at one restaurant, or one. */
export interface SessionsEnded {
  userId: string
  restaurantId?: number
  sessionId?: string
}

/** Whether `session` is among the sessions that have ended. */
export function includesSession(ended: SessionsEnded, session: SessionKey): boolean {
  const { userId, restaurantId, sessionId } = ended
  return (
    session.userId === userId &&
    (restaurantId === undefined || session.restaurantId === restaurantId) &&
    (sessionId === undefined || session.sessionId === sessionId)
  )
}
