import { refusalsOf } from '../documents/refusals.ts'
import { prefixes } from '../register.ts'
import type { Route } from '../route.ts'
import { routes } from '../routes/index.ts'

/** One answer, as far as the documents tell of it. */
interface Answered {
  status: number
  body: unknown
  text: string
}

/** Throws where a route answers with a status, a code or a body that its documentation does not have. */
export function mustBeDocumented(
  { method, url }: { method: string; url: string },
  { status, body, text }: Answered,
): void {
  const route = routeAt(method, url.split('?')[0] ?? '')
  if (!route) return
  const undocumented = (what: string) =>
    new Error(`${method} ${url} answers ${what}, which ${route.id} does not document: ${text.slice(0, 500)}`)
  if (status >= 400) {
    // A HEAD has no body to read a code from.
    if (method === 'HEAD') return
    const { code, status: said } = body as { code?: string; status?: number }
    if (said !== status || !refusalsOf(route).some((one) => one === code)) throw undocumented(`${status} ${code}`)
    return
  }
  if (status === 304 && route.cacheable) return
  if (status !== route.success.status) throw undocumented(String(status))
  const { body: schema, type } = route.success
  if (method === 'HEAD' || type !== undefined) return
  if (!schema) {
    if (text !== '') throw undocumented('a body')
    return
  }
  const { error } = schema.safeParse(body)
  if (error) throw undocumented(`a body with ${error.message}`)
}

function routeAt(method: string, path: string): Route | undefined {
  const asked = path.replace(/\/$/, '').split('/')
  const found = routes.filter(
    (route) =>
      route.method === (method === 'HEAD' ? 'GET' : method) &&
      (route.atRoot ? [''] : prefixes).some((prefix) => isAt(`${prefix}${route.path}`, asked)),
  )
  // `/tables/bulk` comes before `/tables/:id`.
  return found.find(({ path: own }) => !own.includes('/:')) ?? found[0]
}

function isAt(pattern: string, asked: readonly string[]): boolean {
  const parts = pattern.split('/')
  return parts.length === asked.length && parts.every((part, i) => part.startsWith(':') || part === asked[i])
}
