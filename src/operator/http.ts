// /metrics, /healthz, /readyz and /status over plain HTTP, loopback by default. Reads only; nothing that is asked
// here changes anything, and no answer holds a secret.

import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'

export interface HttpView {
  metrics(): Promise<{ readonly contentType: string; readonly text: string }>
  /** A policy is installed and all listeners are open. */
  isReady(): Promise<boolean>
  status(): Promise<unknown>
}

export interface HttpServer {
  /** Where it listens, with the port that the system chose for 0. */
  readonly url: string
  close(): void
}

/** Rejects with one sentence when the address cannot be used. */
export async function serveHttp(at: { host: string; port: number }, view: HttpView): Promise<HttpServer> {
  const server = createServer({ requestTimeout: 10_000, keepAliveTimeout: 5000 }, (request, response) => {
    respond(request, response, view).catch((error: unknown) => {
      send(response, 500, 'text/plain', `${error instanceof Error ? error.message : String(error)}\n`)
    })
  })
  await listen(server, at)
  const address = server.address()
  const port = typeof address === 'object' && address ? address.port : at.port
  const host = at.host.includes(':') ? `[${at.host}]` : at.host
  return {
    url: `http://${host}:${port}`,
    close: () => {
      server.close()
      server.closeAllConnections()
    },
  }
}

function listen(server: Server, at: { host: string; port: number }): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', (error: NodeJS.ErrnoException) => {
      const why = error.code === 'EADDRINUSE' ? 'another program has that port' : error.message
      reject(new Error(`cannot serve http on ${at.host}:${at.port}: ${why}; change "http" in the configuration`))
    })
    server.listen({ host: at.host, port: at.port }, () => resolve())
  })
}

async function respond(request: IncomingMessage, response: ServerResponse, view: HttpView): Promise<void> {
  if (request.method !== 'GET' && request.method !== 'HEAD')
    return send(response, 405, 'text/plain', 'only GET and HEAD are answered here\n')
  switch ((request.url ?? '').replace(/\?.*$/, '')) {
    case '/metrics': {
      const { contentType, text } = await view.metrics()
      return send(response, 200, contentType, text)
    }
    case '/healthz':
      return send(response, 200, 'text/plain', 'ok\n')
    case '/readyz':
      return (await view.isReady())
        ? send(response, 200, 'text/plain', 'ready\n')
        : send(response, 503, 'text/plain', 'not ready: /status says why\n')
    case '/status':
      return send(response, 200, 'application/json', `${JSON.stringify(await view.status(), null, 2)}\n`)
    default:
      return send(response, 404, 'text/plain', 'try /metrics, /healthz, /readyz or /status\n')
  }
}

function send(response: ServerResponse, code: number, contentType: string, body: string): void {
  if (response.headersSent) return
  response.writeHead(code, { 'content-type': contentType, 'cache-control': 'no-store' })
  response.end(body)
}
