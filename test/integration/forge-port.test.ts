/** The behavior that every forge guarantees. */
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { FairleadError } from '../../src/errors.ts'
import type { BranchCommitRequest, FileChange, NewPullRequest } from '../../src/forge/forge.ts'
import { readTrailers } from '../../src/proposal/trailers.ts'
import { forgeWorlds } from '../support/forge-worlds.ts'
import type { ForgeWorld } from '../support/forge-worlds.ts'

const nothing = { base: undefined, branches: [], files: [] }

const change = (
  path: string,
  content: string | Uint8Array | undefined,
  mode: FileChange['mode'] = '100644',
): FileChange => ({ path, mode, content: content === undefined ? undefined : Buffer.from(content) })

const request = (branch: string, more: Partial<NewPullRequest> = {}): NewPullRequest => ({
  branch,
  base: 'main',
  title: 'Bump web',
  body: 'to 1.1.0',
  draft: false,
  labels: [],
  assignees: [],
  reviewers: [],
  teamReviewers: [],
  milestone: undefined,
  ...more,
})

describe.each(Object.entries(forgeWorlds))('%s', (_, start) => {
  let world: ForgeWorld
  beforeEach(async () => {
    world = await start({
      'apps/web/values.yaml': 'tag: 1.0.0\n',
      'apps/api/values.yaml': 'tag: 1.0.0\n',
      'deploy.sh': ['100755', '#!/bin/sh\n'],
      current: ['120000', 'apps/web'],
    })
  })
  afterEach(() => world[Symbol.asyncDispose]())

  /** Returns a bump of the web app on a branch that does not exist, unless specified otherwise. */
  const bump = (tag: string, more: Partial<BranchCommitRequest> = {}): BranchCommitRequest => ({
    branch: 'bump/web',
    from: undefined,
    parent: world.head(),
    changes: [change('apps/web/values.yaml', `tag: ${tag}\n`)],
    message: `Bump to ${tag}`,
    ...more,
  })

  const made = async (wanted: BranchCommitRequest) => {
    const created = await world.forge.commit(wanted)
    if (created === 'lost') throw new Error(`it was lost: ${wanted.message}`)
    expect(world.head(wanted.branch)).toBe(created.sha)
    return created.sha
  }

  /** Creates a branch with one commit and its pull request. */
  const propose = async (branch: string, more: Partial<NewPullRequest> = {}) => {
    await made(bump(branch, { branch }))
    return world.forge.openPullRequest(request(branch, more))
  }

  const fault = async (promise: Promise<unknown>) => {
    const error = await promise.then(
      () => undefined,
      (thrown: unknown) => thrown,
    )
    if (!(error instanceof FairleadError)) throw error ?? new Error('it did not fail')
    return { kind: error.kind, message: error.message }
  }

  describe('look', () => {
    it('tells the base, those branches that are there, and what is open into the base, newest first', async () => {
      const { forge } = world
      const first = await propose('bump/web', { labels: ['deploy'] })
      const second = await propose('bump/api', { title: 'Bump api' })
      const look = await forge.snapshot({ base: 'main', branches: ['bump/web', 'missing'], files: [] })
      expect(look.base).toEqual({ name: 'main', commit: world.head() })
      expect([...look.branches]).toEqual([['bump/web', world.head('bump/web')]])
      expect(look.pullRequests.map(({ number }) => number)).toEqual([second.number, first.number])
      expect(look.pullRequests[1]).toMatchObject({
        branch: 'bump/web',
        title: 'Bump web',
        body: 'to 1.1.0',
        draft: false,
        head: world.head('bump/web'),
        labels: ['deploy'],
        url: first.url,
      })
      expect((await (await world.open()).snapshot(nothing)).base).toEqual(look.base)
    })

    it('knows which branches are done with', async () => {
      const { number } = await propose('closed')
      await world.close(number)
      await propose('open')
      const look = await world.forge.snapshot({ ...nothing, branches: ['closed', 'open'] })
      expect([...look.finished]).toEqual(['closed'])
      expect(look.pullRequests.map(({ branch }) => branch)).toEqual(['open'])
    })

    it('says which base there is', async () => {
      const { kind, message } = await fault(world.forge.snapshot({ ...nothing, base: 'mian' }))
      expect(kind).toBe('input')
      expect(message).toMatch(/has no branch "mian"\n {2}Did you mean "main"\?/)
    })
  })

  describe('tree', () => {
    it('reads every byte as it is, and the modes', async () => {
      await world.push('main', { 'crlf.yaml': '\uFEFFa: 1\r\n', empty: '', 'ünï "cödé" 100%.txt': '😀\n' })
      const { base } = await world.forge.snapshot(nothing)
      const tree = world.forge.tree(base.commit)
      expect(tree.name).toBe(`main at ${base.commit.slice(0, 7)}`)
      const paths = ['crlf.yaml', 'empty', 'ünï "cödé" 100%.txt', 'deploy.sh', 'current']
      const read = await tree.read([...paths, 'apps', 'missing', 'no/such/folder', ''])
      expect(
        [...read].map(([path, { mode, content }]) => [path, mode, Buffer.from(content).toString()]),
      ).toEqual([
        ['crlf.yaml', '100644', '\uFEFFa: 1\r\n'],
        ['empty', '100644', ''],
        ['ünï "cödé" 100%.txt', '100644', '😀\n'],
        ['deploy.sh', '100755', '#!/bin/sh\n'],
        ['current', '120000', 'apps/web'],
      ])
    })

    it('lists files with their modes, and reads many', async () => {
      const many = Object.fromEntries(Array.from({ length: 120 }, (__, i) => [`many/${i}.yaml`, `${i}\n`]))
      await world.push('main', many)
      const tree = world.forge.tree(world.head())
      const listed = await tree.list()
      expect(listed).toHaveLength(124)
      const few = listed.filter(({ path }) => !path.startsWith('many/'))
      expect(few.map(({ path, mode }) => ({ path, mode }))).toEqual([
        { path: 'apps/api/values.yaml', mode: '100644' },
        { path: 'apps/web/values.yaml', mode: '100644' },
        { path: 'current', mode: '120000' },
        { path: 'deploy.sh', mode: '100755' },
      ])
      const read = await tree.read(Object.keys(many))
      expect([...read.values()].map(({ content }) => Buffer.from(content).toString())).toEqual(
        Object.values(many),
      )
    })
  })

  describe('commitsAhead', () => {
    it('tells the commits of a branch, oldest first, and which of them is as it was made', async () => {
      const base = world.head()
      const own = await made(bump('1.1.0', { treeTrailer: 'Fairlead-Tree' }))
      const theirs = await world.push('bump/web', { 'by-hand.yaml': 'x: 1\n' }, 'By hand')
      await world.push('main', { 'README.md': 'new\n' })
      const { commits, complete } = await world.forge.commitsAhead(world.head(), theirs)
      expect(complete).toBe(true)
      expect(commits.map(({ sha, parents }) => [sha, parents])).toEqual([
        [own, [base]],
        [theirs, [own]],
      ])
      const [first] = commits
      expect(readTrailers(first?.message ?? '').tree).toBe((await world.commit(own)).tree)
      expect(first?.tree).toBe((await world.commit(own)).tree)
      expect(first?.author).toMatch(/.+ <.+@.+>/)
      expect((await world.forge.commitsAhead(theirs, base)).commits).toEqual([])
    })
  })

  describe('commit', () => {
    it('makes a branch with bytes and modes as they were given', async () => {
      const base = world.head()
      const created = await world.forge.commit({
        ...bump('1.1.0'),
        message: 'Bump\n\nSigned-off-by: Jo <jo@example.com>',
        treeTrailer: 'Fairlead-Tree',
        changes: [
          change('apps/web/values.yaml', 'tag: 1.1.0\r\n'),
          change('new/in/here.sh', '#!/bin/sh\n', '100755'),
          change('icon.png', Uint8Array.from([0x89, 0x50, 0, 0xff])),
          change('deploy.sh', '#!/bin/sh\n', '100644'),
          change('apps/api/values.yaml', undefined),
        ],
      })
      if (created === 'lost') throw new Error('it was lost')
      expect(world.head('bump/web')).toBe(created.sha)
      const { parents, tree, message } = await world.commit(created.sha)
      expect({ parents, tree }).toEqual({ parents: [base], tree: created.tree })
      expect(message.trim()).toBe(`Bump\n\nSigned-off-by: Jo <jo@example.com>\nFairlead-Tree: ${tree}`)
      const forge = await world.open()
      const entries = await forge.tree(created.sha).list()
      expect(entries.map(({ path, mode }) => `${mode} ${path}`)).toEqual([
        '100644 apps/web/values.yaml',
        '120000 current',
        '100644 deploy.sh',
        '100644 icon.png',
        '100755 new/in/here.sh',
      ])
      const read = await forge.tree(created.sha).read(['icon.png', 'apps/web/values.yaml'])
      expect([...read.values()].map(({ content }) => Buffer.from(content).toString('latin1'))).toEqual([
        '\x89P\0\xff',
        'tag: 1.1.0\r\n',
      ])
      expect(world.head()).toBe(base)
    })

    it('goes on top of a branch, and keeps an executable file one', async () => {
      const from = world.head()
      const changes = [change('deploy.sh', '#!/bin/sh\necho 2\n', '100755')]
      const sha = await made({ branch: 'main', from, parent: from, changes, message: 'Deploy' })
      expect((await world.commit(sha)).parents).toEqual([from])
      expect(await world.file('deploy.sh')).toBe('100755 #!/bin/sh\necho 2\n')
    })

    it('replaces what stood on a branch, onto a base that has moved', async () => {
      const first = await made(bump('1.1.0'))
      await world.push('main', { 'README.md': 'new\n' })
      const sha = await made(bump('1.2.0', { from: first }))
      expect((await world.commit(sha)).parents).toEqual([world.head()])
      expect(await world.file('apps/web/values.yaml', 'bump/web')).toBe('100644 tag: 1.2.0\n')
    })

    it('puts a file in the place of a folder, and a folder in that of a file', async () => {
      const changes = [
        change('apps/web', 'now a file\n'),
        change('apps/web/values.yaml', undefined),
        change('deploy.sh', undefined),
        change('deploy.sh/inner', 'x\n'),
      ]
      const sha = await made(bump('1.1.0', { changes }))
      const read = await world.forge.tree(sha).read(['apps/web', 'deploy.sh/inner', 'apps/web/values.yaml'])
      expect(read.get('apps/web')?.content.toString()).toBe('now a file\n')
      expect(read.get('deploy.sh/inner')?.content.toString()).toBe('x\n')
      expect(read.get('apps/web/values.yaml')).toBeUndefined()
      expect(await world.forge.treeWith(world.head(), changes)).toBe(await world.forge.treeWith(sha, []))
    })

    it('writes a link', async () => {
      await made(bump('1', { changes: [change('current', 'apps/api', '120000')] }))
      expect(await world.file('current', 'bump/web')).toMatch(/^120000 apps\/api/)
    })

    it('is lost where the branch was made meanwhile', async () => {
      const theirs = await world.push('bump/web', { 'by-hand.yaml': 'x: 1\n' })
      expect(await world.forge.commit(bump('1.1.0'))).toBe('lost')
      expect(world.head('bump/web')).toBe(theirs)
    })

    it('is lost where somebody changed the same file meanwhile', async () => {
      const from = world.head()
      const theirs = await world.push('main', { 'apps/web/values.yaml': 'tag: 9.9.9\n' })
      expect(await world.forge.commit(bump('1.1.0', { branch: 'main', from, parent: from }))).toBe('lost')
      expect(world.head()).toBe(theirs)
    })

    it('loses nothing of what somebody changed elsewhere meanwhile', async () => {
      const from = world.head()
      const theirs = await world.push('main', { 'README.md': 'new\n' })
      const result = await world.forge.commit(bump('1.1.0', { branch: 'main', from, parent: from }))
      if (result === 'lost') expect(world.head()).toBe(theirs)
      else expect((await world.commit(result.sha)).parents).toEqual([theirs])
      expect(await world.file('README.md')).toBe('100644 new\n')
    })

    it('replaces no commit that it does not know', async () => {
      const from = await made(bump('1.1.0'))
      const theirs = await world.push('bump/web', { 'by-hand.yaml': 'x: 1\n' })
      expect(await world.forge.commit(bump('1.2.0', { from }))).toBe('lost')
      expect(world.head('bump/web')).toBe(theirs)
    })

    it('is lost where the branch is gone', async () => {
      const from = await made(bump('1.1.0'))
      expect(await world.forge.deleteBranch('bump/web', from)).toBe('deleted')
      expect(await world.forge.commit(bump('1.2.0', { from, parent: from }))).toBe('lost')
      expect(await world.forge.commit(bump('1.2.0', { from }))).toBe('lost')
      expect(world.branches()).toEqual(['main'])
    })

    it('lets one of ten win', async () => {
      const forges = await Promise.all(Array.from({ length: 10 }, () => world.open()))
      const results = await Promise.all(forges.map((forge, i) => forge.commit(bump(`1.${i}.0`))))
      const won = results.filter((result) => result !== 'lost')
      expect(won).toHaveLength(1)
      expect(won[0]).toMatchObject({ sha: world.head('bump/web') })
    })

    it('refuses paths that cannot be committed', async () => {
      for (const path of ['../x', '/x', 'a//b', '.git/config', ''])
        expect(await fault(world.forge.commit(bump('1', { changes: [change(path, 'x')] })))).toMatchObject({
          kind: 'input',
        })
      expect(world.branches()).toEqual(['main'])
    })
  })

  describe('deleteBranch', () => {
    it('deletes only what is still there as it was', async () => {
      const from = await made(bump('1.1.0'))
      const theirs = await world.push('bump/web', { 'by-hand.yaml': 'x: 1\n' })
      expect(await world.forge.deleteBranch('bump/web', from)).toBe('lost')
      expect(await world.forge.deleteBranch('bump/web', theirs)).toBe('deleted')
      expect(await world.forge.deleteBranch('bump/web', theirs)).toBe('deleted')
      expect(world.branches()).toEqual(['main'])
    })
  })

  describe('a pull request', () => {
    it('is opened once', async () => {
      const first = await propose('bump/web', { draft: true, labels: ['deploy'] })
      const other = await world.open()
      await other.snapshot({ ...nothing, branches: ['bump/web'] })
      const again = await other.openPullRequest(request('bump/web', { title: 'Another' }))
      expect(again).toMatchObject({
        number: first.number,
        title: 'Bump web',
        draft: true,
        head: world.head('bump/web'),
      })
    })

    it('changes in what is given, stays a draft, and tells that it was closed', async () => {
      const { number } = await propose('bump/web', { draft: true, labels: ['deploy'] })
      const { forge } = world
      const changed = await forge.updatePullRequest(number, { title: 'Bump to 2', labels: ['web'] })
      expect(changed).toEqual({ state: 'open', warnings: [] })
      const [shown] = (await forge.snapshot(nothing)).pullRequests
      expect(shown).toMatchObject({ title: 'Bump to 2', body: 'to 1.1.0', draft: true })
      expect(shown?.labels.toSorted()).toEqual(['deploy', 'web'])
      await world.close(number)
      expect(await (await world.open()).updatePullRequest(number, { title: 'Late' })).toMatchObject({
        state: 'closed',
      })
    })

    it('is closed with one comment, and its branch goes with it if it is still as it was', async () => {
      const { forge } = world
      const one = await propose('bump/web')
      const two = await propose('bump/api')
      const theirs = await world.push('bump/api', { 'by-hand.yaml': 'x: 1\n' })
      await forge.closePullRequest(one.number, 'Superseded.', { branch: 'bump/web', from: one.head })
      await forge.closePullRequest(one.number, 'Superseded.')
      await forge.closePullRequest(two.number, 'Superseded.', { branch: 'bump/api', from: two.head })
      for (const { number } of [one, two])
        expect(world.request(number)).toMatchObject({ state: 'closed', comments: ['Superseded.'] })
      expect(world.branches()).toEqual(['bump/api', 'main'])
      expect(world.head('bump/api')).toBe(theirs)
    })
  })

  describe('a connection', () => {
    it('knows the address of its repository', async () => {
      expect(await world.connection.address()).toBe(world.identity)
    })

    it('gives the comments on a request: found again, changed in place, with what becomes of it', async () => {
      const { number } = await propose('bump/web')
      const comments = await world.connection.comments()
      const put = async (...bodies: string[]) =>
        (await comments.put(number, 'diff', bodies)).map(({ operation }) => operation)
      expect(await put('one', 'two')).toEqual(['created', 'created'])
      expect(await put('one')).toEqual(['unchanged'])
      expect(await put('more')).toEqual(['updated'])
      expect(world.request(number).comments).toEqual([expect.stringMatching(/^<!-- .* -->\nmore$/)])
      const open = { isOpen: true, head: world.head('bump/web'), base: 'main' }
      expect(await comments.stateOf(number)).toEqual(open)
      await world.close(number)
      expect(await comments.stateOf(number)).toMatchObject({ isOpen: false })
    })

    it('tells which of two commits is the newer one', async () => {
      const from = world.head()
      const to = await world.push('main', { 'apps/web/values.yaml': 'tag: 1.1.0\n' }, 'Paint it')
      const source = await world.connection.appRepo()
      const asked = { repository: world.repository, from: [from], to, isNeeded: true }
      const { order, ...told } = await source.compare(asked)
      expect(order).toBe('ahead')
      expect(told).toMatchObject({ from, to, total: 1, commits: [{ sha: to, title: 'Paint it' }] })
      expect(await source.compare({ ...asked, from: [to], to: from })).toMatchObject({ order: 'behind' })
    })
  })
})
