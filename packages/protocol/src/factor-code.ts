import { z } from 'zod'

/** A code as people type it: six digits of an authenticator app, or a recovery code. Spaces and dashes do not matter. */
export const FactorCode = z
  .string()
  .max(60)
  .transform((text) => text.replaceAll(/[\s-]/g, ''))
  .pipe(z.string().regex(/^(?:\d{6}|[0-9A-Za-z]{24})$/, 'must be the six digits of the app, or a recovery code'))
