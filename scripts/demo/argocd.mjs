// A simulated Argo CD on loopback, for the demo and the tests of the command line: the part of its HTTP API that
// `sync` reads, over real commits of a real git repository. It syncs nothing and runs no containers; played-app.mjs
// determines the result of a commit. The tests with the real Argo CD are in test/bed.
// Source: https://github.com/argoproj/argo-cd/blob/v3.5.7/assets/swagger.json
import { createServer } from 'node:http'
import { PlayedApp } from './played-app.mjs'

/**
 * @typedef {import('./played-app.mjs').PlayedOptions} PlayedOptions
 * @typedef {import('node:http').IncomingMessage} Request
 * @typedef {import('node:http').ServerResponse} Response
 *
 * @typedef {object} Played
 * @property {string} url
 * @property {Map<string, PlayedApp>} apps by name
 * @property {string[]} requests the path of each, with its query
 * @property {() => Promise<void>} close
 *
 * Answers instead of the server if it returns true: for tests of servers that are slow or give other answers.
 * @typedef {(path: string, request: Request, response: Response) => boolean | Promise<boolean>} Interfere
 */

/**
 * Starts the server, with each app live at its branch's tip.
 *
 * @param {readonly PlayedOptions[]} given
 * @param {{ token: string, interfere?: Interfere }} options
 * @returns {Promise<Played>}
 */
export async function playArgocd(given, { token, interfere }) {
  const apps = new Map(given.map((options) => [options.name, new PlayedApp(options)]))
  /** @type {string[]} */
  const requests = []
  /** @type {Set<(app: PlayedApp) => void>} */
  const followers = new Set()
  for (const app of apps.values()) {
    app.settle()
    app.watch(() => followers.forEach((tell) => tell(app)))
  }

  /** @param {Request} request @param {Response} response */
  const answer = async (request, response) => {
    const at = new URL(request.url ?? '/', 'http://localhost')
    requests.push(`${at.pathname}${at.search}`)
    if (interfere !== undefined && (await interfere(at.pathname, request, response))) return
    if (at.pathname === '/api/version') return send(response, 200, { Version: 'v3.5.7+played' })
    if (request.headers.authorization !== `Bearer ${token}`)
      return refuse(response, 401, 16, 'invalid session: token signature is invalid')
    const [, name, what] =
      /^\/api\/v1\/(?:stream\/)?applications(?:\/([^/]+)(?:\/([a-z-]+))?)?$/.exec(at.pathname) ?? []
    if (at.pathname === '/api/v1/stream/applications') return stream(response, at.searchParams.get('name'))
    if (at.pathname === '/api/v1/applications')
      return send(response, 200, { metadata: {}, items: [...apps.values()].map(({ object }) => object) })
    const app = name === undefined ? undefined : apps.get(decodeURIComponent(name))
    if (app === undefined) {
      const isNamed = at.searchParams.has('project')
      return isNamed
        ? refuse(response, 404, 5, `applications.argoproj.io "${name}" not found`)
        : refuse(response, 403, 7, 'permission denied')
    }
    if (what === undefined) {
      if (at.searchParams.has('refresh')) await app.refresh()
      return send(response, 200, app.object)
    }
    if (what === 'resource-tree') return send(response, 200, { nodes: app.tree() })
    if (what === 'managed-resources') return send(response, 200, { items: app.managed() })
    if (what === 'events') return send(response, 200, { items: app.events() })
    if (what === 'logs') return send(response, 200, ...app.log())
    if (what === 'manifests') {
      const condition = (app.status.conditions ?? [])[0]
      return condition ? refuse(response, 400, 9, condition.message) : send(response, 200, { manifests: [] })
    }
    return refuse(response, 404, 5, 'Not Found')
  }

  /** @param {Response} response @param {string | null} only */
  const stream = (response, only) => {
    response.writeHead(200, { 'content-type': 'application/json' })
    const tell = (/** @type {PlayedApp} */ app, type = 'MODIFIED') => {
      if (only === null || only === app.name)
        response.write(`${JSON.stringify({ result: { type, application: app.object } })}\n`)
    }
    const follow = (/** @type {PlayedApp} */ app) => tell(app)
    for (const app of apps.values()) tell(app, 'ADDED')
    followers.add(follow)
    response.once('close', () => followers.delete(follow))
  }

  const server = createServer((request, response) => {
    answer(request, response).catch((error) => {
      response.destroy(error)
    })
  })
  await new Promise((resolve) => server.listen(0, '127.0.0.1', () => resolve(undefined)))
  const { port } = /** @type {import('node:net').AddressInfo} */ (server.address())
  return {
    url: `http://127.0.0.1:${port}`,
    apps,
    requests,
    close: async () => {
      for (const app of apps.values()) app.end()
      const closed = new Promise((resolve) => server.close(resolve))
      server.closeAllConnections()
      await closed
    },
  }
}

/** @param {Response} response @param {number} status @param {...unknown} lines */
function send(response, status, ...lines) {
  response.writeHead(status, { 'content-type': 'application/json' })
  response.end(lines.map((line) => JSON.stringify(line)).join('\n'))
}

/** @param {Response} response @param {number} status @param {number} code gRPC's @param {string} message */
function refuse(response, status, code, message) {
  send(response, status, { error: message, code, message })
}
