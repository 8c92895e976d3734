import { mkdirSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { findCredentials } from '../../../src/registry/credentials.ts'
import { temporaryFolder } from '../../support/git.ts'

const auth = (text: string) => ({ auth: Buffer.from(text).toString('base64') })

/** Creates a home directory with files, and the environment that points to it. */
function home(files: Readonly<Record<string, unknown>>) {
  const folder = temporaryFolder()
  for (const [path, content] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, path)), { recursive: true })
    writeFileSync(join(folder, path), typeof content === 'string' ? content : JSON.stringify(content))
  }
  return { folder, environment: { HOME: folder } }
}

const find = (auths: unknown, registry: string, path = 'acme/web') =>
  findCredentials(registry, path, home({ '.docker/config.json': { auths } }).environment)

describe('the credentials of docker', () => {
  it.each([
    ['ghcr.io', 'ghcr.io'],
    ['https://ghcr.io', 'ghcr.io'],
    ['https://ghcr.io/v2/', 'ghcr.io'],
    ['https://index.docker.io/v1/', 'docker.io'],
    ['docker.io', 'docker.io'],
    ['registry.corp:8443', 'registry.corp:8443'],
  ])('under %s are those of %s', async (key, registry) => {
    expect(await find({ [key]: auth('jo:p:w') }, registry)).toMatchObject({ username: 'jo', password: 'p:w' })
  })

  it.each([
    ['ghcr.io', 'ghcr.io.evil.example'],
    ['ghcr.io', 'evil.example'],
    ['ghcr.io:8443', 'ghcr.io'],
    ['https://index.docker.io/v1/', 'ghcr.io'],
  ])('under %s are not those of %s', async (key, registry) => {
    expect(await find({ [key]: auth('jo:pw') }, registry)).toBeUndefined()
  })

  it('may be tokens', async () => {
    expect(await find({ 'x.io': { ...auth('00000000:'), identitytoken: 'it' } }, 'x.io')).toMatchObject({
      identityToken: 'it',
      password: undefined,
    })
    expect(await find({ 'x.io': { registrytoken: 'rt' } }, 'x.io')).toMatchObject({ registryToken: 'rt' })
    expect(await find({ 'x.io': {} }, 'x.io')).toBeUndefined()
  })

  it('are in DOCKER_CONFIG where that is set', async () => {
    const { folder } = home({ 'ci/config.json': { auths: { 'x.io': auth('ci:pw') } } })
    const environment = { HOME: '/nowhere', DOCKER_CONFIG: join(folder, 'ci') }
    expect(await findCredentials('x.io', 'web', environment)).toMatchObject({ username: 'ci' })
    expect(await findCredentials('x.io', 'web', {})).toBeUndefined()
    expect(await findCredentials('x.io', 'web', { HOME: '/nowhere' })).toBeUndefined()
  })

  it('come from podman too, the nearest namespace first', async () => {
    const auths = { 'x.io': auth('all:1'), 'x.io/acme': auth('acme:2'), 'x.io/acme/web': auth('web:3') }
    const { folder, environment } = home({ 'run/containers/auth.json': { auths } })
    const podman = { ...environment, XDG_RUNTIME_DIR: join(folder, 'run') }
    const nameFor = async (path: string) => (await findCredentials('x.io', path, podman))?.username
    expect(await Promise.all(['acme/web', 'acme/api', 'other', 'acmeweb/x'].map(nameFor))).toEqual([
      'web',
      'acme',
      'all',
      'all',
    ])
    const named = { ...podman, REGISTRY_AUTH_FILE: join(folder, 'none.json') }
    await expect(findCredentials('x.io', 'web', named)).rejects.toThrow('does not exist')
  })

  it('come from the text in DOCKER_AUTH_CONFIG before all files', async () => {
    const { environment } = home({ '.docker/config.json': { auths: { 'x.io': auth('file:1') } } })
    const text = JSON.stringify({ auths: { 'x.io': auth('text:2') } })
    expect(await findCredentials('x.io', 'web', { ...environment, DOCKER_AUTH_CONFIG: text })).toMatchObject({
      username: 'text',
      source: 'DOCKER_AUTH_CONFIG',
    })
  })

  it.each([
    ['{"auths": {"x.io": {"auth": "s3cret', 'it is not valid JSON'],
    [{ auths: { 'x.io': { auth: 's3cret' } } }, 'is not base64 of user:password'],
    [{ auths: [{ auth: 's3cret' }] }, 'config.json cannot be read: auths must be a map'],
    [{ auths: { 'y.io': 's3cret' } }, 'auths["y.io"] must be a map'],
    [{ auths: { 'x.io': { auth: ['s3cret'] } } }, 'auths["x.io"].auth must be a string'],
    [{ credHelpers: { 'x.io': 1 } }, 'credHelpers["x.io"] must be a string'],
    ['["s3cret"]', 'config.json cannot be read: the whole must be a map'],
    [{ credsStore: '../../bin/evil' }, 'names an invalid credential helper: "../../bin/evil"'],
    [{ credHelpers: { 'x.io': 'a;b' } }, 'names an invalid credential helper: "a;b"'],
    [{ credsStore: 'no-such-helper' }, 'docker-credential-no-such-helper'],
  ])('that cannot be used, %j, are a clear fault without a secret', async (content, message) => {
    const { environment } = home({ '.docker/config.json': content })
    const error = await findCredentials('x.io', 'web', environment).catch((error: unknown) => error)
    expect(error).toMatchObject({ kind: 'input', message: expect.stringContaining(message) })
    expect(String(error)).not.toContain('s3cret')
  })
})
