/** What was answered to an id that the log cannot answer for: a refusal, no change, or a command inside a batch. */
export interface Receipt {
  id: string
  fingerprint: string
  /** The transaction that the command was part of; null where nothing was changed. */
  transactionId: string | null
  /** The version that the answer named; null for a refusal. */
  version: number | null
  problem: { code: string; detail: string; [field: string]: unknown } | null
}
