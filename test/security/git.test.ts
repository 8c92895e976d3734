/**
 * git does not run any program when it reads files that strangers control. "(broke be0c4d6)" in a name means that the
 * same test failed when it was run on that commit.
 */
import { chmodSync, cpSync, existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { createHash } from 'node:crypto'
import { basename, delimiter, dirname, join } from 'node:path'
import { deflateSync } from 'node:zlib'
import { describe, expect, it, onTestFinished } from 'vitest'
import { openCheckout } from '../../src/git/checkout.ts'
import { createGit } from '../../src/git/git.ts'
import { remoteSources, textOf } from '../support/remote-sources.ts'
import { bareRepository, commitFiles, git, serveGit, temporaryFolder } from '../support/git.ts'
import { look, plant, planted, trap } from '../support/planted.ts'
import type { Planted } from '../support/planted.ts'

/** Starts a git server that requires credentials, so that credential helpers run. */
async function locked(): Promise<string> {
  const server = createServer((_, response) =>
    response.writeHead(401, { 'www-authenticate': 'Basic realm="git"' }).end(),
  )
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  onTestFinished(() => void server.close())
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}/infra.git`
}

/** Deletes the local base, so that it is fetched from the server. */
const withoutBase = ({ ws }: Planted) => git(ws, 'update-ref', '-d', 'refs/remotes/origin/main')
const missing = '1'.repeat(40)

interface Attack {
  /** The malicious settings; `program` is the trap. */
  readonly settings: (
    program: string,
    world: Planted,
  ) => Record<string, string> | Promise<Record<string, string>>
  readonly attributes?: string
  readonly isUncommitted?: boolean
  readonly isFetched?: boolean
}

const attacks: readonly (readonly [string, Attack])[] = [
  [
    'a monitor of files (broke be0c4d6)',
    { settings: (program) => ({ 'core.fsmonitor': program }), isUncommitted: true },
  ],
  [
    'a filter that cleans, named by the change (broke be0c4d6)',
    {
      settings: (program) => ({ 'filter.x.clean': program }),
      attributes: '* filter=x\n',
      isUncommitted: true,
    },
  ],
  [
    'a filter that is a process, named by the change (broke be0c4d6)',
    {
      settings: (program) => ({ 'filter.x.process': program }),
      attributes: '* filter=x\n',
      isUncommitted: true,
    },
  ],
  [
    'a driver of merges, named by the change (broke be0c4d6)',
    { settings: (program) => ({ 'merge.x.driver': `${program} %A` }), attributes: '* merge=x\n' },
  ],
  [
    'programs that compare and convert, named by the change',
    {
      settings: (program) => ({ 'diff.external': program, 'diff.x.textconv': program }),
      attributes: '* diff=x\n',
    },
  ],
  [
    'a remote that is a program, which promises objects (broke be0c4d6)',
    {
      settings: (program) => ({
        'protocol.ext.allow': 'always',
        'extensions.partialClone': 'evil',
        'core.repositoryFormatVersion': '1',
        'remote.evil.promisor': 'true',
        'remote.evil.url': `ext::${program} %S`,
      }),
    },
  ],
  [
    'an origin that is a program (broke be0c4d6)',
    {
      settings: (program) => ({ 'protocol.ext.allow': 'always', 'remote.origin.url': `ext::${program} %S` }),
      isFetched: true,
    },
  ],
  [
    'an address that becomes a program (broke be0c4d6)',
    {
      settings: (program) => ({
        'protocol.ext.allow': 'always',
        [`url.ext::${program} .insteadOf`]: 'file://',
      }),
      isFetched: true,
    },
  ],
  [
    'the program of the other side of a fetch (broke be0c4d6)',
    { settings: (program) => ({ 'remote.origin.uploadpack': program }), isFetched: true },
  ],
  [
    'the pack hook of the other side',
    { settings: (program) => ({ 'uploadpack.packObjectsHook': program }), isFetched: true },
  ],
  [
    'a proxy for git’s own protocol (broke be0c4d6)',
    {
      settings: (program) => ({
        'core.gitProxy': program,
        'remote.origin.url': 'git://127.0.0.1:1/infra.git',
      }),
      isFetched: true,
    },
  ],
  [
    'a command for ssh (broke be0c4d6)',
    {
      settings: (program) => ({
        'core.sshCommand': program,
        'remote.origin.url': 'ssh://git@127.0.0.1:1/infra.git',
      }),
      isFetched: true,
    },
  ],
  [
    'a helper for credentials (broke be0c4d6)',
    {
      settings: async (program) => ({
        'credential.helper': `!${program}`,
        'remote.origin.url': await locked(),
      }),
      isFetched: true,
    },
  ],
  [
    'hooks, of a folder of the change',
    {
      settings: (program, { ws }) => {
        for (const hook of ['post-index-change', 'reference-transaction', 'pre-auto-gc'])
          chmodSync(plant(ws, `hooks/${hook}`, `#!/bin/sh\n${program}\n`), 0o755)
        return { 'core.hooksPath': join(ws, 'hooks') }
      },
      isUncommitted: true,
      isFetched: true,
    },
  ],
]

/** @param file the file for the settings; default: the checkout's own configuration */
async function run(
  world: Planted,
  attack: Attack,
  program = '',
  file = join(world.ws, '.git/config'),
): Promise<void> {
  const { attributes, isUncommitted, isFetched } = attack
  if (isFetched === true) withoutBase(world)
  if (attributes !== undefined) plant(world.ws, '.gitattributes', attributes)
  if (isUncommitted === true) plant(world.ws, 'b.yaml', 'b: 3\n')
  else if (attributes !== undefined) {
    git(world.ws, 'add', '.gitattributes')
    git(world.ws, 'commit', '--quiet', '--message', 'Attributes')
  }
  for (const [key, value] of Object.entries(await attack.settings(program, world)))
    git(world.home, 'config', '--file', file, key, value)
  const reads = async () => {
    await look(world, isUncommitted === true ? {} : { head: 'HEAD' })
    const own = createGit({ directory: world.ws, environment: world.environment })
    await own.attempt(['rev-parse', '--verify', '--quiet', `${missing}^{commit}`])
    await own.attempt(['cat-file', '-e', missing])
    await openCheckout(world.ws, world.environment).changes([])
  }
  // It does not matter here whether it can be read.
  await reads().catch(() => undefined)
}

describe('settings that are planted', () => {
  it.each(attacks)('in .git/config run nothing: %s', async (_, attack) => {
    const [world, { program, hasRun }] = [planted(), trap()]
    await run(world, attack, program)
    expect(hasRun()).toBe(false)
  })

  const ofUser = attacks.filter(
    ([, { settings }]) => !/partialClone|origin\.url|credential/.test(String(settings)),
  )
  // A server on this machine reads its pack hook from the settings of the user.
  const named = ofUser.map(
    ([name, attack]) => [name.includes('pack hook') ? `${name} (broke be0c4d6)` : name, attack] as const,
  )
  it.each(named)('in the home of the job run nothing: %s', async (_, attack) => {
    const [world, { program, hasRun }] = [planted(), trap()]
    await run(world, attack, program, join(world.home, '.gitconfig'))
    expect(hasRun()).toBe(false)
  })

  it('a promised remote in ~/.config/git/config runs nothing (broke be0c4d6)', async () => {
    const [world, { program, hasRun }] = [planted(), trap()]
    plant(
      world.home,
      '.config/git/config',
      `[protocol "ext"]\nallow = always\n[remote "evil"]\npromisor = true\nurl = "ext::${program} %S"\nfetch = +refs/*:refs/x/*\n`,
    )
    await run(world, { settings: () => ({}) })
    expect(hasRun()).toBe(false)
  })

  it('a file of the change that .git/config includes does not count (broke be0c4d6)', async () => {
    const [world, { program, hasRun }] = [planted(), trap()]
    plant(world.ws, 'team.gitconfig', `[credential]\nhelper = "!${program}"\n`)
    git(world.ws, 'config', 'include.path', '../team.gitconfig')
    git(world.ws, 'config', 'remote.origin.url', await locked())
    await run(world, { settings: () => ({}), isFetched: true })
    expect(hasRun()).toBe(false)
  })

  it('a helper in the user’s own settings that is a file of the checkout is not run (broke be0c4d6)', async () => {
    const world = planted()
    const { program, hasRun } = trap(world.ws)
    git(world.ws, 'config', '--file', join(world.home, '.gitconfig'), 'credential.helper', `!sh ${program}`)
    git(world.ws, 'config', 'remote.origin.url', await locked())
    await run(world, { settings: () => ({}), isFetched: true })
    expect(hasRun()).toBe(false)
  })

  it('git writes down nothing of its work where settings ask for it (broke be0c4d6)', async () => {
    const world = planted()
    const events = join(world.home, 'events')
    plant(world.home, '.gitconfig', `[trace2]\neventTarget = ${events}\nnormalTarget = ${events}\n`)
    await look(world)
    expect(existsSync(events)).toBe(false)
  })

  it('the working tree is the folder, whatever core.worktree says (broke be0c4d6)', async () => {
    const world = planted()
    const away = temporaryFolder()
    plant(away, 'secret.yaml', 'password: hunter2\n')
    git(world.ws, 'config', 'core.worktree', away)
    const { sides } = await look(world)
    expect(sides.changed).toEqual(['a.yaml', 'b.yaml'])
  })
})

describe('what a change tracks', () => {
  it('a folder that looks like a bare repository is none (broke be0c4d6)', async () => {
    const [world, { program, hasRun }] = [planted(), trap()]
    // A change can also contain the objects.
    cpSync(join(world.origin, 'objects'), join(world.ws, 'infra/objects'), { recursive: true })
    plant(world.ws, 'infra/HEAD', 'ref: refs/heads/main\n')
    for (const branch of ['main', 'change'])
      plant(world.ws, `infra/refs/heads/${branch}`, `${git(world.origin, 'rev-parse', branch)}\n`)
    plant(
      world.ws,
      'infra/config',
      `[core]\nrepositoryformatversion = 0\nbare = false\nworktree = ..\nfsmonitor = ${program}\n`,
    )
    await look({ ...world, ws: join(world.ws, 'infra') }).catch(() => undefined)
    await openCheckout(join(world.ws, 'infra'), world.environment)
      .changes([])
      .catch(() => undefined)
    expect(hasRun()).toBe(false)
  })

  it('a program that is called git is not run for an empty part of PATH (broke be0c4d6)', async () => {
    const world = planted()
    const { hasRun } = trap(world.ws, 'git')
    const PATH = ['', '.', process.env['PATH']].join(delimiter)
    await look({ ...world, environment: { ...world.environment, PATH } }).catch(() => undefined)
    expect(hasRun()).toBe(false)
  })

  it('no object stands in the place of another one (broke be0c4d6)', async () => {
    const world = planted()
    const wanted = git(world.ws, 'rev-parse', 'HEAD:b.yaml')
    const harmless = git(world.ws, 'rev-parse', 'origin/main:b.yaml')
    git(world.ws, 'replace', wanted, harmless)
    const { text } = await look(world, { head: 'HEAD' })
    expect(await text('head', 'b.yaml')).toBe('b: 2\n')
  })
})

describe('the checkout', () => {
  const filesOf = (folder: string) =>
    git(folder, 'for-each-ref') + readFileSync(join(folder, '.git/config'), 'utf8')

  const objectsOf = (folder: string) => git(folder, 'count-objects', '--verbose')

  it('stays as it is: no setting, no ref and no object is written into it (broke be0c4d6)', async () => {
    const world = planted(['--depth=1'])
    const [before, objects] = [filesOf(world.ws), objectsOf(world.ws)]
    const { text } = await look(world, { head: 'HEAD' })
    expect(await text('base', 'a.yaml')).toContain('top: 2')
    expect([filesOf(world.ws), objectsOf(world.ws)]).toEqual([before, objects])
  })

  it('is looked at with what is not committed, and stays as it is (broke be0c4d6)', async () => {
    const world = planted()
    plant(world.ws, 'b.yaml', 'b: 3\n')
    const [before, objects] = [filesOf(world.ws), objectsOf(world.ws)]
    const { text } = await look(world)
    expect(await text('head', 'b.yaml')).toBe('b: 3\n')
    expect([filesOf(world.ws), objectsOf(world.ws)]).toEqual([before, objects])
  })
})

describe('a cache of an older run, which is not to be trusted', () => {
  const folderOf = (cache: string, url: string) =>
    join(cache, 'git', createHash('sha256').update(new URL(url).href).digest('hex').slice(0, 32))

  it('has no settings (broke be0c4d6)', async () => {
    const { program, hasRun } = trap()
    const [cache, url] = [temporaryFolder(), await locked()]
    const settings = `[core]\nrepositoryformatversion = 0\nbare = true\n[credential]\nhelper = "!${program}"\n`
    plant(folderOf(cache, url), 'config', settings)
    plant(folderOf(cache, url), 'HEAD', 'ref: refs/heads/none\n')
    plant(folderOf(cache, url), 'objects/x', '')
    plant(folderOf(cache, url), 'refs/x', '')
    await expect(remoteSources({ cache }).git(url, 'v1')).rejects.toMatchObject({ kind: 'input' })
    expect(hasRun()).toBe(false)
  })

  it('has no content under the id of another one (broke be0c4d6)', async () => {
    const repository = bareRepository({ 'values.yaml': 'v: honest\n' })
    const url = `${await serveGit(dirname(repository), undefined)}/${basename(repository)}`
    const cache = temporaryFolder()
    const commit = (await remoteSources({ cache }).git(url, 'main')).commit
    const id = git(repository, 'rev-parse', 'main:values.yaml')
    const forged = deflateSync(Buffer.from('blob 10\0v: forged\n'))
    const file = join(folderOf(cache, url), 'objects', id.slice(0, 2), id.slice(2))
    mkdirSync(dirname(file), { recursive: true })
    writeFileSync(file, forged)
    expect(await textOf((await remoteSources({ cache }).git(url, commit)).tree, 'values.yaml')).toBe(
      'v: honest\n',
    )
  })
})

describe('a partial clone', () => {
  it.each(['blob:none', 'tree:0'])('(%s) gets from origin what it lacks', async (filter) => {
    const world = planted([`--filter=${filter}`])
    const { text, sides } = await look(world, { head: 'HEAD' })
    expect(await text('base', 'a.yaml')).toContain('top: 2')
    expect(await text('head', 'a.yaml')).toContain('end: 2')
    expect(sides.changed).toEqual(['a.yaml', 'b.yaml'])
  })

  it('says what it lacks where origin does not give it, and asks nobody else (broke be0c4d6)', async () => {
    const world = planted(['--filter=blob:none'])
    const copy = bareRepository({})
    git(world.origin, 'push', '--quiet', copy, 'main', 'change')
    git(world.ws, 'config', 'remote.other.url', `file://${copy}`)
    git(world.ws, 'config', 'remote.other.promisor', 'true')
    rmSync(world.origin, { recursive: true })
    await expect(look(world, { head: 'HEAD' })).rejects.toThrow(
      /\d+ objects? (?:is|are) missing in this partial clone and could not be fetched from the remote "origin"/,
    )
  })

  it('a whole clone that lacks an object is an error, and nobody is asked', async () => {
    const [world, { program, hasRun }] = [planted(), trap()]
    const commit = commitFiles(world.origin, 'late', 'Late', { 'late.yaml': 'x: 1\n' })
    git(world.ws, 'config', 'remote.origin.uploadpack', program)
    // A named revision is fetched from origin, and from no other address in the checkout.
    await expect(look(world, { head: commit })).rejects.toThrow(/there is no revision|no common history/)
    expect(hasRun()).toBe(false)
  })
})
