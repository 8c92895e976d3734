import { beforeEach, describe, expect, it } from 'vitest'
import { change, failing, nothing, passing, useHub, writer } from './github-forge.setup.ts'

const hub = useHub()

async function commitWithPersonalToken() {
  const forge = hub.open({ token: 'github_pat_1' })
  const changes = [change('apps/web/values.yaml', 'x')]
  const created = await forge.createCommit({ parent: hub.infra.head(), changes, message: 'Bump' })
  expect((await hub.infra.commit(created.sha)).tree).toBe(created.tree)
  return created
}

describe('createCommit', () => {
  it('keeps bytes and modes, adds and deletes', async () => {
    const { forge, infra } = hub
    await infra.push('main', { 'bom.yaml': '\uFEFFa: 1\r\n', old: 'x', 'old-dir/file': 'y' })
    const binary = Buffer.from([0, 1, 2, 255])
    const changes = [
      change('bom.yaml', '\uFEFFa: 2\r\n'),
      change('deploy.sh', '#!/bin/bash\n', '100755'),
      change('current', 'apps/api', '120000'),
      change('new/empty', ''),
      change('binary', binary),
      change('latin1', Buffer.from([0xe9])),
      change('old', undefined),
      change('old-dir/file', undefined),
    ]
    await forge.snapshot(nothing)
    const message = 'Bump\n\nSigned-off-by: Bot <bot@example.com>\n'
    const [created, made] = await hub.counting(() =>
      forge.createCommit({ parent: infra.head(), changes, message, treeTrailer: 'Fairlead-Tree' }),
    )
    expect(made.toSorted()).toEqual([
      'git/create-blob',
      'git/create-blob',
      'git/create-commit',
      'git/create-tree',
    ])
    const commit = await infra.commit(created.sha)
    expect(commit).toMatchObject({ tree: created.tree, parents: [infra.head()] })
    expect(commit.message.trimEnd()).toBe(`${message.trimEnd()}\nFairlead-Tree: ${created.tree}`)
    await infra.setBranch('result', created.sha)
    const read = await forge.tree(created.sha).read(changes.map(({ path }) => path))
    const present = changes.filter(({ content }) => content !== undefined)
    expect([...read].map(([path, file]) => ({ path, ...file }))).toEqual(
      present.map(({ path, mode, content }) => ({ path, mode, content })),
    )
  })

  it('makes big changes in chunks, and asks for the tree of a commit that it has not seen', async () => {
    const { forge, infra } = hub
    const changes = Array.from({ length: 230 }, (_, i) => change(`many/${i}`, `${i}\n`))
    const [created, made] = await hub.counting(() =>
      forge.createCommit({ parent: infra.head(), changes, message: 'Many' }),
    )
    expect(made).toEqual(['git/get-commit', ...Array<string>(3).fill('git/create-tree'), 'git/create-commit'])
    expect((await infra.paths(created.sha)).length).toBe(233)
  })

  it('refuses paths that cannot be committed before it asks anything', async () => {
    const bad = [change('../up', 'x'), change('.git/config', 'x'), change('module', 'x', '160000')]
    for (const one of bad) {
      const commit = { parent: hub.infra.head(), changes: [one], message: 'x' }
      expect(await failing(hub.forge.createCommit(commit))).toMatchObject({ kind: 'input' })
    }
    expect(hub.fake.requests).toEqual([])
  })

  it('has a commit signed for a personal access token too, where that changes nothing else', async () => {
    const { fake, infra } = hub
    fake.addToken('github_pat_1', {
      kind: 'user',
      login: 'alice',
      repositories: { 'acme/infra': writer },
    })
    const forge = hub.open({ token: 'github_pat_1' })
    const parent = infra.head()
    const commit = { parent, message: 'Bump\n\nWhy.\n', treeTrailer: 'Fairlead-Tree' }
    const changes = [change('apps/web/values.yaml', '\uFEFFx\r\n')]
    const signed = await forge.createCommit({ ...commit, changes })
    expect(signed).toMatchObject({ verified: true })
    const made = await infra.commit(signed.sha)
    expect(made).toMatchObject({ parents: [parent], tree: signed.tree })
    expect(made.message.trimEnd()).toBe(`Bump\n\nWhy.\n\nFairlead-Tree: ${signed.tree}`)
    const unsigned = await forge.createCommit({ ...commit, changes: [change('deploy.sh', 'x', '100755')] })
    expect(unsigned.verified).toBe(false)
    expect(infra.branches()).toEqual(['main'])
  })
})

describe('a commit of a personal access token', () => {
  beforeEach(() => {
    hub.fake.addToken('github_pat_1', {
      kind: 'user',
      login: 'alice',
      repositories: { 'acme/infra': writer },
    })
  })

  it('stays unsigned where the temporary branch is not allowed', async () => {
    hub.infra.settings.rules = [{ branches: ['fairlead/*'], type: 'creation' }]
    expect(await commitWithPersonalToken()).toMatchObject({
      verified: false,
      warnings: [expect.stringContaining('creations being restricted')],
    })
  })

  it.each(passing)('leaves no temporary branch behind at %s', async (_, fault) => {
    for (const operation of ['git/create-ref', 'commit', 'git/delete-ref']) hub.breaks(operation, fault)
    await commitWithPersonalToken()
    expect(hub.infra.branches()).toEqual(['main'])
  })
})

describe('commitsAhead', () => {
  it('tells the commits of a branch and where it left its base', async () => {
    const { forge, infra } = hub
    const mergeBase = infra.head()
    await infra.push('work', { a: '1' }, { message: 'First', author: 'Jo Doe' })
    await infra.push('work', { a: '2' }, { message: 'Second\n\nBody' })
    await infra.push('main', { b: '1' })
    const [ahead, made] = await hub.counting(() => forge.commitsAhead(infra.head(), infra.head('work')))
    expect(made).toEqual(['repos/compare-commits-with-basehead'])
    expect(ahead).toMatchObject({ mergeBase, complete: true })
    expect(ahead.commits.map(({ message }) => message.trimEnd())).toEqual(['First', 'Second\n\nBody'])
    expect(ahead.commits[0]).toMatchObject({ parents: [mergeBase], author: 'Jo Doe <jo.doe@example.com>' })
    expect(ahead.commits[1]?.tree).toBe((await infra.commit('work')).tree)
    expect(await forge.commitsAhead(mergeBase, mergeBase)).toEqual({ commits: [], mergeBase, complete: true })
  })

  it('stops at 250 commits', async () => {
    const { forge, infra } = hub
    for (let i = 0; i < 251; i++) await infra.push('work', { a: String(i) })
    const [ahead, made] = await hub.counting(() => forge.commitsAhead(infra.head(), infra.head('work')))
    expect([ahead.commits.length, ahead.complete, made.length]).toEqual([250, false, 3])
  })
})
