/**
 * Grows with every change of the schemas in this package or of a command's payload, so that an old client can be told
 * from a new one. `version.test.ts` watches over it.
 */
export const PROTOCOL_VERSION = 1
