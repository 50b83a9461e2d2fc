/** The answer to an id that is not in the log: a refusal, no change, or a command inside a batch. */
export interface Receipt {
  id: string
  fingerprint: string
  /** The transaction that the command was part of; null where nothing was changed. */
  transactionId: string | null
  /** The version in the answer; null for a refusal. */
  version: number | null
  problem: { code: string; detail: string; [field: string]: unknown } | null
}
