import { readFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import path from 'node:path'
import { problems } from '@qtable/domain'
import type { FastifyInstance } from 'fastify'
import { type EncodedText, encodeText } from '../wire/encoded-text.ts'
import { sendText } from './send-text.ts'

// Swagger UI sets styles on elements as it runs; everything else is from here, and the policy stops the rest.
const policy = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self' 'unsafe-inline'",
  "img-src 'self' data:",
  "connect-src 'self'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
].join('; ')

const page = `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>QTable API</title>
<link rel="icon" href="/icon.svg" type="image/svg+xml">
<link rel="stylesheet" href="/docs/swagger-ui.css">
</head>
<body>
<main id="reference"></main>
<noscript>This page needs JavaScript. The same, for machines: <a href="/openapi.json">/openapi.json</a> and, for the
sockets, <a href="/asyncapi.json">/asyncapi.json</a>; in words: <a href="/docs/sync-spec">/docs/sync-spec</a></noscript>
<script src="/docs/swagger-ui-bundle.js"></script>
<script src="/docs/start.js"></script>
</body>
</html>
`

// A sign-in that is tried on the page signs the page in: every route after it is tried as that person. The token is kept
// nowhere, so that a reload forgets it.
const start = `const dark = matchMedia('(prefers-color-scheme: dark)')
const applyTheme = () => document.documentElement.classList.toggle('dark-mode', dark.matches)
dark.addEventListener('change', applyTheme)
applyTheme()
const ui = SwaggerUIBundle({
  url: '/openapi.json',
  dom_id: '#reference',
  deepLinking: true,
  docExpansion: 'list',
  defaultModelsExpandDepth: 0,
  displayRequestDuration: true,
  filter: true,
  tryItOutEnabled: true,
  validatorUrl: null,
  responseInterceptor(response) {
    const token = response.ok && response.body?.access_token
    if (token) ui.preauthorizeApiKey('token', token)
    return response
  },
})
`

/**
 * `/openapi.json`, `/asyncapi.json`, `/docs` to read it and try every route, `/docs/sync-spec` for who writes a client of the
 * sockets, and `/docs/problems`, where problems point to. Returns the paths, which take GET and HEAD alone.
 */
export function registerDocs(app: FastifyInstance): ReadonlySet<string> {
  const pages: Record<string, { type: string; content: () => Promise<string | Buffer>; policy?: string }> = {
    '/openapi.json': { type: json, content: openApiText },
    '/asyncapi.json': { type: json, content: asyncApiText },
    '/docs': { type: html, content: async () => page, policy },
    '/docs/start.js': { type: script, content: async () => start },
    '/docs/swagger-ui-bundle.js': { type: script, content: () => readSwaggerUi('swagger-ui-bundle.js') },
    '/docs/swagger-ui.css': { type: css, content: () => readSwaggerUi('swagger-ui.css') },
    '/docs/sync-spec': { type: plain, content: readSyncSpec },
    '/docs/problems': { type: html, content: async () => problemsPage, policy },
  }
  for (const [url, { type, content, policy: own }] of Object.entries(pages)) {
    let encoded: Promise<EncodedText> | undefined
    app.route({
      method: ['GET', 'HEAD'],
      url,
      async handler(request, reply) {
        request.routeName = url
        encoded ??= content().then(encodeText)
        const headers = ['content-type', type, 'cache-control', 'no-cache']
        if (own) headers.push('content-security-policy', own)
        await sendText(reply, { status: 200, headers, text: await encoded })
      },
    })
  }
  return new Set(Object.keys(pages))
}

const json = 'application/json; charset=utf-8'
const html = 'text/html; charset=utf-8'
// Markdown as it is: browsers show plain text, and save what they are told is Markdown.
const plain = 'text/plain; charset=utf-8'
const script = 'text/javascript; charset=utf-8'
const css = 'text/css; charset=utf-8'

// Loaded and built on the first request: the start pays nothing for the documents.
async function openApiText(): Promise<string> {
  const { openApiDocument } = await import('./documents/openapi.ts')
  return JSON.stringify(openApiDocument())
}

async function asyncApiText(): Promise<string> {
  const { asyncApiDocument } = await import('./documents/asyncapi.ts')
  return JSON.stringify(asyncApiDocument())
}

function readSyncSpec(): Promise<Buffer> {
  return readFile(new URL('../../../../docs/sync-spec.md', import.meta.url))
}

// Swagger UI as the makers of Fastify publish it: `swagger-ui-dist` reports each installation.
function readSwaggerUi(file: string): Promise<Buffer> {
  const main = createRequire(import.meta.url).resolve('@fastify/swagger-ui')
  return readFile(path.join(path.dirname(main), 'static', file))
}

const problemsPage = `<!doctype html>
<html lang="en">
<head><meta charset="utf-8"><title>Problems of QTable</title></head>
<body>
<h1>Problems</h1>
<p>Every answer that is no success is a problem (RFC 9457) with one of these codes.</p>
<dl>
${Object.entries(problems)
  .map(([code, { status, title }]) => `<dt id="${code}"><code>${code}</code> (${status})</dt><dd>${title}.</dd>`)
  .join('\n')}
</dl>
</body>
</html>
`
