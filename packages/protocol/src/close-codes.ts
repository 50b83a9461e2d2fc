/** The codes that a server closes a socket with. */
export const closeCodes = {
  badMessage: 4400,
  authEnded: 4401,
  forbidden: 4403,
  silent: 4408,
  tooSlow: 4409,
  cursorUnusable: 4410,
  messageTooLarge: 4413,
  tooManyMessages: 4429,
  restart: 1012,
} as const
