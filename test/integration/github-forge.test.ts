import { describe, expect, it } from 'vitest'
import type { ForgeSnapshot } from '../../src/forge/forge.ts'
import { change, failing, nothing, request, textOf, useHub, values, writer } from './github-forge.setup.ts'

const hub = useHub()

describe('one file from the look to the pull request', () => {
  it('takes five requests', async () => {
    const { forge, infra } = hub
    const [pull, made] = await hub.counting(async () => {
      const look = await forge.snapshot({
        base: undefined,
        branches: ['bump/web'],
        files: ['apps/web/values.yaml'],
      })
      const tree = forge.tree(look.base.commit)
      expect(tree.name).toBe(`main at ${look.base.commit.slice(0, 7)}`)
      const file = (await tree.read(['apps/web/values.yaml'])).get('apps/web/values.yaml')
      expect(textOf(file?.content)).toBe(values)
      const { sha, verified } = await forge.createCommit({
        parent: look.base.commit,
        changes: [change('apps/web/values.yaml', 'image:\n  tag: 1.1.0\n')],
        message: 'Bump web to 1.1.0',
      })
      expect(verified).toBe(true)
      await forge.moveBranch({ branch: 'bump/web', from: undefined, to: sha })
      return forge.openPullRequest(request('bump/web'))
    })
    expect(made).toEqual(['look', 'git/create-tree', 'git/create-commit', 'git/create-ref', 'pulls/create'])
    expect(pull).toMatchObject({
      number: '1',
      branch: 'bump/web',
      head: infra.head('bump/web'),
      draft: false,
    })
    expect(pull.startsWorkflows).toBe(true)
    expect(await infra.read('apps/web/values.yaml', 'bump/web')).toContain('1.1.0')
    expect(hub.fake.requests.at(-1)?.headers['x-github-api-version']).toBe('2022-11-28')
  })
})

describe('look', () => {
  it('tells the base, the branches and the open pull requests into the base, newest first', async () => {
    const { forge, infra } = hub
    const { warnings: none, ...first } = await hub.propose('bump/web', { labels: ['deploy'] })
    const { warnings: _, ...second } = await hub.propose('bump/api', { draft: true })
    expect(none).toEqual([])
    await infra.push('release', { other: '1' })
    await hub.propose('bump/old', { base: 'release' })
    await infra.push('gone', { other: '2' })
    const query = { base: 'main', branches: ['bump/web', 'gone', 'missing'], files: [] }
    const [look, made] = await hub.counting(() => forge.snapshot(query))
    expect(made).toEqual(['look'])
    expect(look).toEqual({
      base: { name: 'main', commit: infra.head() },
      defaultBranch: 'main',
      branches: new Map([
        ['bump/web', infra.head('bump/web')],
        ['gone', infra.head('gone')],
      ]),
      finished: new Set(),
      intoOtherBases: new Map(),
      pullRequests: [second, first],
    } satisfies ForgeSnapshot)
    expect(first.labels).toEqual(['deploy'])
    const byDefault = await forge.snapshot({ ...query, base: undefined })
    expect(byDefault).toEqual(look)
    expect(
      (await forge.snapshot({ ...query, base: 'release' })).pullRequests.map((pull) => pull.branch),
    ).toEqual(['bump/old'])
  })

  it('knows which branches are done with', async () => {
    const { forge, infra } = hub
    await hub.propose('merged')
    await infra.merge(1)
    await hub.propose('closed')
    await infra.close(2)
    await hub.propose('moved-on')
    await infra.close(3)
    await infra.push('moved-on', { more: '1' })
    await hub.propose('open')
    const look = await forge.snapshot({ ...nothing, branches: ['merged', 'closed', 'moved-on', 'open'] })
    expect(look.finished).toEqual(new Set(['merged', 'closed']))
  })

  it('asks again for the default branch where others have over 100 pull requests', async () => {
    const { forge, infra } = hub
    await hub.propose('mine')
    await infra.push('release', { other: '1' })
    const { pulls } = infra
    const [mine] = pulls
    for (let number = 2; number <= 120; number++)
      (pulls as (typeof mine)[]).push({
        ...structuredClone(mine!),
        number,
        base: { ...mine!.base, ref: 'release' },
      })
    const [look, made] = await hub.counting(() => forge.snapshot(nothing))
    expect(look.pullRequests.map((pull) => pull.branch)).toEqual(['mine'])
    expect(made).toEqual(['look', 'look'])
  })

  it('says which base there is', async () => {
    const wrong = await failing(hub.forge.snapshot({ ...nothing, base: 'mian' }))
    expect(wrong).toEqual({
      kind: 'input',
      message: 'acme/infra has no branch "mian"\n  Did you mean "main"?',
    })
    await hub.fake.addRepository('acme/empty', { permissions: { ghs_appToken: writer } })
    const empty = await failing(hub.open({ repository: 'acme/empty' }).snapshot(nothing))
    expect(empty).toMatchObject({
      kind: 'input',
      message: expect.stringContaining('acme/empty is empty') as string,
    })
  })
})

describe('tree', () => {
  const odd = {
    'bom.yaml': '\uFEFFa: 1\r\nb: 2\r\n',
    'no-newline': 'x',
    empty: '',
    'latin1.txt': Buffer.from([0x63, 0x61, 0x66, 0xe9]),
    'binary.bin': Buffer.from([0, 1, 2, 255]),
    'large.txt': 'é'.repeat(400_000),
    'ünï "cödé"\\.txt': '😀\n',
  }

  it('reads every byte as it is, and the modes', async () => {
    const { forge, infra } = hub
    await infra.push('main', odd)
    const files = [...Object.keys(odd), 'deploy.sh', 'current', 'apps', 'missing', '']
    const [look, made] = await hub.counting(() => forge.snapshot({ ...nothing, files }))
    expect(made).toEqual(['look', 'git/get-blob', 'git/get-blob', 'git/get-blob'])
    const [read, more] = await hub.counting(() => forge.tree(look.base.commit).read(files))
    expect(more).toEqual([])
    for (const [path, content] of Object.entries(odd))
      expect([path, Buffer.compare(read.get(path)!.content, Buffer.from(content))]).toEqual([path, 0])
    expect(read.get('deploy.sh')).toMatchObject({ mode: '100755' })
    expect([read.get('current')?.mode, textOf(read.get('current')?.content)]).toEqual(['120000', 'apps/web'])
    expect(read.size).toBe(Object.keys(odd).length + 2)
  })

  it('reads 100 files per request, and none twice', async () => {
    const { forge, infra } = hub
    const many = Object.fromEntries(Array.from({ length: 250 }, (_, i) => [`many/${i}`, `${i}\n`]))
    await infra.push('main', many)
    const tree = forge.tree(infra.head())
    const [read, made] = await hub.counting(() => tree.read([...Object.keys(many), 'missing']))
    expect(made).toEqual(['readFiles', 'readFiles', 'readFiles'])
    expect([...read].map(([path, { content }]) => [path, textOf(content)])).toEqual(Object.entries(many))
    expect((await hub.counting(() => tree.read(['many/7', 'missing'])))[1]).toEqual([])
  })

  it('lists all files, and walks where GitHub cuts the list', async () => {
    const { forge, infra } = hub
    await infra.push('main', { 'a/b/c': '1', 'a/b.txt': '2', 'a-b': '3' })
    const [entries, made] = await hub.counting(() => forge.tree(infra.head()).list())
    expect(entries.map(({ path, mode }) => `${mode} ${path}`)).toEqual([
      '100644 a-b',
      '100644 a/b.txt',
      '100644 a/b/c',
      '100644 apps/web/values.yaml',
      '120000 current',
      '100755 deploy.sh',
    ])
    expect(made).toEqual(['git/get-tree'])
    infra.settings.treeLimit = 3
    expect(await hub.open().tree(infra.head()).list()).toEqual(entries)
  })
})
