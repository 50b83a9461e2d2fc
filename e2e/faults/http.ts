/** What a server answered. */
export interface Answer {
  status: number
  retryAfter: string | null
  text: string
  body: unknown
}

export interface Asked {
  method: string
  /** Below `/api/v1`. */
  path: string
  token?: string
  body?: object
  /** The `Idempotency-Key`. */
  key?: string
}

const patienceMs = 10_000

/** Asks one server; undefined where it did not answer. */
export async function request(url: string, { method, path, token, body, key }: Asked): Promise<Answer | undefined> {
  try {
    const answer = await fetch(`${url}/api/v1${path}`, {
      method,
      headers: {
        ...(token ? { authorization: `Bearer ${token}` } : {}),
        ...(body ? { 'content-type': 'application/json' } : {}),
        ...(key ? { 'idempotency-key': key } : {}),
      },
      ...(body ? { body: JSON.stringify(body) } : {}),
      signal: AbortSignal.timeout(patienceMs),
    })
    const text = await answer.text()
    const { status, headers } = answer
    return { status, retryAfter: headers.get('retry-after'), text, body: text === '' ? undefined : JSON.parse(text) }
  } catch (error) {
    // What fetch throws says that nobody answered, or not to the end.
    if (error instanceof TypeError || (error instanceof Error && error.name === 'TimeoutError')) return undefined
    throw error
  }
}

/** The same where nothing but success will do. */
export async function mustAnswer(url: string, asked: Asked): Promise<unknown> {
  const answer = await request(url, asked)
  if (answer && answer.status < 300) return answer.body
  throw new Error(`${asked.method} ${asked.path} was answered ${answer?.status} ${answer?.text}`)
}
