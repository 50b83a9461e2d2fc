/**
 * The version of the wire. It grows with every change of a schema of this package or of a command's payload, so that a
 * server can tell older clients from newer ones. `version.test.ts` fails where it was forgotten.
 */
export const PROTOCOL_VERSION = 1
