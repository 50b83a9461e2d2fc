import type { Session } from '@qtable/protocol'

/** A request to the API of a running server. */
export interface ApiRequest {
  method: string
  /** Below `/api/v1`. */
  path: string
  token?: string | undefined
  body?: object | undefined
  headers?: Readonly<Record<string, string>>
}

export interface ApiResponse {
  status: number
  retryAfter: string | null
  text: string
  /** Decoded from JSON; undefined if there is none. */
  body: unknown
}

/** The requests of one user to one server. */
export interface ApiClient {
  /** The body of a 2xx response. Throws on any other response, and if there is none. */
  call<T = Record<string, unknown>>(
    method: string,
    path: string,
    body?: object,
    headers?: Readonly<Record<string, string>>,
  ): Promise<T>
  /** The status of a 4xx response. Throws on any other response, and if there is none. */
  refused(method: string, path: string, body?: object): Promise<number>
}

const timeoutMs = 10_000

/** The password of every account that `registerOwner` creates. */
export const ownerPassword = 'correct horse battery staple'

/** Sends one request. Resolves with undefined if no complete response arrives within ten seconds. */
export async function requestOnce(url: string, request: ApiRequest): Promise<ApiResponse | undefined> {
  const { method, path, token, body, headers: given } = request
  try {
    const response = await fetch(`${url}/api/v1${path}`, {
      method,
      headers: {
        ...(token ? { authorization: `Bearer ${token}` } : {}),
        ...(body ? { 'content-type': 'application/json' } : {}),
        ...given,
      },
      ...(body ? { body: JSON.stringify(body) } : {}),
      signal: AbortSignal.timeout(timeoutMs),
    })
    const text = await response.text()
    const { status, headers } = response
    return { status, retryAfter: headers.get('retry-after'), text, body: text === '' ? undefined : JSON.parse(text) }
  } catch (error) {
    // Fetch throws a TypeError if the connection is refused or breaks.
    if (error instanceof TypeError || (error instanceof Error && error.name === 'TimeoutError')) return undefined
    throw error
  }
}

/** The body of a 2xx response. Throws on any other response, and if there is none. */
export async function mustAnswer(url: string, request: ApiRequest): Promise<unknown> {
  const response = await requestOnce(url, request)
  if (response && response.status < 300) return response.body
  throw unexpected(request, response)
}

/** Opens a client with an access token, or one that is signed out. */
export function openApiClient(url: string, token?: string): ApiClient {
  return {
    call: async <T>(method: string, path: string, body?: object, headers = {}) =>
      (await mustAnswer(url, { method, path, token, body, headers })) as T,
    async refused(method, path, body) {
      const request = { method, path, token, body }
      const response = await requestOnce(url, request)
      if (!response || response.status < 400 || response.status >= 500) throw unexpected(request, response)
      return response.status
    },
  }
}

/** Registers a restaurant; returns its id and the access token of its owner. */
export async function registerOwner(url: string): Promise<{ token: string; restaurantId: number }> {
  const body = {
    ...{ restaurantName: 'Chez Ada', timezone: 'Europe/Berlin' },
    ...{ name: 'Ada', email: 'ada@example.com', password: ownerPassword },
  }
  const session = await openApiClient(url).call<{ access_token: string; restaurant: { id: number } }>(
    ...(['POST', '/auth/register', body] as const),
  )
  return { token: session.access_token, restaurantId: session.restaurant.id }
}

/** Invites a person to the restaurant of `owner`, and accepts with a new account. Returns the session of the person. */
export async function addByInvitation(
  url: string,
  owner: Pick<ApiClient, 'call'>,
  person: { email: string; name: string; role: string; password: string },
): Promise<Session> {
  const { email, name, role, password } = person
  const { link } = await owner.call<{ link: string }>('POST', '/users', { email, name, role })
  const token = link.slice(link.indexOf('#') + 1)
  return openApiClient(url).call<Session>('POST', '/auth/accept', { token, name, password })
}

function unexpected({ method, path }: ApiRequest, response: ApiResponse | undefined): Error {
  const answer = response ? `${response.status} ${response.text.slice(0, 300)}` : 'no response'
  return new Error(`${method} ${path}: ${answer}`)
}
