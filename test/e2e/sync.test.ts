/** The end of `sync`: each exit code, for each of its reasons. Argo CD is simulated; git is real. */
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { describe, expect, it, onTestFinished } from 'vitest'
import type { Interfere } from '../../scripts/demo/argocd.mjs'
import { PlayedScene, TOKEN } from '../support/played-argocd.ts'
import { fairlead } from './bundle.ts'
import type { Run } from './bundle.ts'

interface Case {
  /** The additional or wrong behavior of the server. */
  readonly interfere?: (scene: () => PlayedScene) => Interfere
  /** Options that are added to the usual ones or replace them. */
  readonly more?: Readonly<Record<string, string>>
  readonly env?: Record<string, string>
  /** Merges after the expected commit. */
  readonly later?: (scene: PlayedScene) => void
  readonly tag?: string
}

/** Waits for a release of web, as a person would. */
async function sync({ interfere, more = {}, env = {}, later, tag = '2' }: Case): Promise<Run> {
  let scene: PlayedScene | undefined = undefined
  const opened = () => scene as unknown as PlayedScene
  scene = await PlayedScene.open(
    { web: '1', other: '1' },
    interfere === undefined ? {} : { interfere: interfere(opened) },
  )
  const revision = scene.merge({ web: tag })
  later?.(scene)
  const folder = scene.checkOut(revision)
  return fairlead(folder, scene.words(revision, more), { ARGOCD_AUTH_TOKEN: TOKEN, ...env })
}

/** Responds to a path instead of the server. */
const answering =
  (
    path: RegExp,
    { status = 200, body, type = 'application/json' }: { status?: number; body: string; type?: string },
    from = 0,
  ) =>
  (): Interfere => {
    let count = 0
    return (at, _, response) => {
      if (!path.test(at) || count++ < from) return false
      response.writeHead(status, { 'content-type': type }).end(body)
      return true
    }
  }
const refusing = (path: RegExp, status: number, code: number, message: string, from = 0) =>
  answering(path, { status, body: JSON.stringify({ code, message, error: message }) }, from)

const APP = /^\/api\/v1\/applications\/web$/
/** Returns a JSON Web Token that expires at a time: seconds since 1970. */
const tokenUntil = (exp: number) =>
  ['{"alg":"HS256"}', JSON.stringify({ sub: 'proj:shop:ci', exp }), 'signature']
    .map((part) => Buffer.from(part).toString('base64url'))
    .join('.')

const zero: Record<string, Case & { says: RegExp }> = {
  'verified: it is live and healthy': { says: /^verified: /m },
  'superseded: a later commit that contains it is': {
    later: (scene) => void scene.merge({ other: '2' }),
    says: /^superseded: /m,
  },
  'nothing: the commits touch no app': {
    later: (scene) => void scene.merge({}, { 'docs/README.md': 'words\n' }),
    more: { base: 'origin/main~1', revision: 'origin/main' },
    says: /^nothing: .* touches no app/m,
  },
}

const one: Record<string, Case & { says: RegExp }> = {
  'failed: its image cannot be pulled': { tag: '2-pull-fails', says: /^failed: [^]*Back-off pulling image/m },
  'failed: its program crashes': { tag: '2-fails', says: /says: panic: no configuration/ },
  'reverted: a later commit takes it back': {
    later: (scene) => void scene.merge({ web: '1' }),
    says: /^reverted: /m,
  },
  'unknown: the time is over': {
    tag: '2-late-9s',
    more: { timeout: '3' },
    says: /^unknown: .*after 3\.\d s[^]*timed out after 3 s; last state: /m,
  },
  'unknown: the server is gone while it waits': {
    tag: '2-late-9s',
    interfere: (scene) => {
      let count = 0
      return (path, _, response) => {
        if (APP.test(path) && count++ > 1) void scene().argocd.close()
        return path === '/closed' && response.end() !== undefined
      }
    },
    more: { timeout: '6' },
    says: /^unknown: /m,
  },
  'unknown: the token is not taken any more while it waits': {
    tag: '2-late-9s',
    interfere: refusing(/applications\/web\/(resource-tree|managed-resources)$/, 401, 16, 'token is expired'),
    says: /^unknown: [^]*no longer accepts the token/m,
  },
}

const two: Record<string, Case & { says: RegExp }> = {
  'a wrong token': { env: { ARGOCD_AUTH_TOKEN: 'wrong' }, says: /rejects the token/ },
  'a token that has expired': {
    env: { ARGOCD_AUTH_TOKEN: tokenUntil(1_700_000_000) },
    says: /expired at 2023-11-14/,
  },
  'no token': { env: { ARGOCD_AUTH_TOKEN: '' }, says: /argocd-token is missing/ },
  'no server': { more: { 'argocd-server': ' ' }, says: /argocd-server is missing/ },
  'a server without TLS': {
    more: { 'argocd-server': 'http://argocd.example' },
    says: /not reached over https/,
  },
  'an Application that the token may not read': {
    interfere: refusing(APP, 403, 7, 'permission denied'),
    says: /has no permission to read the Application "web"/,
  },
  'an Application that is not there': {
    interfere: refusing(APP, 404, 5, 'applications.argoproj.io "web" not found'),
    says: /the Application "web" was not found on 127\.0\.0\.1/,
  },
  'a request that the server does not take': {
    interfere: refusing(APP, 400, 3, 'invalid field selector'),
    says: /rejects the request/,
  },
  'the page of a login': {
    interfere: answering(/./, { body: '<html>Sign in</html>', type: 'text/html' }),
    says: /page instead of Argo CD's JSON/,
  },
  'an app that nothing is called': { more: { app: 'wep' }, says: /"wep"/ },
  'a commit that is not there': {
    more: { revision: 'f00f'.repeat(10) },
    says: /the commit .* does not exist/,
  },
  'a base that is not there': { more: { base: 'nowhere' }, says: /the commit "nowhere" does not exist/ },
  'trigger: sync': { more: { trigger: 'sync' }, says: /trigger: sync is not supported yet/ },
  'an option that is none': { more: { timeuot: '3' }, says: /--timeout/ },
  'a time that is no number': { more: { timeout: 'soon' }, says: /timeout/ },
}

const three: Record<string, Case & { says: RegExp }> = {
  'a server that is not reached': {
    more: { 'argocd-server': 'http://127.0.0.1:9' },
    says: /127\.0\.0\.1:9 does not respond/,
  },
  'a server that is in trouble': {
    interfere: answering(/version/, { status: 503, body: 'no healthy upstream', type: 'text/plain' }),
    says: /responds with 503/,
  },
  'a server that breaks off': {
    interfere: () => (_, request) => {
      request.socket.destroy()
      return true
    },
    says: /does not respond/,
  },
}

describe.each([
  [0, zero],
  [1, one],
  [2, two],
  [3, three],
] as const)('exit code %i', (code, cases) => {
  it.each(Object.entries(cases))('%s', async (_, one) => {
    const { exitCode, stdout, stderr } = await sync(one)
    expect(`${stdout}${stderr}`).toMatch(one.says)
    expect(exitCode).toBe(code)
    // An error before the wait is reported once, as one sentence that begins with the kind of message.
    if (code > 1) expect(stderr).toMatch(/^error: /m)
    expect(`${stdout}${stderr}`).not.toMatch(/bug in Fairlead|unhandled|at .*\.js:\d+/i)
  })
})

it('an exit code of 0 does not come from a server of something else', async () => {
  const other = createServer((_, response) => response.end('{}'))
  await new Promise<void>((resolve) => other.listen(0, '127.0.0.1', resolve))
  onTestFinished(() => void other.close())
  const { port } = other.address() as AddressInfo
  const { exitCode } = await sync({ more: { 'argocd-server': `http://127.0.0.1:${port}`, timeout: '5' } })
  expect(exitCode).not.toBe(0)
})
