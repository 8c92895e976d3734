import { spawn } from 'node:child_process'
import { readdirSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { basename, dirname, join } from 'node:path'
import { describe, expect, it, onTestFinished } from 'vitest'
import type { FileChange, NewPullRequest } from '../../src/forge/forge.ts'
import { openLocalForge } from '../../src/forge/local/local-forge.ts'
import type { LocalForge, LocalForgeOptions } from '../../src/forge/local/local-forge.ts'
import {
  bareRepository,
  commitFiles,
  git,
  installHook,
  serveGit,
  show,
  showRecord,
  spyOnGit,
  temporaryFolder,
} from '../support/git.ts'

async function open(repository: string, options: Partial<LocalForgeOptions> = {}): Promise<LocalForge> {
  const forge = await openLocalForge({ environment: process.env, repository, ...options })
  onTestFinished(() => forge.close())
  return forge
}

const change = (
  path: string,
  content: string | undefined,
  mode: FileChange['mode'] = '100644',
): FileChange => ({
  path,
  mode,
  content: content === undefined ? undefined : Buffer.from(content),
})

const request = (branch: string, more: Partial<NewPullRequest> = {}): NewPullRequest => ({
  branch,
  base: 'main',
  title: 'Bump shop',
  body: 'to 2',
  draft: false,
  labels: ['bump'],
  assignees: [],
  reviewers: [],
  teamReviewers: [],
  milestone: undefined,
  ...more,
})

const nothing = { base: undefined, branches: [], files: [] }
const textOf = (content: Uint8Array | undefined) => content && Buffer.from(content).toString()

/** Commits one file on the base and creates a branch from it. */
async function pushBranch(forge: LocalForge, branch: string, content = 'tag: 2\n'): Promise<string> {
  const { base } = await forge.snapshot(nothing)
  const commit = await forge.createCommit({
    parent: base.commit,
    changes: [change('values.yaml', content)],
    message: `Bump to ${content}`,
  })
  expect(await forge.moveBranch({ branch, from: undefined, to: commit.sha })).toBe('moved')
  return commit.sha
}

/** The ways to get objects: borrowed from a folder, or fetched with and without the server's filter. */
const ways: readonly [string, (repository: string) => string][] = [
  ['a path', (repository) => repository],
  ['a server that filters', (repository) => `file://${repository}`],
  [
    'a server that does not filter',
    (repository) => {
      git(repository, 'config', 'uploadpack.allowFilter', 'false')
      return `file://${repository}`
    },
  ],
]

describe.each(ways)('a forge at %s', (_, addressOf) => {
  it('looks, reads, commits and moves a branch', async () => {
    const repository = bareRepository({
      'values.yaml': 'tag: 1\n',
      'run.sh': ['100755', 'x'],
      link: ['120000', 'values.yaml'],
      'a "quoted"\\name': 'odd',
    })
    const forge = await open(addressOf(repository), { author: { name: 'Bot', email: 'bot@example.com' } })
    const look = await forge.snapshot({ base: undefined, branches: ['missing'], files: [] })
    expect(look).toEqual({
      base: { name: 'main', commit: git(repository, 'rev-parse', 'main') },
      defaultBranch: 'main',
      branches: new Map(),
      finished: new Set(),
      intoOtherBases: new Map(),
      pullRequests: [],
    })
    const tree = forge.tree(look.base.commit)
    expect(tree.name).toBe(`main at ${look.base.commit.slice(0, 7)}`)
    expect(textOf((await tree.read(['values.yaml'])).get('values.yaml')?.content)).toBe('tag: 1\n')

    const commit = await forge.createCommit({
      parent: look.base.commit,
      changes: [
        change('values.yaml', 'tag: 2\n'),
        change('run.sh', 'y', '100755'),
        change('new/file', ''),
        change('a "quoted"\\name', undefined),
      ],
      message: 'Bump\n\nSigned-off-by: Bot <bot@example.com>\n',
      treeTrailer: 'Fairlead-Tree',
    })
    expect(await forge.moveBranch({ branch: 'bump/shop', from: undefined, to: commit.sha })).toBe('moved')
    expect(git(repository, 'ls-tree', '-r', 'bump/shop').replaceAll(/ blob \w+/g, '')).toBe(
      '120000\tlink\n100644\tnew/file\n100755\trun.sh\n100644\tvalues.yaml',
    )
    expect(show(repository, 'bump/shop', 'values.yaml')).toBe('tag: 2')
    expect(git(repository, 'log', '-1', '--format=%an <%ae> %cn%n%B', 'bump/shop').trimEnd()).toBe(
      `Bot <bot@example.com> Bot\nBump\n\nSigned-off-by: Bot <bot@example.com>\nFairlead-Tree: ${commit.tree}`,
    )
    expect(git(repository, 'rev-parse', 'bump/shop^{tree}', 'bump/shop^')).toBe(
      `${commit.tree}\n${look.base.commit}`,
    )
    git(repository, 'fsck', '--strict')
  })

  it('sees a tip that moved since', async () => {
    const repository = bareRepository({ 'values.yaml': '1', other: 'o' })
    const forge = await open(addressOf(repository))
    const first = await forge.snapshot(nothing)
    await forge.tree(first.base.commit).read(['values.yaml'])
    const tip = commitFiles(repository, 'main', 'Second', { 'values.yaml': '2' })
    const second = await forge.snapshot(nothing)
    expect(second.base.commit).toBe(tip)
    const read = await forge.tree(tip).read(['values.yaml', 'other'])
    expect([...read.values()].map(({ content }) => textOf(content))).toEqual(['2', 'o'])
  })

  it('knows the commits of a branch, also those of people, and where it left its base', async () => {
    const repository = bareRepository({ 'values.yaml': '1' })
    for (let i = 0; i < 60; i++) commitFiles(repository, 'main', `Main ${i}`, { main: String(i) })
    const start = git(repository, 'rev-parse', 'main')
    const forge = await open(addressOf(repository))
    const own = await pushBranch(forge, 'bump')
    const human = commitFiles(repository, 'bump', 'By hand\n\nwith a body', { 'values.yaml': '3' })
    for (let i = 0; i < 60; i++) commitFiles(repository, 'main', `More ${i}`, { main: `more ${i}` })
    const { base, branches } = await forge.snapshot({ base: 'main', branches: ['bump'], files: [] })
    const ahead = await forge.commitsAhead(base.commit, branches.get('bump') ?? '')
    expect(ahead).toMatchObject({ mergeBase: start, complete: true })
    expect(ahead.commits).toMatchObject([
      { sha: own, parents: [start], author: 'fairlead <fairlead@localhost>' },
      {
        sha: human,
        parents: [own],
        message: 'By hand\n\nwith a body\n',
        author: 'Human <human@example.com>',
      },
    ])
    expect(await forge.commitsAhead(human, human)).toEqual({ commits: [], mergeBase: human, complete: true })
    expect(await forge.commitsAhead(human, start)).toEqual({ commits: [], mergeBase: start, complete: true })
  })

  it('opens, refreshes and closes a pull request', async () => {
    const repository = bareRepository()
    const forge = await open(addressOf(repository))
    const head = await pushBranch(forge, 'bump')
    const opened = await forge.openPullRequest(request('bump'))
    const { warnings: _, ...looked } = opened
    expect(opened).toMatchObject({
      number: 'bump',
      url: `${addressOf(repository)}#bump`,
      head,
      labels: ['bump'],
    })
    expect(await forge.openPullRequest(request('bump', { title: 'Other' }))).toEqual(opened)

    await forge.updatePullRequest('bump', { title: 'Bump shop again', labels: ['more'] })
    const other = await open(addressOf(repository))
    expect((await other.snapshot(nothing)).pullRequests).toEqual([
      { ...looked, title: 'Bump shop again', labels: ['bump', 'more'] },
    ])
    await forge.closePullRequest('bump', 'Superseded')
    await forge.closePullRequest('bump', 'Superseded')
    expect((await other.snapshot(nothing)).pullRequests).toEqual([])
    expect(showRecord(repository, 'bump')).toMatchObject({
      state: 'closed',
      comments: [{ body: 'Superseded' }],
    })
    expect(git(repository, 'rev-parse', 'bump')).toBe(head)
    expect(await other.openPullRequest(request('bump', { title: 'Again' }))).toMatchObject({ title: 'Again' })
  })
})

describe('fetching from a server', () => {
  it('brings only what moved, and blobs in one batch', async () => {
    const many = Object.fromEntries(Array.from({ length: 30 }, (_, i) => [`f${i}.yaml`, `v${i}`]))
    const repository = bareRepository(many)
    const spy = spyOnGit()
    const forge = await open(`file://${repository}`, { environment: spy.environment })
    const fetches = () => spy.calls().filter((call) => call.startsWith('fetch')).length
    const { base } = await forge.snapshot(nothing)
    expect(fetches()).toBe(1)
    expect((await forge.tree(base.commit).read(Object.keys(many))).size).toBe(30)
    expect(fetches()).toBe(2)
    await forge.snapshot(nothing)
    commitFiles(repository, 'main', 'Second', { 'f1.yaml': 'new' })
    const moved = await forge.snapshot(nothing)
    await forge.tree(moved.base.commit).read(['f0.yaml'])
    expect(fetches()).toBe(3)
  })
})

describe('moving a branch', () => {
  it('is lost where somebody else was first', async () => {
    const repository = bareRepository()
    const [ours, theirs] = [await open(repository), await open(`file://${repository}`)]
    const { base } = await ours.snapshot(nothing)
    const commit = await ours.createCommit({
      parent: base.commit,
      changes: [change('a', '1')],
      message: 'Ours',
    })
    await pushBranch(theirs, 'bump', 'theirs')
    expect(await ours.moveBranch({ branch: 'bump', from: undefined, to: commit.sha })).toBe('lost')
    const tip = commitFiles(repository, 'main', 'Theirs', { b: '2' })
    expect(await ours.moveBranch({ branch: 'main', from: base.commit, to: commit.sha })).toBe('lost')
    expect(await ours.moveBranch({ branch: 'gone', from: base.commit, to: commit.sha })).toBe('lost')
    expect(git(repository, 'rev-parse', 'main')).toBe(tip)
  })

  it('may replace commits, if only it knows them', async () => {
    const repository = bareRepository()
    const forge = await open(repository)
    const first = await pushBranch(forge, 'bump', 'first')
    const { base } = await forge.snapshot(nothing)
    const anew = await forge.createCommit({
      parent: base.commit,
      changes: [change('a', 'new')],
      message: 'Anew',
    })
    expect(await forge.moveBranch({ branch: 'bump', from: first, to: anew.sha })).toBe('moved')
    git(repository, 'config', 'receive.denyNonFastForwards', 'true')
    const again = forge.moveBranch({ branch: 'bump', from: anew.sha, to: first })
    await expect(again).rejects.toMatchObject({
      kind: 'refused',
      message: expect.stringContaining('allows only fast-forward updates'),
    })
  })

  it('is lost where the server’s lock is taken', async () => {
    const repository = bareRepository()
    const forge = await open(repository)
    const { base } = await forge.snapshot(nothing)
    const commit = await forge.createCommit({
      parent: base.commit,
      changes: [change('a', '1')],
      message: 'Ours',
    })
    // This simulates another push between the server's greeting and its response.
    installHook(repository, 'pre-receive', 'touch refs/heads/main.lock')
    expect(await forge.moveBranch({ branch: 'main', from: base.commit, to: commit.sha })).toBe('lost')
  })

  it('is lost where the branch moved under a hook that knows better words', async () => {
    const repository = bareRepository()
    const forge = await open(repository)
    const { base } = await forge.snapshot(nothing)
    const commit = await forge.createCommit({
      parent: base.commit,
      changes: [change('a', '1')],
      message: 'Ours',
    })
    const theirs = commitFiles(repository, 'theirs', 'Theirs', { b: '1' })
    const unset = 'unset GIT_QUARANTINE_PATH GIT_OBJECT_DIRECTORY GIT_ALTERNATE_OBJECT_DIRECTORIES'
    installHook(repository, 'pre-receive', `${unset}; git update-ref refs/heads/main ${theirs}; exit 1`)
    expect(await forge.moveBranch({ branch: 'main', from: base.commit, to: commit.sha })).toBe('lost')
  })

  it('is refused by a hook of the server, with its words', async () => {
    const repository = bareRepository()
    // The format of Gitea's messages.
    const words = 'error: \\nerror: main is protected: ask the harbour master\\nerror: \\n'
    installHook(repository, 'pre-receive', `printf '${words}' >&2; exit 1`)
    const forge = await open(repository)
    const { base } = await forge.snapshot(nothing)
    const commit = await forge.createCommit({
      parent: base.commit,
      changes: [change('a', '1')],
      message: 'x',
    })
    await expect(
      forge.moveBranch({ branch: 'main', from: base.commit, to: commit.sha }),
    ).rejects.toMatchObject({
      kind: 'refused',
      message: expect.stringContaining('hook declined); main is protected: ask the harbour master)'),
    })
  })

  it('says what to do about a branch that is checked out', async () => {
    const clone = join(temporaryFolder(), 'clone')
    git(tmpdir(), 'clone', '--quiet', bareRepository(), clone)
    const forge = await open(clone)
    const { base } = await forge.snapshot(nothing)
    const commit = await forge.createCommit({
      parent: base.commit,
      changes: [change('a', '1')],
      message: 'x',
    })
    await expect(
      forge.moveBranch({ branch: 'main', from: base.commit, to: commit.sha }),
    ).rejects.toMatchObject({
      kind: 'input',
      message: expect.stringMatching(/bare repository.*receive\.denyCurrentBranch/),
    })
    expect(await forge.moveBranch({ branch: 'bump', from: undefined, to: commit.sha })).toBe('moved')
  })

  it('refuses names and paths that git would not take', async () => {
    const forge = await open(bareRepository())
    const { base } = await forge.snapshot(nothing)
    const move = forge.moveBranch({ branch: 'a:refs/heads/main', from: undefined, to: base.commit })
    await expect(move).rejects.toMatchObject({ kind: 'input' })
    for (const path of ['../x', '.git/config', '/x', 'a//b']) {
      const commit = forge.createCommit({ parent: base.commit, changes: [change(path, '1')], message: 'x' })
      await expect(commit).rejects.toMatchObject({ kind: 'input' })
    }
  })
})

describe('deleting a branch', () => {
  it('closes its pull request, and minds only its own tip', async () => {
    const repository = bareRepository()
    const forge = await open(repository)
    const head = await pushBranch(forge, 'bump')
    await forge.openPullRequest(request('bump'))
    const { base } = await forge.snapshot(nothing)
    expect(await forge.deleteBranch('bump', base.commit)).toBe('lost')
    expect(await forge.deleteBranch('bump', head)).toBe('deleted')
    expect(await forge.deleteBranch('bump', head)).toBe('deleted')
    expect(git(repository, 'for-each-ref', 'refs/heads', '--format=%(refname)')).toBe('refs/heads/main')
    expect(showRecord(repository, 'bump')).toMatchObject({ state: 'closed' })
  })
})

describe('what is wrong is said', () => {
  it.each([
    ['nothing there', () => join(temporaryFolder(), 'nope'), undefined, 'there is no folder'],
    ['no repository', () => temporaryFolder(), undefined, 'no git repository was found'],
    ['an empty repository', () => bareRepository({}), undefined, 'is empty'],
    ['a mistyped base', () => bareRepository(), 'mian', 'Did you mean "main"?'],
    ['an unreachable server', () => 'http://127.0.0.1:1/x.git', undefined, 'cannot be reached'],
    [
      'an unknown host',
      () => 'https://u:s3cret@host.invalid/x.git',
      undefined,
      'the host of https://host.invalid/x.git',
    ],
  ])('%s', async (_, repository, base, message) => {
    const look = async () => (await open(repository())).snapshot({ base, branches: [], files: [] })
    await expect(look()).rejects.toMatchObject({ message: expect.stringContaining(message) })
    await expect(look()).rejects.not.toMatchObject({ message: expect.stringContaining('s3cret') })
  })

  it('a pull request without a branch, into another base, or merged by itself', async () => {
    const repository = bareRepository()
    const forge = await open(repository)
    await expect(forge.openPullRequest(request('nope'))).rejects.toMatchObject({ kind: 'input' })
    await expect(forge.updatePullRequest('nope', {})).rejects.toMatchObject({ kind: 'input' })
    await pushBranch(forge, 'bump')
    await forge.openPullRequest(request('bump'))
    await expect(forge.openPullRequest(request('bump', { base: 'prod' }))).rejects.toMatchObject({
      kind: 'input',
    })
    await expect(forge.enableAutoMerge()).rejects.toMatchObject({ kind: 'input' })
  })

  it('a record that is none stops only who works on that branch', async () => {
    const repository = bareRepository()
    const forge = await open(repository)
    await pushBranch(forge, 'bump')
    git(repository, 'update-ref', 'refs/fairlead/pull-requests/bump', 'main')
    expect((await forge.snapshot(nothing)).pullRequests).toEqual([])
    await expect(forge.openPullRequest(request('bump'))).rejects.toMatchObject({ kind: 'remote' })
  })
})

describe('over http', () => {
  it('sends credentials in a header only', async () => {
    const repository = bareRepository({ 'values.yaml': '1' })
    git(repository, 'config', 'http.receivepack', 'true')
    const header = `Basic ${Buffer.from('bot:s3cr3t').toString('base64')}`
    const server = await serveGit(dirname(repository), header)
    const spy = spyOnGit()
    const address = `${server}/${basename(repository)}`
    const forge = await open(address.replace('://', '://bot:s3cr3t@'), { environment: spy.environment })
    await pushBranch(forge, 'bump', '2')
    expect(
      textOf(
        (await forge.tree((await forge.snapshot(nothing)).base.commit).read(['values.yaml'])).get(
          'values.yaml',
        )?.content,
      ),
    ).toBe('1')
    expect((await forge.openPullRequest(request('bump'))).url).toBe(`${address}#bump`)
    expect(show(repository, 'bump', 'values.yaml')).toBe('2')
    const calls = spy.calls().join('\n')
    expect(calls).toContain('push')
    expect(calls).not.toMatch(/s3cr3t|Basic|bot/)
    for (const way of [address, address.replace('://', '://bot:wrong-one@')]) {
      const look = (await open(way)).snapshot(nothing)
      await expect(look).rejects.toMatchObject({
        kind: 'input',
        message: expect.stringContaining('credentials'),
      })
      await expect(look).rejects.not.toMatchObject({ message: expect.stringContaining('wrong-one') })
    }
  })
})

const forgeModule = new URL('../../src/forge/local/local-forge.ts', import.meta.url).href

/**
 * Increments a counter on `main`, in the same steps as `update`: look, read, commit, move; if it lost the race, again
 * with jitter.
 */
const racer = (repository: string) => `
  const { openLocalForge } = await import(${JSON.stringify(forgeModule)})
  const forge = await openLocalForge({ environment: process.env, repository: ${JSON.stringify(repository)} })
  for (let tries = 1; ; tries++) {
    const { base } = await forge.snapshot({ base: 'main', branches: [], files: [] })
    const files = await forge.tree(base.commit).read(['counter'])
    const next = String(Number(Buffer.from(files.get('counter').content).toString()) + 1)
    const changes = [{ path: 'counter', mode: '100644', content: Buffer.from(next) }]
    const { sha } = await forge.createCommit({ parent: base.commit, changes, message: 'Count to ' + next })
    if (await forge.moveBranch({ branch: 'main', from: base.commit, to: sha }) === 'moved') break
    if (tries > 200) throw new Error('starved')
    await new Promise((resolve) => setTimeout(resolve, Math.random() * 50 * Math.min(tries, 10)))
  }
  await forge.close()
`

function run(script: string): Promise<{ code: number | null; stderr: string }> {
  const child = spawn(process.execPath, ['--input-type=module', '--eval', script])
  const stderr: Buffer[] = []
  child.stderr.on('data', (chunk: Buffer) => stderr.push(chunk))
  return new Promise((resolve) => {
    child.on('close', (code) => resolve({ code, stderr: Buffer.concat(stderr).toString() }))
  })
}

describe('many at once', () => {
  it('loses no update among eight processes', async () => {
    const repository = bareRepository({ counter: '0' })
    const results = await Promise.all(Array.from({ length: 8 }, () => run(racer(repository))))
    expect(results).toEqual(results.map(() => ({ code: 0, stderr: '' })))
    expect(show(repository, 'main', 'counter')).toBe('8')
    expect(git(repository, 'rev-list', '--count', 'main')).toBe('9')
  })

  it('opens one pull request among many that try', async () => {
    const repository = bareRepository()
    const forges = await Promise.all(Array.from({ length: 6 }, () => open(repository)))
    await pushBranch(forges[0] as LocalForge, 'bump')
    const opened = await Promise.all(
      forges.map((forge, i) => forge.openPullRequest(request('bump', { title: `${i}` }))),
    )
    expect(new Set(opened.map(({ title }) => title)).size).toBe(1)
    await Promise.all(forges.map((forge, i) => forge.updatePullRequest('bump', { labels: [`l${i}`] })))
    const [pullRequest] = (await (forges[0] as LocalForge).snapshot(nothing)).pullRequests
    expect(pullRequest?.labels.toSorted()).toEqual(['bump', 'l0', 'l1', 'l2', 'l3', 'l4', 'l5'])
  })

  it('starts few processes in a round, and fewer in a lost one', async () => {
    const spy = spyOnGit()
    const repository = bareRepository({ 'values.yaml': '1' })
    const forge = await open(repository, { environment: spy.environment })
    const round = async (from?: string) => {
      spy.forget()
      const { base } = await forge.snapshot(nothing)
      await forge.tree(base.commit).read(['values.yaml'])
      const commit = await forge.createCommit({
        parent: base.commit,
        changes: [change('values.yaml', String(Math.random()))],
        message: 'x',
      })
      await forge.moveBranch({ branch: 'main', from: from ?? base.commit, to: commit.sha })
      return spy.calls().map((call) => call.split(' ')[0])
    }
    await round()
    expect(await round('0'.repeat(39) + '1')).toEqual([
      'ls-remote',
      'ls-tree',
      'cat-file',
      'fast-import',
      'commit-tree',
      'push',
    ])
  })
})

describe('the temporary repository', () => {
  it.each([
    ['a forgotten close', ''],
    ['process.exit', 'process.exit(0)'],
    ['a signal', 'process.kill(process.pid, "SIGTERM"); setInterval(() => {}, 1000)'],
  ])('goes after %s', async (_, end) => {
    const folder = temporaryFolder()
    await run(`
      process.env.TMPDIR = ${JSON.stringify(folder)}
      const { readdirSync } = await import('node:fs')
      const { openLocalForge } = await import(${JSON.stringify(forgeModule)})
      await openLocalForge({ environment: process.env, repository: ${JSON.stringify(bareRepository())} })
      if (readdirSync(process.env.TMPDIR).length !== 1) process.exit(1)
      ${end}
    `).then(({ stderr }) => expect(stderr).toBe(''))
    expect(readdirSync(folder)).toEqual([])
  })
})
