import { spawnSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { describe, expect, it, onTestFinished } from 'vitest'
import manifest from '../../package.json' with { type: 'json' }
import { bareRepository, git } from '../support/git.ts'
import { fairlead, folderWith, infra } from './bundle.ts'

const place = ['--values-file', 'charts/web/values-dev.yaml', '--key', 'image.tag']
const bump = (tag: string) => ['bump', ...place, '--image-tag', tag]

/** Starts a GitHub that rejects every token. */
async function refusingServer(): Promise<{ url: string; tokens: string[] }> {
  const tokens: string[] = []
  const server = createServer((request, response) => {
    tokens.push(request.headers.authorization ?? '')
    response.writeHead(401, { 'content-type': 'application/json' }).end('{"message": "Bad credentials"}')
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  onTestFinished(() => void server.close())
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, tokens }
}

describe('the command line', () => {
  it('shows its version and its help', async () => {
    const folder = folderWith({})
    expect(await fairlead(folder, ['--version'])).toEqual({
      exitCode: 0,
      stdout: `${manifest.version}\n`,
      stderr: '',
    })
    const help = await fairlead(folder, ['--help'])
    expect(help).toMatchObject({ exitCode: 0, stderr: '' })
    for (const name of ['update', 'bump', 'pull-request', 'inventory'])
      expect(help.stdout).toContain(`\n  ${name} `)
    const own = await fairlead(folder, ['bump', '--image-tag', 'x', '--help'])
    expect(own.stdout).toContain('--image-tag <text>')
    expect(own.stdout.split('\n').every((line) => line.length <= 100)).toBe(true)
  })

  it.each([
    [['bmp'], 'there is no command "bmp"\n  Did you mean "bump"?'],
    [[], 'no command is given'],
    [['constructor'], 'there is no command "constructor"'],
    [['inventory', '--path', 'nowhere'], 'the path "nowhere" does not exist'],
    [['inventory', 'x', '--oops'], 'Unknown option --oops'],
    [['bump', '--imge', 'x', '--document', 'x'], 'Did you mean --image?'],
  ])('explains what is wrong with %j, with exit code 2', async (args, message) => {
    const { exitCode, stdout, stderr } = await fairlead(folderWith({}), args)
    expect({ exitCode, stdout }).toEqual({ exitCode: 2, stdout: '' })
    expect(stderr).toContain(message)
    const json = await fairlead(folderWith({}), [...args, '--output', 'json'])
    if (args.length > 0)
      expect(JSON.parse(json.stdout)).toMatchObject({ error: { kind: 'input', exitCode: 2 } })
  })

  it('explains a command to whoever asks for help on it', async () => {
    const folder = folderWith({})
    const [help, option] = [await fairlead(folder, ['help', 'bump']), await fairlead(folder, ['bump', '-h'])]
    expect(help).toMatchObject({ exitCode: 0, stderr: '', stdout: option.stdout })
    expect(help.stdout).toContain('Examples:\n  # Set a new image')
    expect((await fairlead(folder, ['help'])).stdout).toBe((await fairlead(folder, ['--help'])).stdout)
  })

  it('understands short names, and beginnings of options', async () => {
    const folder = folderWith(infra)
    const args = ['bump', '--values-f', 'charts/web/values-dev.yaml', '--key', 'image.tag', '--tag', '1.1.0']
    expect(await fairlead(folder, args)).toMatchObject({ exitCode: 0, stderr: '' })
    expect(readFileSync(join(folder, 'charts/web/values-dev.yaml'), 'utf8')).toContain('tag: 1.1.0')
    const json = await fairlead(folder, ['inventory', '--env', 'staging', '--outp', 'json'])
    expect(JSON.parse(json.stdout)).toMatchObject({ error: { kind: 'input' } })
  })

  it('takes the former name of an option, with a warning', async () => {
    const args = ['render', '--lanes', '2', '--output-dir', 'out']
    const { stderr } = await fairlead(folderWith(infra), args)
    expect(stderr).toContain('warning: --lanes is now called --concurrency.')
    expect(stderr).not.toContain('Unknown option')
  })

  it('bumps, and refuses to go down with exit code 1', async () => {
    const folder = folderWith(infra)
    const done = await fairlead(folder, bump('1.1.0'))
    expect(done).toMatchObject({ exitCode: 0, stderr: '' })
    expect(done.stdout).toContain('charts/web/values-dev.yaml:2 image.tag: 1.0.0 -> 1.1.0')
    const text = () => readFileSync(join(folder, 'charts/web/values-dev.yaml'), 'utf8')
    expect(text()).toBe('image:\n  tag: 1.1.0 # dev\n')
    const refused = await fairlead(folder, [...bump('1.0.5'), '--output=json'])
    expect(refused.exitCode).toBe(1)
    expect(JSON.parse(refused.stdout)).toMatchObject({ error: { kind: 'refused', exitCode: 1 } })
    expect(text()).toBe('image:\n  tag: 1.1.0 # dev\n')
  })

  it('prints exactly one JSON document', async () => {
    const { exitCode, stdout } = await fairlead(folderWith(infra), [...bump('1.1.0'), '--output', 'json'])
    expect(exitCode).toBe(0)
    expect(JSON.parse(stdout)).toMatchObject({ outcome: 'updated', changed: true })
  })

  it('updates a plain git remote, and the same again changes nothing', async () => {
    const repository = bareRepository(infra)
    const args = ['update', '--forge', 'local', '--repository', repository, ...bump('1.1.0').slice(1)]
    expect(await fairlead(folderWith({}), args)).toMatchObject({ exitCode: 0, stderr: '' })
    const branches = () => git(repository, 'for-each-ref', 'refs/heads').split('\n')
    const before = branches()
    expect(before).toHaveLength(2)
    expect(await fairlead(folderWith({}), args)).toMatchObject({ exitCode: 0, stderr: '' })
    expect(branches()).toEqual(before)
  })

  it('has a second name for pull-request', async () => {
    const { stdout } = await fairlead(folderWith({}), ['merge-request', '--help'])
    expect(stdout).toContain('Usage: fairlead pull-request')
  })

  it('fails with exit code 3 where the server cannot be reached', async () => {
    const args = ['update', '--forge', 'local', '--repository', 'http://u:s3cret@127.0.0.1:9/x.git']
    const { exitCode, stdout, stderr } = await fairlead(folderWith({}), [...args, ...bump('1.1.0').slice(1)])
    expect(exitCode).toBe(3)
    expect(stdout + stderr).not.toContain('s3cret')
  })

  it.each(['https://github.com/acme/infra', 'git@github.com:acme/infra.git', 'github.com/acme/infra/'])(
    'takes the address %s for the repository',
    async (address) => {
      const { url, tokens } = await refusingServer()
      const env = {
        GITHUB_API_URL: url,
        GITHUB_GRAPHQL_URL: `${url}/graphql`,
        FAIRLEAD_TOKEN: 's3cret-token',
      }
      const args = ['update', '--repo', address, ...place, '--image-tag', '1.1.0']
      const { stderr } = await fairlead(folderWith({}), args, env)
      expect(tokens.at(-1)).toContain('s3cret-token')
      expect(stderr).toContain('does not accept the token')
    },
  )

  it.each([
    ['github', 'https://gitlab.com/acme/infra.git', 'repository is on gitlab.com, but forge is github'],
    ['github', 'git@git.acme.dev:acme/infra.git', 'repository is on git.acme.dev, but forge is github'],
    ['github', 'https://github.com/acme/infra/tree/main', 'is not the address of a repository'],
    ['gitlab', 'https://github.com/acme/infra', 'repository is on github.com, which is GitHub'],
  ])('refuses with forge %s the address %s, and sends no token there', async (forge, address, message) => {
    const { url, tokens } = await refusingServer()
    const env = { GITHUB_API_URL: url, GITHUB_GRAPHQL_URL: `${url}/graphql`, FAIRLEAD_TOKEN: 's3cret-token' }
    const args = ['update', '--forge', forge, '--repository', address, ...place, '--image-tag', '1.1.0']
    const { exitCode, stderr } = await fairlead(folderWith({}), args, env)
    expect({ exitCode, tokens }).toEqual({ exitCode: 2, tokens: [] })
    expect(stderr).toContain(message)
  })

  it('takes the token from the environment, and warns of one in the arguments', async () => {
    const { url, tokens } = await refusingServer()
    const env = { GITHUB_API_URL: url, GITHUB_GRAPHQL_URL: `${url}/graphql` }
    const args = ['update', '--repository', 'acme/infra', ...place, '--image-tag', '1.1.0']
    const missing = await fairlead(folderWith({}), args, env)
    expect(missing.exitCode).toBe(2)
    expect(missing.stderr).toContain('there is no token')
    for (const name of ['FAIRLEAD_TOKEN', 'GITHUB_TOKEN']) {
      const { exitCode, stderr } = await fairlead(folderWith({}), args, { ...env, [name]: `s3cret-${name}` })
      expect(exitCode).toBe(2)
      expect(stderr).not.toContain('warning')
      expect(stderr).not.toContain('s3cret')
      expect(tokens.at(-1)).toContain(`s3cret-${name}`)
    }
    const shown = await fairlead(folderWith({}), [...args, '--token', 's3cret-argument'], env)
    expect(shown.stderr).toContain('warning: --token is visible to everyone')
    expect(shown.stdout + shown.stderr).not.toContain('s3cret')
    expect(tokens.at(-1)).toContain('s3cret-argument')
  })

  it.each([
    '\u001B[2Jx',
    '::error::x',
    'a\n::set-output name=a::b',
    '##[error]x',
    '\u202Ex',
    "'; touch x; '",
  ])('prints the hostile value %j harmlessly', async (value) => {
    const args = ['bump', '--values-file', value, '--key', value, '--image-tag', '1.0.0']
    for (const output of ['text', 'json']) {
      const { exitCode, stdout, stderr } = await fairlead(folderWith({}), [...args, '--output', output])
      expect(exitCode).toBe(2)
      for (const line of `${stdout}\n${stderr}`.split(/\r?\n|\r/)) {
        expect(line).not.toMatch(/^\s*::|##\[/)
        expect(line).not.toMatch(/[\p{Cc}\u202E]/u)
      }
    }
  })

  it('ends quietly where its reader has had enough', () => {
    const cli = new URL('../../dist/cli.js', import.meta.url).pathname
    const result = spawnSync('sh', ['-c', `"$NODE" "${cli}" --help | true`], {
      env: { PATH: process.env['PATH'], NODE: process.execPath },
      encoding: 'utf8',
    })
    expect(result.stderr).toBe('')
  })
})
