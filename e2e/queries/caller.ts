/** Asks a server as somebody who is signed in. */
export interface Caller {
  /** The answer's body; throws where the answer is no 2xx. */
  ask<T = Record<string, unknown>>(method: string, path: string, body?: unknown, headers?: object): Promise<T>
  /** The status of an answer that is none. */
  refused(method: string, path: string, body?: unknown): Promise<number>
}

/** Asks the server at `url` with an access token, or as nobody. */
export function openCaller(url: string, token?: string): Caller {
  async function fetched(method: string, path: string, body: unknown, headers: object = {}) {
    const answer = await fetch(`${url}/api/v1/${path}`, {
      method,
      headers: {
        ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
        ...headers,
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    })
    return { ok: answer.ok, status: answer.status, text: await answer.text() }
  }
  return {
    async ask<T>(method: string, path: string, body?: unknown, headers?: object) {
      const { ok, status, text } = await fetched(method, path, body, headers)
      if (!ok) throw new Error(`${method} ${path}: ${status} ${text.slice(0, 300)}`)
      return (text === '' ? {} : JSON.parse(text)) as T
    },
    async refused(method, path, body) {
      const { ok, status, text } = await fetched(method, path, body)
      if (ok || status >= 500) throw new Error(`${method} ${path}: ${status} ${text.slice(0, 300)}`)
      return status
    },
  }
}
