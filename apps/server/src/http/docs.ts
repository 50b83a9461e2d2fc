import { readFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { problems } from '@qtable/domain'
import type { FastifyInstance } from 'fastify'
import { type EncodedText, encodeText } from '../wire/encoded-text.ts'
import { asyncApiDocument } from './documents/asyncapi.ts'
import { openApiDocument } from './documents/openapi.ts'
import { sendText } from './send-text.ts'

// Scalar puts its styles into the page as it runs. Everything else is from here and nothing is sent anywhere else:
// fonts, telemetry, assistants and request proxies of its makers stay off, and the policy stops what would remain.
const policy = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self' 'unsafe-inline'",
  "img-src 'self' data: blob:",
  "font-src 'self' data:",
  "connect-src 'self'",
  "worker-src 'self' blob:",
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
</head>
<body>
<div id="reference"></div>
<noscript>This page needs JavaScript. The same, for machines: <a href="/openapi.json">/openapi.json</a> and, for the
sockets, <a href="/asyncapi.json">/asyncapi.json</a></noscript>
<script src="/docs/scalar.js"></script>
<script src="/docs/start.js"></script>
</body>
</html>
`

const start = `Scalar.createApiReference('#reference', ${JSON.stringify({
  url: '/openapi.json',
  proxyUrl: '',
  withDefaultFonts: false,
  telemetry: false,
  agent: { disabled: true },
  mcp: { disabled: true },
  showDeveloperTools: 'never',
  hideClientButton: true,
  persistAuth: false,
})})
`

/** `/openapi.json`, `/asyncapi.json`, `/docs` to read it and try every route, and `/docs/problems`, where problems point to. */
export function registerDocs(app: FastifyInstance): void {
  const pages: Record<string, { type: string; content: () => Promise<string | Buffer>; policy?: string }> = {
    '/openapi.json': { type: json, content: async () => JSON.stringify(openApiDocument()) },
    '/asyncapi.json': { type: json, content: async () => JSON.stringify(asyncApiDocument()) },
    '/docs': { type: html, content: async () => page, policy },
    '/docs/start.js': { type: script, content: async () => start },
    '/docs/scalar.js': { type: script, content: readScalar },
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
}

const json = 'application/json; charset=utf-8'
const html = 'text/html; charset=utf-8'
const script = 'text/javascript; charset=utf-8'

function readScalar(): Promise<Buffer> {
  return readFile(createRequire(import.meta.url).resolve('@scalar/api-reference/browser/standalone.js'))
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
