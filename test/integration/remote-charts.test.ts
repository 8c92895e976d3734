import { createHash } from 'node:crypto'
import { readdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { memoryTree } from '../../src/tree/memory.ts'
import { chart, remoteSources, serve, serveFiles, tarball, textOf } from '../support/remote-sources.ts'
import { temporaryFolder } from '../support/git.ts'
import { hasRegistry, startRegistry, user } from '../support/registry.ts'

const sha256 = (content: Uint8Array) => createHash('sha256').update(content).digest('hex')

/** Returns a repository with an index of charts named `web`, by version. */
async function repository(versions: readonly string[], change: (entry: string) => string = (entry) => entry) {
  const packages = await Promise.all(versions.map((version) => chart('web', version)))
  const entries = versions.map((version, i) =>
    change(
      `  - {name: web, version: ${version}, digest: ${sha256(packages[i] ?? Buffer.of())}, urls: [web-${version}.tgz]}`,
    ),
  )
  const files = Object.fromEntries(
    versions.map((version, i) => [`charts/web-${version}.tgz`, packages[i] ?? '']),
  )
  return serveFiles({
    ...files,
    'charts/index.yaml': `apiVersion: v1\nentries:\n  web:\n${entries.join('\n')}\n`,
  })
}

describe('a Helm repository', () => {
  it('gives the version that Helm would take', async () => {
    const server = await repository(['2.0.0-rc.1', '1.10.0', '1.9.0', 'v1.2.0', '1.2.1'])
    const opened = remoteSources()
    const version = async (wanted: string) =>
      (await opened.chart(`${server.url}charts`, 'web', wanted)).version
    expect(await version('')).toBe('1.10.0')
    expect(await version('*')).toBe('1.10.0')
    expect(await version('~1.2')).toBe('1.2.1')
    expect(await version('1.2.0')).toBe('v1.2.0')
    expect(await version('>=1.0.0, <1.10.0 || 7.x')).toBe('1.9.0')
    expect(await version('>=2.0.0-0')).toBe('2.0.0-rc.1')
    const { tree } = await opened.chart(`${server.url}charts/`, 'web', '1.9.0')
    expect(await textOf(tree, 'Chart.yaml')).toContain('version: 1.9.0')
    await expect(version('3.x')).rejects.toMatchObject({
      kind: 'input',
      message: expect.stringContaining('1.10.0'),
    })
    await expect(opened.chart(`${server.url}charts`, 'wep', '1.x')).rejects.toThrow('Did you mean "web"?')
    await expect(opened.chart(`${server.url}none`, 'web', '1.x')).rejects.toMatchObject({ kind: 'input' })
  })

  it('is asked once for each thing, and in the next run only whether its index is new', async () => {
    const server = await repository(['1.0.0'])
    const cache = temporaryFolder()
    const run = async () => {
      server.asked.length = 0
      const opened = remoteSources({ cache })
      await Promise.all([1, 2, 3].map(() => opened.chart(`${server.url}charts`, 'web', '1.x')))
      return server.asked.map(({ url, etag }) => [url, etag])
    }
    expect(await run()).toEqual([
      ['/charts/index.yaml', undefined],
      ['/charts/web-1.0.0.tgz', undefined],
    ])
    expect(await run()).toEqual([['/charts/index.yaml', '"1"']])
    for (const file of readdirSync(join(cache, 'packages')))
      writeFileSync(join(cache, 'packages', file), 'broken')
    expect(await run()).toHaveLength(2)
  })

  it('is not believed where a package is not the one of its index', async () => {
    const server = await repository(['1.0.0'], (entry) =>
      entry.replace(/digest: \w+/, `digest: ${'0'.repeat(64)}`),
    )
    await expect(remoteSources().chart(`${server.url}charts`, 'web', '*')).rejects.toMatchObject({
      kind: 'remote',
      message: expect.stringContaining('its digest in the index is 0000'),
    })
  })

  it('may not send the request into the network of the job', async () => {
    const inner = await serveFiles({ secret: 'x' })
    const to = (location: string) =>
      serve((_request, response) => void response.writeHead(302, { location }).end())
    const port = new URL(inner.url).port
    for (const target of [
      'http://169.254.169.254/latest/meta-data',
      'https://169.254.169.254/',
      `http://127.0.0.2:${port}/secret`,
      `http://localhost:${port}/secret`,
      `http://[::1]:${port}/secret`,
      'file:///etc/passwd',
    ])
      await expect(remoteSources().chart((await to(target)).url, 'web', '*'), target).rejects.toMatchObject({
        kind: 'input',
      })
    expect(inner.asked).toEqual([])
    const index = await serveFiles({
      'index.yaml': 'entries:\n  web:\n  - {version: 1.0.0, urls: ["http://169.254.169.254/x.tgz"]}\n',
    })
    await expect(remoteSources().chart(index.url, 'web', '*')).rejects.toThrow('169.254.169.254')
  })

  it('is not connected to at a private address, even where the DNS told a public one before', async () => {
    const server = await repository(['1.0.0'])
    const { port } = new URL(server.url)
    let asked = 0
    const lookup = () => {
      asked++
      return Promise.resolve([{ address: '127.0.0.1', family: 4 }])
    }
    const url = `http://charts.example.com:${port}/charts`
    const listed = remoteSources({ hosts: { 'charts.example.com': {} }, lookup })
    await expect(listed.chart(url, 'web', '*')).rejects.toMatchObject({
      kind: 'input',
      message: expect.stringContaining('leads to 127.0.0.1, which is not a public address'),
    })
    expect(asked).toBeGreaterThan(0)
    expect(server.asked).toEqual([])
    const allowed = remoteSources({ hosts: { 'charts.example.com': { private: true } }, lookup })
    expect((await allowed.chart(url, 'web', '*')).version).toBe('1.0.0')
  })

  it('gets credentials where it is listed with them, and nobody behind a redirect does', async () => {
    const other = await repository(['1.0.0'])
    const door = await serve((request, response) => {
      const location = other.url + (request.url ?? '').slice(1)
      response.writeHead(302, { location }).end()
    })
    const credentials = () => 'Basic c2VjcmV0'
    const hosts = { '127.0.0.1': { private: true, credentials: true } }
    await remoteSources({ hosts, credentials }).chart(`${door.url}charts`, 'web', '*')
    expect(door.asked.map(({ authorization }) => authorization)).toContain('Basic c2VjcmV0')
    expect(other.asked.map(({ authorization }) => authorization)).toEqual([undefined, undefined])
    door.asked.length = 0
    await remoteSources({ credentials }).chart(`${door.url}charts`, 'web', '*')
    expect(door.asked.map(({ authorization }) => authorization)).toEqual([undefined, undefined])
  })

  it('may neither send without end nor be silent, and is tried again where it fails', async () => {
    const endless = await serve((_request, response) => {
      const more = () => void (response.destroyed || response.write(Buffer.alloc(65_536), more))
      more()
    })
    await expect(
      remoteSources({ limits: { index: 1_000_000 } }).chart(endless.url, 'web', '*'),
    ).rejects.toThrow('is larger than')
    const silent = await serve(() => {})
    await expect(remoteSources({ limits: { deadline: 100 } }).chart(silent.url, 'web', '*')).rejects.toThrow(
      'timed out',
    )
    const failing = await serve((_request, response) => void response.writeHead(502).end())
    await expect(remoteSources().chart(failing.url, 'web', '*')).rejects.toMatchObject({ kind: 'remote' })
    expect(failing.asked).toHaveLength(3)
    const round = await serve(
      (request, response) => void response.writeHead(302, { location: request.url }).end(),
    )
    await expect(remoteSources().chart(round.url, 'web', '*')).rejects.toThrow('too many times')
  })

  it.each([
    ['a bomb', { 'web/Chart.yaml': 'x', 'web/zero': Buffer.alloc(3_000_000) }, [], 'more than 1 MiB'],
    [
      'too many files',
      Object.fromEntries(Array.from({ length: 30 }, (_, i) => [`web/${i}`, ''])),
      [],
      'more than 20 files',
    ],
    ['a link', {}, [{ name: 'web/a', type: 'symlink' as const, linkname: '/etc/passwd' }], 'a symlink'],
    ['a path that leaves it', { 'web/../../x': 'x' }, [], 'not allowed'],
    ['no chart', { 'web/values.yaml': 'x' }, [], 'no Chart.yaml'],
  ])('may not send %s', async (_name, files, odd, message) => {
    const server = await serveFiles({
      'index.yaml': 'entries: {web: [{version: 1.0.0, urls: [web.tgz]}]}',
      'web.tgz': await tarball(files, odd),
    })
    await expect(
      remoteSources({ limits: { size: 1, files: 20 } }).chart(server.url, 'web', '*'),
    ).rejects.toMatchObject({ kind: 'input', message: expect.stringContaining(message) })
  })
})

describe('what a chart depends on', () => {
  const missing = (version: string, repository: string) => [
    { name: 'web', version, repository, file: 'Chart.yaml', line: 5 },
  ]

  it('is taken in the version of its lock where that fits', async () => {
    const server = await repository(['1.0.0', '1.1.0', '2.0.0'])
    const lock = Buffer.from('dependencies: [{name: web, version: 1.0.0}]\n')
    const tree = memoryTree('app', new Map([['app/Chart.lock', lock]]))
    const fetched = async (version: string) => {
      const [found] = await remoteSources().dependencies(
        { tree, path: 'app' },
        missing(version, `${server.url}charts`),
      )
      return found && textOf(found.tree, 'Chart.yaml')
    }
    expect(await fetched('1.x')).toContain('version: 1.0.0')
    expect(await fetched('^2.0.0')).toContain('version: 2.0.0')
  })

  it('must not be of a repository that only a machine knows', async () => {
    const tree = memoryTree('app', new Map())
    for (const name of ['@internal', 'alias:internal', ''])
      await expect(
        remoteSources().dependencies({ tree, path: '' }, missing('1.x', name)),
      ).rejects.toMatchObject({
        kind: 'input',
        faults: [{ at: { file: 'Chart.yaml', line: 5 } }],
      })
  })
})

describe.runIf(hasRegistry)('a registry', () => {
  const helm = 'application/vnd.cncf.helm.chart.content.v1.tar+gzip'
  const flux = 'application/vnd.cncf.flux.content.v1.tar+gzip'

  it('gives charts by version, range and digest', async () => {
    const registry = await startRegistry()
    for (const version of ['1.0.0', '1.2.0', '2.0.0-rc.1'])
      await registry.pushPackage('charts/web', version, helm, await chart('web', version))
    const digest = await registry.pushPackage(
      'charts/web',
      '1.3.0_build.5',
      helm,
      await chart('web', '1.3.0+build.5'),
    )
    const opened = remoteSources()
    const version = async (wanted: string) =>
      (await opened.chart(`oci://${registry.host}/charts`, 'web', wanted)).version
    expect(await version('1.0.0')).toBe('1.0.0')
    expect(await version('~1.2')).toBe('1.2.0')
    expect(await version('')).toBe('1.3.0+build.5')
    expect(await version('1.3.0+build.5')).toBe('1.3.0+build.5')
    expect(await version(digest)).toBe(digest)
    const { tree } = await opened.chart(`${registry.host}/charts`, 'web', '1.2.0')
    expect(await textOf(tree, 'Chart.yaml')).toContain('version: 1.2.0')
    await expect(version('9.x')).rejects.toMatchObject({ kind: 'input' })
    await expect(
      remoteSources({ hosts: {} }).chart(`oci://${registry.host}/charts`, 'web', '*'),
    ).rejects.toThrow(`{hosts: {"${registry.host}": {}}}`)
  })

  it('gives the files of artifacts', async () => {
    const registry = await startRegistry()
    const content = await tarball({ './apps/cm.yaml': 'kind: ConfigMap\n' })
    const digest = await registry.pushPackage('manifests', '1.4.0', flux, content)
    await registry.pushPackage('manifests', 'latest', 'application/vnd.acme.tar+gzip', content)
    const opened = remoteSources()
    const url = `oci://${registry.host}/manifests`
    for (const reference of ['1.4.0', '>=1.0.0', digest, 'latest'])
      expect(await textOf((await opened.artifact(url, reference)).tree, 'apps/cm.yaml')).toBe(
        'kind: ConfigMap\n',
      )
    expect((await opened.artifact(url, '1.x')).digest).toBe(digest)
    await expect(opened.artifact(url, '1.4.0', 'application/other')).rejects.toThrow(flux)
  })

  it('gets credentials only where it is listed with them', async () => {
    const registry = await startRegistry('password')
    await registry.pushPackage('charts/web', '1.0.0', helm, await chart('web', '1.0.0'))
    const auth = Buffer.from(`${user.name}:${user.password}`).toString('base64')
    const environment = { DOCKER_AUTH_CONFIG: JSON.stringify({ auths: { [registry.host]: { auth } } }) }
    const pull = (hosts: Record<string, object>) =>
      remoteSources({ environment, hosts }).chart(`oci://${registry.host}/charts`, 'web', '1.0.0')
    await expect(pull({ '127.0.0.1': { private: true } })).rejects.toMatchObject({ kind: 'input' })
    expect((await pull({ '127.0.0.1': { private: true, credentials: true } })).version).toBe('1.0.0')
  })

  it('does not have its credentials sent to a server for tokens that is not listed', async () => {
    const tokens = await serve((_request, response) => void response.end('{"token": "t"}'))
    const registry = await serve((_request, response) => {
      response.writeHead(401, { 'www-authenticate': `Bearer realm="${tokens.url}",service="x"` }).end()
    })
    const { host } = new URL(registry.url)
    const auth = Buffer.from('jo:s3cret').toString('base64')
    const environment = { DOCKER_AUTH_CONFIG: JSON.stringify({ auths: { [host]: { auth } } }) }
    const hosts = { '127.0.0.1': { private: true }, [host]: { private: true, credentials: true } }
    await expect(
      remoteSources({ environment, hosts }).chart(`oci://${host}/x`, 'web', '1.0.0'),
    ).rejects.toMatchObject({
      kind: 'input',
      message: expect.stringContaining(`are sent to ${new URL(tokens.url).host}`),
    })
    expect(tokens.asked).toEqual([])
  })
})
