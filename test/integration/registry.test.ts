import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { openRegistry } from '../../src/registry/registry.ts'
import { bumpIn, folderWith } from '../support/bump.ts'
import { bareRepository, show, temporaryFolder } from '../support/git.ts'
import { argoRepo } from '../support/infra.ts'
import type { Guard, RegistryServer } from '../support/registry.ts'
import { hasRegistry, startRegistry, user } from '../support/registry.ts'
import { branches, pullRequestBranch, update } from '../support/update.ts'

const missing = `sha256:${'0'.repeat(64)}`

/** Returns the environment of a user who is logged in to a registry, as `docker login` leaves it. */
function loggedIn(host: string, entry: Record<string, string> = auth()): Record<string, string> {
  const folder = temporaryFolder()
  writeFileSync(join(folder, 'config.json'), JSON.stringify({ auths: { [host]: entry } }))
  return { DOCKER_CONFIG: folder }
}

function auth(password = user.password): Record<string, string> {
  return { auth: Buffer.from(`${user.name}:${password}`).toString('base64') }
}

/** Returns the environment of a user with a credential helper for a registry, which is a script with these lines. */
function withHelper(host: string, script: string): Record<string, string> {
  const folder = temporaryFolder()
  mkdirSync(join(folder, 'bin'))
  writeFileSync(join(folder, 'config.json'), JSON.stringify({ credHelpers: { [host]: 'test' } }))
  writeFileSync(join(folder, 'bin', 'docker-credential-test'), `#!/bin/sh\n${script}\n`, { mode: 0o755 })
  return { DOCKER_CONFIG: folder, PATH: `${join(folder, 'bin')}:${process.env['PATH']}` }
}

const find = (server: RegistryServer, environment: Record<string, string>, reference: string) =>
  openRegistry({ environment, second: 1 }).find(`${server.host}/acme/web`, reference)

describe.skipIf(!hasRegistry)('a real registry', () => {
  it.each<Guard>(['none', 'password', 'token'])('with the guard %s tells what it has', async (guard) => {
    const server = await startRegistry(guard)
    const environment = guard === 'none' ? {} : loggedIn(server.host)
    const digest = await server.push('acme/web', '1.2.0')
    expect(await find(server, environment, '1.2.0')).toEqual({ digest })
    expect(await find(server, environment, digest)).toEqual({ digest })
    expect(await find(server, environment, '1.2.1')).toBeUndefined()
    expect(await find(server, environment, missing)).toBeUndefined()
    expect(await openRegistry({ environment }).find(`${server.host}/acme/wbe`, '1.2.0')).toBeUndefined()
  })

  it('answers with the index of an image of several platforms', async () => {
    const server = await startRegistry()
    const { index, platform } = await server.pushIndex('acme/web', '1.2.0')
    expect(await find(server, {}, '1.2.0')).toEqual({ digest: index })
    expect(await find(server, {}, platform)).toEqual({ digest: platform })
  })

  it.each<Guard>(['password', 'token'])('with the guard %s says who may not read', async (guard) => {
    const server = await startRegistry(guard)
    await server.push('acme/web', '1.2.0')
    await expect(find(server, {}, '1.2.0')).rejects.toMatchObject({
      kind: 'input',
      message: expect.stringMatching(/denied read access to acme\/web \(401.*\n.*docker\/login-action/),
    })
    const wrong = await find(server, loggedIn(server.host, auth('wr0ng')), '1.2.0').catch(String)
    expect(wrong).toMatch(/denied read access to acme\/web.*\n.*config\.json were used \(ci\)/)
    expect(wrong).not.toContain('wr0ng')
  })

  it('gets its tokens by password or by refresh token, only for what it asks', async () => {
    const server = await startRegistry('token')
    const digest = await server.push('acme/web', '1.2.0')
    const { host, tokenRequests } = server
    expect(await find(server, loggedIn(host, { identitytoken: 'refresh-me' }), '1.2.0')).toEqual({ digest })
    const [asked, ...others] = tokenRequests
    expect(others).toEqual([])
    expect(asked).toMatchObject({ method: 'POST', authorization: undefined })
    expect(Object.fromEntries(new URLSearchParams(asked?.query))).toEqual({
      grant_type: 'refresh_token',
      refresh_token: 'refresh-me',
      client_id: 'fairlead',
      service: 'registry.test',
      scope: 'repository:acme/web:pull',
    })
    const hidden: string[] = []
    const registry = openRegistry({ environment: loggedIn(host), hide: (secrets) => hidden.push(...secrets) })
    await Promise.all([
      registry.find(`${host}/acme/web`, '1.2.0'),
      registry.find(`${host}/acme/web`, '1.2.1'),
    ])
    expect(tokenRequests.slice(1)).toEqual([
      {
        method: 'GET',
        query: 'service=registry.test&scope=repository%3Aacme%2Fweb%3Apull',
        authorization: `Basic ${auth()['auth']}`,
      },
    ])
    expect(hidden).toEqual(expect.arrayContaining([user.password, auth()['auth']]))
  })

  it('is opened with a credential helper', async () => {
    const server = await startRegistry('password')
    const digest = await server.push('acme/web', '1.2.0')
    const answer = `{"ServerURL": "x", "Username": "${user.name}", "Secret": "${user.password}"}`
    const good = `[ "$1" = get ] && [ "$(cat)" = "${server.host}" ] && echo '${answer}'`
    expect(await find(server, withHelper(server.host, good), '1.2.0')).toEqual({ digest })
    const none = withHelper(server.host, "echo 'credentials not found in native keychain'; exit 1")
    await expect(find(server, none, '1.2.0')).rejects.toThrow('There are no credentials for')
    const broken = withHelper(server.host, "echo 'the vault is closed'; exit 1")
    await expect(find(server, broken, '1.2.0')).rejects.toThrow('failed: the vault is closed')
    const silent = withHelper(server.host, 'echo s3cret')
    const error = await find(server, silent, '1.2.0').catch(String)
    expect(error).toContain('cannot be read: it is not valid JSON')
    expect(error).not.toContain('s3cret')
  })
})

describe.skipIf(!hasRegistry)('bump with a real registry', () => {
  const verified = { 'verify-image': 'true' }
  const pinned = { 'pin-digest': 'true' }
  const place = { 'values-file': 'values.yaml', key: 'image.tag' }

  /** Bumps image.tag of one file. */
  async function bump(text: string, given: Record<string, string>) {
    const folder = folderWith({ 'values.yaml': text })
    const open = () => Promise.resolve(openRegistry({ environment: {} }))
    const result = await bumpIn(folder, { ...place, ...given }, open)
    return { text: result.read('values.yaml'), warnings: result.warnings, outputs: result.outputs }
  }

  it('writes what is there, and its digest where asked for', async () => {
    const { host, push } = await startRegistry()
    const digest = await push('acme/web', '1.2.0')
    const before = `image:\n  repository: ${host}/acme/web\n  tag: 1.0.0\n  digest: ""\n`
    const tagged = before.replace('1.0.0', '1.2.0')
    const withDigest = tagged.replace('""', `"${digest}"`)
    const given = { 'image-tag': '1.2.0' }
    // If the file contains the image, it does not have to be set.
    expect((await bump(before, { ...given, ...verified })).text).toBe(tagged)
    const done = await bump(before, { ...given, ...pinned })
    expect(done.text).toBe(withDigest)
    expect(done.outputs).toMatchObject({ 'new-tag': '1.2.0', digest })
    expect((await bump(before, { ...given, ...verified, digest })).text).toBe(withDigest)
    // The existing digest does not block the update.
    const older = before.replace('""', missing)
    expect((await bump(older, { ...given, ...pinned })).text).toBe(withDigest.replaceAll('"', ''))
    await expect(bump(older, { ...given, ...verified })).rejects.toMatchObject({ kind: 'refused' })
    const reference = `image: ${host}/acme/web:1.0.0\n`
    expect((await bump(reference, { ...given, ...pinned, key: 'image' })).text).toBe(
      `image: ${host}/acme/web:1.2.0@${digest}\n`,
    )
    const lost = await bump('image:\n  tag: 1.0.0\n', { ...given, ...pinned, image: `${host}/acme/web` })
    expect(lost.text).toBe('image:\n  tag: 1.2.0\n')
    expect(lost.warnings).toEqual([expect.stringContaining('cannot hold a digest')])
  })

  it('refuses what is not there, or is something else', async () => {
    const { host, push } = await startRegistry()
    const digest = await push('acme/web', '1.2.0')
    const text = `image:\n  repository: ${host}/acme/web\n  tag: 1.0.0\n  digest: ""\n`
    for (const flag of [verified, pinned]) {
      await expect(bump(text, { 'image-tag': '1.2.1', ...flag })).rejects.toMatchObject({
        kind: 'refused',
        message: expect.stringMatching(
          new RegExp(String.raw`^${host}/acme/web:1\.2\.1 is not in the registry\n.*Push the image`),
        ),
      })
      await expect(bump(text, { 'image-tag': '1.2.0', digest: missing, ...flag })).rejects.toMatchObject({
        kind: 'refused',
        message: expect.stringContaining(
          `has the digest ${digest} in the registry, not the given digest ${missing}`,
        ),
      })
      await expect(bump(text, { digest: missing, ...flag })).rejects.toThrow('is not in the registry')
    }
    const gone = await bump(text, { 'image-tag': '1.2.1', digest, ...verified })
    expect(gone.text).toContain('tag: 1.2.1')
    expect(gone.warnings).toEqual([expect.stringContaining('only its digest')])
  })

  it('asks for the image where nothing tells it', async () => {
    await expect(bump('image:\n  tag: 1.0.0\n', { 'image-tag': '1.2.0', ...verified })).rejects.toMatchObject(
      {
        kind: 'input',
        message: expect.stringContaining('Set "image"'),
      },
    )
    const text = 'image:\n  repository: ghcr.io/acme/web\n  tag: 1.0.0\n'
    await expect(bump(text, { 'image-tag': '1.2.0', image: '127.0.0.1:9/x', ...verified })).rejects.toThrow(
      'holds the image ghcr.io/acme/web, not 127.0.0.1:9/x',
    )
    const changes = JSON.stringify({ 'values.yaml': { 'image.tag': '1.2.0' } })
    await expect(bumpIn(folderWith({}), { changes, ...verified })).rejects.toMatchObject({
      kind: 'input',
      message: expect.stringContaining('cannot be combined with changes'),
    })
  })

  it('sets the digest of a Flux marker', async () => {
    const { host, push } = await startRegistry()
    const digest = await push('acme/web', '1.2.0')
    const marker = (part: string) => `# {"$imagepolicy": "flux-system:web:${part}"}`
    const text = `repository: ${host}/acme/web ${marker('name')}\ntag: 1.0.0 ${marker('tag')}\ndigest: old ${marker('digest')}\n`
    const folder = folderWith({ 'values.yaml': text })
    const given = { 'image-policy': 'flux-system:web', 'image-tag': '1.2.0', ...pinned }
    const result = await bumpIn(folder, given, async () => openRegistry({ environment: {} }))
    expect(result.read('values.yaml')).toBe(text.replace('1.0.0', '1.2.0').replace('old', digest))
  })
})

describe.skipIf(!hasRegistry)('update with a real registry', () => {
  const registry = () => Promise.resolve(openRegistry({ environment: {} }))

  /** The repository of argoRepo with its images in a registry, and with a key for their digest. */
  function infra(host: string) {
    const files = Object.entries(argoRepo()).map(([path, text]) => [
      path,
      text.replaceAll('ghcr.io', host).replace(/^( +)tag: ""/m, '$1tag: ""\n$1digest: ""'),
    ])
    return bareRepository(Object.fromEntries(files) as Record<string, string>)
  }

  it('finds the app, and writes nothing where its image was not pushed', async () => {
    const { host, push } = await startRegistry()
    await push('acme/web', '1.2.0')
    const repository = infra(host)
    const given = { app: 'web', environment: 'dev', image: `${host}/acme/web`, 'verify-image': 'true' }
    await expect(update(repository, { ...given, 'image-tag': '1.2.1' }, { registry })).rejects.toThrow(
      `${host}/acme/web:1.2.1 is not in the registry`,
    )
    expect(branches(repository)).toEqual(['main'])
    await update(repository, { ...given, 'image-tag': '1.2.0' }, { registry })
    const branch = pullRequestBranch(repository)
    expect(show(repository, branch, 'charts/web/values-dev.yaml')).toContain('tag: 1.2.0')
  })

  it('verifies charts in a registry, and says what is in none', async () => {
    const { host, push } = await startRegistry()
    await push('acme/charts/web', '2.0.0')
    const application = (repoURL: string, chart: string) =>
      `apiVersion: argoproj.io/v1alpha1\nkind: Application\nmetadata:\n  name: web-dev\nspec:\n  source:\n    repoURL: ${repoURL}\n    ${chart}\n    targetRevision: 1.0.0\n  destination:\n    namespace: web\n    server: https://kubernetes.default.svc\n`
    const inRegistry = bareRepository({ 'dev/web.yaml': application(`${host}/acme/charts`, 'chart: web') })
    const given = { app: 'web-dev', 'pin-digest': 'true' }
    const image = `${host}/acme/charts/web`
    await expect(update(inRegistry, { ...given, image, 'image-tag': '2.0.1' }, { registry })).rejects.toThrow(
      `${image}:2.0.1 is not in the registry`,
    )
    await update(inRegistry, { ...given, image, 'image-tag': '2.0.0' }, { registry })
    expect(show(inRegistry, pullRequestBranch(inRegistry), 'dev/web.yaml')).toContain(
      'targetRevision: 2.0.0\n',
    )

    const classic = bareRepository({ 'dev/web.yaml': application('https://charts.acme.com', 'chart: web') })
    const result = await update(
      classic,
      { ...given, image: 'charts.acme.com/web', 'image-tag': '2.0.0' },
      { registry },
    )
    expect(result.warnings.join('\n')).toContain('charts.acme.com/web is not in a container registry')
  })
})
