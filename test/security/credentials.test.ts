/**
 * Credentials are sent only to their intended server, and passed to no child process that does not need them. "(broke
 * be0c4d6)" in a name means that the same test failed when it was run on that commit.
 */
import { execFileSync } from 'node:child_process'
import { chmodSync, chownSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { basename, delimiter, dirname, join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { createGit } from '../../src/git/git.ts'
import { askHelper } from '../../src/registry/helper.ts'
import { remoteSources, serve } from '../support/remote-sources.ts'
import { bareRepository, git, serveGit, showRecord, temporaryFolder } from '../support/git.ts'
import { argoRepo } from '../support/infra.ts'
import { look, plant, planted } from '../support/planted.ts'
import type { Planted } from '../support/planted.ts'
import { update, web } from '../support/update.ts'

const SECRET = 'Basic eDpzM2NyZXQ='

/** Returns the credentials that a server receives when addresses on it are requested. */
async function shown(
  paths: readonly string[],
  ask: (url: string) => string,
): Promise<(string | undefined)[]> {
  const { url, asked } = await serve((_, response) => void response.writeHead(404).end())
  const hosts = { '127.0.0.1': { private: true, credentials: true, paths } }
  const opened = remoteSources({ hosts, credentials: () => SECRET })
  const address = ask(url)
  await opened.git(address, 'main').catch(() => undefined)
  await opened.chart(address, 'web', '1.0.0').catch(() => undefined)
  return asked.map(({ authorization }) => authorization)
}

describe('paths of a host', () => {
  it('let its credentials go where they are meant to', async () => {
    expect(await shown(['acme/public'], (url) => `${url}acme/public/charts`)).toContain(SECRET)
  })

  it.each([
    ['a part that goes up, with an encoded slash (broke be0c4d6)', 'acme/public/..%2fprivate'],
    ['one that is encoded as a whole (broke be0c4d6)', 'acme/public/%2e%2e%2fprivate'],
    ['an encoded backslash (broke be0c4d6)', 'acme/public/..%5cprivate'],
    ['one that is encoded twice (broke be0c4d6)', 'acme/public/%252e%252e%252fprivate'],
    ['an encoding that is none (broke be0c4d6)', 'acme/public/%c0%ae%c0%ae/private'],
    ['parameters of a part, which servers cut off (broke be0c4d6)', 'acme/public/..;/private'],
    ['parameters that are encoded (broke be0c4d6)', 'acme/public/..%3b/private'],
    ['two slashes (broke be0c4d6)', 'acme/public//private'],
    ['an encoded NUL (broke be0c4d6)', 'acme/public/x%00/private'],
    ['a query that may name another (broke be0c4d6)', 'acme/public/?p=/private'],
    ['other letters', 'ACME/public'],
    ['the beginning of a name', 'acme/public-not'],
    ['a part that goes up', 'acme/public/../private'],
    ['a part that goes up, encoded', 'acme/public/%2e%2E/private'],
  ])('keep its credentials from %s', async (_, path) => {
    expect((await shown(['acme/public'], (url) => url + path)).filter(Boolean)).toEqual([])
  })

  it('hold on redirects within the server as well (broke be0c4d6)', async () => {
    const { url, asked } = await serve((request, response) => {
      if (request.url?.startsWith('/acme/public') === true)
        response.writeHead(302, { location: '/acme/private/index.yaml' }).end()
      else response.writeHead(404).end()
    })
    const hosts = { '127.0.0.1': { private: true, credentials: true, paths: ['acme/public'] } }
    const opened = remoteSources({ hosts, credentials: () => SECRET })
    await opened.chart(`${url}acme/public`, 'web', '1.0.0').catch(() => undefined)
    await opened.git(`${url}acme/public`, 'main').catch(() => undefined)
    const of = (start: string) =>
      new Set(asked.filter((one) => one.url.startsWith(start)).map(({ authorization }) => authorization))
    expect(of('/acme/public')).toEqual(new Set([SECRET]))
    expect(of('/acme/private')).toEqual(new Set([undefined]))
  })
})

describe('a registry that sends a request on', () => {
  const auth = Buffer.from('jo:s3cret').toString('base64')

  /**
   * Returns the credentials that are sent, by address, if the registry redirects the request for a manifest to
   * another address.
   */
  async function shownTo(location: string, status = 307) {
    const { url, asked } = await serve((request, response) => {
      if (request.headers.authorization === undefined)
        response.writeHead(401, { 'www-authenticate': 'Basic realm="x"' }).end()
      else if (request.url === '/v2/acme/public/manifests/1.0.0')
        response.writeHead(status, { location }).end()
      else response.writeHead(404).end()
    })
    const { host } = new URL(url)
    const environment = { DOCKER_AUTH_CONFIG: JSON.stringify({ auths: { [host]: { auth } } }) }
    const hosts = { '127.0.0.1': { private: true, credentials: true, paths: ['acme/public'] } }
    const opened = remoteSources({ hosts, environment })
    await opened.artifact(`oci://${host}/acme/public`, '1.0.0').catch(() => undefined)
    return asked.filter(({ authorization }) => authorization !== undefined).map((one) => one.url)
  }
  const start = '/v2/acme/public/manifests/1.0.0'

  it('within the repository keeps its credentials', async () => {
    const next = '/v2/acme/public/manifests/2.0.0?from=cdn'
    expect((await shownTo(next)).slice(0, 2)).toEqual([start, next])
  })

  it.each([
    ['another repository (broke be0c4d6)', '/v2/acme/private/manifests/1.0.0'],
    ['one whose name begins alike (broke be0c4d6)', '/v2/acme/public-not/manifests/1.0.0'],
    ['a part that goes up, encoded (broke be0c4d6)', '/v2/acme/public/..%2fprivate/manifests/1.0.0'],
    ['the root (broke be0c4d6)', '/admin'],
    ['another host', 'http://localhost:1/v2/acme/public/manifests/1.0.0'],
  ])('elsewhere takes no credentials along: %s', async (_, location) => {
    expect(await shownTo(location)).toEqual([start])
  })
})

const tokens = {
  ACTIONS_ID_TOKEN_REQUEST_TOKEN: 'id-token',
  ACTIONS_RUNTIME_TOKEN: 'runtime-token',
  CI_JOB_TOKEN: 'job-token',
  FAIRLEAD_COMMENT_TOKEN: 'comment-token',
  GITHUB_TOKEN: 'github-token',
  'INPUT_COMMENT-TOKEN': 'ghs_comment',
  'INPUT_SOURCE-TOKEN': 'ghs_source',
  NPM_TOKEN: 'npm-token',
}
const valuesIn = (file: string) =>
  Object.values(tokens).filter((value) => readFileSync(file, 'utf8').includes(value))

describe('children', () => {
  it('git inherits no token of the job (broke be0c4d6)', async () => {
    const world = planted()
    const folder = temporaryFolder()
    const real = execFileSync('sh', ['-c', 'command -v git'], { encoding: 'utf8' }).trim()
    const seen = join(folder, 'seen')
    writeFileSync(join(folder, 'git'), `#!/bin/sh\nenv >> '${seen}'\nexec '${real}' "$@"\n`, { mode: 0o755 })
    const PATH = [folder, process.env['PATH']].join(delimiter)
    await look({ ...world, environment: { ...world.environment, ...tokens, PATH } })
    expect(valuesIn(seen)).toEqual([])
  })

  it('a helper of docker gets what it is named for, and no token of the job (broke be0c4d6)', async () => {
    const folder = temporaryFolder()
    const seen = join(folder, 'seen')
    for (const name of ['ecr-login', 'vault-login'])
      writeFileSync(
        join(folder, `docker-credential-${name}`),
        `#!/bin/sh\nenv > '${seen}.${name}'\ncat > /dev/null\necho '{"Username":"u","Secret":"s"}'\n`,
        { mode: 0o755 },
      )
    const environment = {
      ...tokens,
      PATH: [folder, process.env['PATH']].join(delimiter),
      AWS_SESSION_TOKEN: 'aws-session',
      VAULT_TOKEN: 'vault-token-1',
    }
    for (const name of ['ecr-login', 'vault-login'])
      expect(await askHelper(name, 'registry.example', { environment, source: 'test' })).toMatchObject({
        password: 's',
      })
    const [ecr, vault] = ['ecr-login', 'vault-login'].map((name) => readFileSync(`${seen}.${name}`, 'utf8'))
    expect([valuesIn(`${seen}.ecr-login`), valuesIn(`${seen}.vault-login`)]).toEqual([[], []])
    expect([ecr?.includes('aws-session'), ecr?.includes('vault-token-1')]).toEqual([true, false])
    expect([vault?.includes('aws-session'), vault?.includes('vault-token-1')]).toEqual([false, true])
  })

  it('a helper of git gets the token that it names, and no other (broke be0c4d6)', async () => {
    const world = planted()
    const [url, seen] = [
      await serveGit(dirname(world.origin), basic('gitlab-ci-token', 'job-token')),
      join(world.home, 'seen'),
    ]
    const helper = `!f() { env > '${seen}'; echo username=gitlab-ci-token; echo "password=\${CI_JOB_TOKEN}"; }; f`
    git(world.ws, 'config', '--file', join(world.home, '.gitconfig'), 'credential.helper', helper)
    git(world.ws, 'config', 'remote.origin.url', `${url}/${basename(world.origin)}`)
    await fetched({ ...world, environment: { ...world.environment, ...tokens } })
    expect(valuesIn(seen)).toEqual(['job-token'])
  })
})

function basic(user: string, password: string): string {
  return `Basic ${Buffer.from(`${user}:${password}`).toString('base64')}`
}

/** Fetches the base from the server, which proves that the server accepts the credentials. */
async function fetched(world: Planted): Promise<void> {
  git(world.ws, 'update-ref', '-d', 'refs/remotes/origin/main')
  const { text } = await look(world, { head: 'HEAD' })
  expect(await text('base', 'a.yaml')).toContain('top: 2')
}

/** Creates the clone of a private repository, whose server requires this header. */
async function privateClone(authorization: string, options: readonly string[] = []) {
  const world = planted(options)
  const server = await serveGit(dirname(world.origin), authorization)
  git(world.ws, 'config', 'remote.origin.url', `${server}/${basename(world.origin)}`)
  return { ...world, server }
}

describe('private repositories that CI has cloned go on to work:', () => {
  const token = basic('x-access-token', 'ghs_12345')

  it('credentials that actions/checkout leaves in .git/config (to v5)', async () => {
    const world = await privateClone(token)
    git(world.ws, 'config', `http.${world.server}/.extraheader`, `AUTHORIZATION: ${token}`)
    await fetched(world)
  })

  it('those that it leaves in a file beside (from v6)', async () => {
    const world = await privateClone(token)
    const file = plant(temporaryFolder(), 'git-credentials-0b7c.config', '')
    git(world.ws, 'config', '--file', file, `http.${world.server}/.extraheader`, `AUTHORIZATION: ${token}`)
    git(world.ws, 'config', `includeIf.gitdir:${world.ws}/.git.path`, file)
    git(world.ws, 'config', 'includeIf.gitdir:/github/workspace/.git.path', '/github/runner_temp/x.config')
    await fetched(world)
  })

  it('a shallow clone, and a partial one, of a private repository', async () => {
    for (const option of ['--depth=1', '--filter=blob:none', '--filter=tree:0']) {
      const world = await privateClone(token, [option])
      git(world.ws, 'config', `http.${world.server}/.extraheader`, `AUTHORIZATION: ${token}`)
      await fetched(world)
    }
  })

  it('a key for ssh, as actions/checkout leaves it', async () => {
    const world = planted()
    const [bin, temp] = [temporaryFolder(), temporaryFolder()]
    const ssh = join(bin, 'ssh')
    // The last argument is the command for the other side.
    writeFileSync(ssh, `#!/bin/sh\n[ -n "$RUNNER_TEMP" ] || exit 1\nfor last; do :; done\neval "$last"\n`)
    chmodSync(ssh, 0o755)
    const command = `"${ssh}" -i "$RUNNER_TEMP/0b7c-11" -o StrictHostKeyChecking=yes -o CheckHostIP=no -o "UserKnownHostsFile=$RUNNER_TEMP/0b7c-11_known_hosts"`
    git(world.ws, 'config', 'core.sshCommand', command)
    git(world.ws, 'config', 'remote.origin.url', `ssh://git@host.example${world.origin}`)
    await fetched({ ...world, environment: { ...world.environment, RUNNER_TEMP: temp } })
  })

  it.skipIf(process.getuid?.() !== 0)(
    'a job in a container, whose user is another one than the owner',
    async () => {
      const world = await privateClone(token)
      git(world.ws, 'config', `http.${world.server}/.extraheader`, `AUTHORIZATION: ${token}`)
      git(world.ws, 'update-ref', '-d', 'refs/remotes/origin/main')
      for (const path of ['', ...readdirSync(world.ws, { recursive: true, encoding: 'utf8' })])
        chownSync(join(world.ws, path), 1001, 1001)
      await expect(look(world, { head: 'HEAD' })).rejects.toThrow(/belongs to another user/)
      plant(world.home, '.gitconfig', `[safe]\ndirectory = ${world.ws}\n`)
      const { text } = await look(world, { head: 'HEAD' })
      expect(await text('base', 'a.yaml')).toContain('top: 2')
    },
  )

  it('a clone that GitLab keeps: the token in its address', async () => {
    const world = await privateClone(basic('gitlab-ci-token', 'job-token'))
    const address = `${world.server.replace('://', '://gitlab-ci-token:job-token@')}/${basename(world.origin)}`
    git(world.ws, 'config', 'remote.origin.url', address)
    await fetched(world)
  })

  it('a clone that GitLab keeps: addresses that its runner rewrites in a file beside', async () => {
    const world = await privateClone(basic('gitlab-ci-token', 'job-token'))
    const file = plant(temporaryFolder(), 'project.tmp/.gitlab-runner.ext.conf', '')
    const withToken = world.server.replace('://', '://gitlab-ci-token:job-token@')
    git(world.ws, 'config', '--file', file, `url.${withToken}.insteadOf`, world.server)
    git(world.ws, 'config', 'include.path', file)
    await fetched(world)
  })

  it('a clone that GitLab keeps: its runner’s helper, and a token of an older job in .git/config', async () => {
    const world = await privateClone(basic('gitlab-ci-token', 'job-token'))
    const file = plant(temporaryFolder(), 'project.tmp/.gitlab-runner.ext.conf', '')
    const set = (...args: string[]) => git(world.ws, 'config', '--file', file, ...args)
    set('--add', `credential.${world.server}.helper`, '')
    const helper = '!f(){ if [ "$1" = "get" ] ; then echo "password=${CI_JOB_TOKEN}" ; fi ; } ; f'
    set('--add', `credential.${world.server}.helper`, helper)
    set(`credential.${world.server}.username`, 'gitlab-ci-token')
    git(world.ws, 'config', 'include.path', file)
    git(world.ws, 'config', 'credential.interactive', 'never')
    await fetched({ ...world, environment: { ...world.environment, CI_JOB_TOKEN: 'job-token' } })
  })
})

describe('tokens of persisted settings', () => {
  it('are in no message', async () => {
    const world = planted()
    const { url } = await serve((_, response) => void response.writeHead(500, 'no ghs_secret42').end())
    git(world.ws, 'config', 'remote.origin.url', `${url}infra.git`)
    git(world.ws, 'config', `http.${url}.extraheader`, `Authorization: ${basic('x', 'ghs_secret42')}`)
    const opened = createGit({ directory: world.ws, environment: world.environment })
    const { stderr } = await opened.attempt(['fetch', 'origin'])
    expect(stderr).not.toMatch(/ghs_secret42/)
  })
})

it.each(['app-environment', 'environment', 'all'])(
  'a token in the address of the app repo stands in no branch, commit, request or output (group: %s)',
  async (group) => {
    const repository = bareRepository(argoRepo())
    const address = 'https://bot:s3cr3t-token@git.example.com/acme/web'
    const { outputs, data, text, summary } = await update(repository, {
      ...web('1.2.0'),
      group,
      'source-repository': address,
    })
    expect(outputs).toMatchObject({ outcome: 'updated' })
    const branch = outputs['pull-request-branch']
    const told = [outputs, data, text, summary, showRecord(repository, branch)]
    const written = git(repository, 'log', '--all', '--format=%D%n%B')
    expect(JSON.stringify(told) + written).not.toMatch(/s3cr3t/)
    expect(written).toContain('git.example.com/acme/web')
  },
)
