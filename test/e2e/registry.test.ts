import { readFileSync, writeFileSync } from 'node:fs'
import { createServer, request } from 'node:http'
import type { IncomingMessage } from 'node:http'
import { createServer as createSecureServer } from 'node:https'
import { connect } from 'node:net'
import type { AddressInfo, Server, Socket } from 'node:net'
import { join } from 'node:path'
import { describe, expect, it, onTestFinished } from 'vitest'
import { bareRepository, git, show, temporaryFolder } from '../support/git.ts'
import { hasRegistry, makeCertificate, startRegistry, user } from '../support/registry.ts'
import { fairlead, folderWith, step } from './bundle.ts'

/** Returns the environment of a job that is logged in to a registry. */
function loggedIn(host: string): Record<string, string> {
  const folder = temporaryFolder()
  const auth = Buffer.from(`${user.name}:${user.password}`).toString('base64')
  writeFileSync(join(folder, 'config.json'), JSON.stringify({ auths: { [host]: { auth } } }))
  return { DOCKER_CONFIG: folder }
}

/** Starts a TLS server in front of a registry, with a host name that only the proxy resolves. */
async function publish(registry: string, host: string) {
  const { key, certificate } = makeCertificate(temporaryFolder(), host)
  const tunnels: (string | undefined)[] = []
  const authorizations: (string | undefined)[] = []
  const secure = createSecureServer(
    { key: readFileSync(key), cert: readFileSync(certificate) },
    (asked, response) => {
      authorizations.push(asked.headers.authorization)
      const { url: path = '', method = '', headers } = asked
      const forward = request(`http://${registry}${path}`, { method, headers }, (answer) => {
        response.writeHead(answer.statusCode ?? 502, answer.headers)
        answer.pipe(response)
      })
      asked.pipe(forward)
    },
  )
  const securePort = await listen(secure)
  const proxy = createServer().on('connect', (asked: IncomingMessage, client: Socket) => {
    tunnels.push(asked.url)
    const server = connect(securePort, '127.0.0.1', () => {
      client.write('HTTP/1.1 200 OK\r\n\r\n')
      server.pipe(client).pipe(server)
    })
    server.on('error', () => client.destroy())
    client.on('error', () => server.destroy())
  })
  return { proxy: `http://127.0.0.1:${await listen(proxy)}`, certificate, tunnels, authorizations }
}

async function listen(server: Server): Promise<number> {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  onTestFinished(() => void server.close())
  return (server.address() as AddressInfo).port
}

/** Returns an infra repo with one app, whose image is pinned by a digest. */
const infra = (host: string) => ({
  'apps/web/values-dev.yaml': `image:\n  repository: ${host}/acme/web\n  tag: 1.0.0\n  digest: sha256:${'0'.repeat(64)} # of 1.0.0\n`,
})

const target = (host: string) => ({
  app: 'web',
  environment: 'dev',
  image: `${host}/acme/web`,
})

const options = (given: Readonly<Record<string, string>>) =>
  Object.entries(given).flatMap(([name, value]) => [`--${name}`, value])

describe.skipIf(!hasRegistry)('update with a registry', () => {
  it('writes the digest of what was pushed', async () => {
    const { host, push } = await startRegistry('token')
    const digest = await push('acme/web', '1.2.0')
    const repository = bareRepository(infra(host))
    const args = [
      'update',
      '--verify-image',
      '--pin-digest',
      ...options({ forge: 'local', repository, ...target(host), 'image-tag': '1.2.0' }),
    ]
    const run = await fairlead(folderWith({}), args, loggedIn(host))
    expect(run).toMatchObject({ exitCode: 0, stderr: '' })
    const [branch = ''] = git(repository, 'for-each-ref', '--format=%(refname)', 'refs/heads/fairlead').split(
      '\n',
    )
    expect(show(repository, branch, 'apps/web/values-dev.yaml')).toBe(
      `image:\n  repository: ${host}/acme/web\n  tag: 1.2.0\n  digest: ${digest} # of 1.0.0\n`.trimEnd(),
    )
  })

  it('writes nothing where the tag is missing, and where nobody logged in', async () => {
    const { host, push } = await startRegistry('password')
    await push('acme/web', '1.2.0')
    const repository = bareRepository(infra(host))
    const before = git(repository, 'for-each-ref')
    const args = (tag: string) => [
      'update',
      '--pin-digest',
      ...options({ forge: 'local', repository, ...target(host), 'image-tag': tag }),
    ]
    const missing = await fairlead(folderWith({}), args('1.2.1'), loggedIn(host))
    expect(missing).toMatchObject({ exitCode: 1, stdout: '' })
    expect(missing.stderr).toContain(`${host}/acme/web:1.2.1 is not in the registry`)
    const denied = await fairlead(folderWith({}), args('1.2.0'))
    expect(denied).toMatchObject({ exitCode: 2, stdout: '' })
    expect(denied.stderr).toContain('log in before this step')
    expect(missing.stderr + denied.stderr).not.toContain(user.password)
    expect(git(repository, 'for-each-ref')).toBe(before)
  })

  it('speaks TLS through a proxy, with a certificate authority of its own', async () => {
    const { host, push } = await startRegistry('password')
    const digest = await push('acme/web', '1.2.0')
    const { proxy, certificate, tunnels, authorizations } = await publish(host, 'registry.test')
    const folder = folderWith(infra('registry.test'))
    const args = ['bump', '--pin-digest', ...options({ ...target('registry.test'), 'image-tag': '1.2.0' })]
    const env = { ...loggedIn('registry.test'), HTTPS_PROXY: proxy }
    const unknown = await fairlead(folder, args, env)
    expect(unknown.exitCode).toBe(3)
    expect(unknown.stderr).toMatch(
      /registry\.test cannot be reached: .*self-signed certificate[^]*NODE_EXTRA_CA_CERTS/,
    )
    expect(authorizations).toEqual([])
    const run = await fairlead(folder, args, { ...env, NODE_EXTRA_CA_CERTS: certificate })
    expect(run).toMatchObject({ exitCode: 0 })
    expect(readFileSync(join(folder, 'apps/web/values-dev.yaml'), 'utf8')).toContain(digest)
    expect(authorizations).toEqual([undefined, expect.stringMatching(/^Basic /)])
    expect(new Set(tunnels)).toEqual(new Set(['registry.test:443']))
  })

  it('works as the action bump', async () => {
    const { host, push } = await startRegistry('password')
    const digest = await push('acme/web', '1.2.0')
    const folder = folderWith(infra(host))
    const inputs = { ...target(host), 'image-tag': '1.2.0', 'pin-digest': 'true' }
    const run = await step('bump', folder, inputs, { env: loggedIn(host) })
    expect(run).toMatchObject({ exitCode: 0, outputs: { digest, 'new-tag': '1.2.0', outcome: 'updated' } })
    expect(readFileSync(join(folder, 'apps/web/values-dev.yaml'), 'utf8')).toContain(digest)
    expect(run.stdout).toContain(`::add-mask::${user.password}`)
  })
})
