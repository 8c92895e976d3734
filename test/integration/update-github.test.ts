import { describe, expect, it } from 'vitest'
import type { ProposalPorts } from '../../src/commands/proposals.ts'
import { runUpdate, updateCommand } from '../../src/commands/update.ts'
import { openGitHubAppRepo } from '../../src/forge/github/app-repo.ts'
import type { FairleadError } from '../../src/errors.ts'
import { inputError } from '../../src/errors.ts'
import { faults } from '../fakes/github/index.ts'
import type { FakeGitHub } from '../fakes/github/index.ts'
import { argoRepo } from '../support/infra.ts'
import { token, useHub } from './github-forge.setup.ts'
import { portsOf, valuesOf } from '../support/ports.ts'

const hub = useHub()

/** Runs `update` like a step in the workflow of acme/web. */
async function update(
  given: Record<string, string>,
  fake: FakeGitHub = hub.fake,
  standingFor?: ProposalPorts['standingFor'],
) {
  const values = valuesOf(updateCommand.inputs, { repository: 'acme/infra', ...given })
  return runUpdate(
    values,
    portsOf(hub.open(), {
      pace: {
        sleep: (milliseconds) => new Promise((done) => setTimeout(done, milliseconds / 20)),
        random: Math.random,
      },
      origin: {
        repository: 'acme/web',
        commit: given['source-commit'],
        serverUrl: fake.serverUrl,
        runUrl: `${fake.serverUrl}/acme/web/actions/runs/7`,
      },
      addresses: 'https://github.com/acme/infra',
      appRepo: openGitHubAppRepo(hub.repository()),
      ...(standingFor && { standingFor }),
    }),
  )
}

const byKey = (tag: string) => ({ 'values-file': 'apps/web/values.yaml', key: 'image.tag', 'image-tag': tag })

/** Creates an infra repo with many apps instead of the small default one. */
async function withApps(apps: readonly string[]) {
  await hub.infra.push('main', argoRepo(apps), { message: 'Apps' })
}
const web = (tag: string, environment = 'dev') => ({
  app: 'web',
  environment,
  image: 'ghcr.io/acme/web',
  'image-tag': tag,
})

describe('update on GitHub', () => {
  it('takes five requests for a file and a key, and its commit is verified', async () => {
    const [result, operations] = await hub.counting(() => update(byKey('1.2.0')))
    expect(operations).toEqual(
      ['look', 'git/create-tree', 'git/create-commit', 'git/create-ref', 'pulls/create'].map((name, i) =>
        i === 0 ? operations[0] : name,
      ),
    )
    expect(result.outputs).toMatchObject({
      outcome: 'updated',
      'pull-request-operation': 'created',
      'pull-request-number': '1',
    })
    expect(result.data).toMatchObject({ pullRequests: [{ verified: true }] })
    const branch = result.outputs['pull-request-branch']
    expect(await hub.infra.read('apps/web/values.yaml', branch)).toBe('image:\n  tag: 1.2.0\n')
    expect(hub.infra.head(branch)).toBe(result.outputs['pull-request-head-sha'])
    // Unchanged files retain their modes; a rerun finds its own changes.
    expect((await hub.infra.file('deploy.sh', branch))?.mode).toBe('100755')
    const [again, more] = await hub.counting(() => update(byKey('1.2.0')))
    expect(again.outputs).toMatchObject({
      outcome: 'unchanged',
      'pull-request-operation': 'unchanged',
      'pull-request-number': '1',
    })
    expect(more.length).toBeLessThanOrEqual(4)
  })

  it('takes no more of them, and few bytes, where a renderer is at hand: the rest of the repo is not read', async () => {
    await withApps(Array.from({ length: 60 }, (_, i) => `app${i}`))
    await hub.infra.push('main', { 'apps/web/values.yaml': 'image:\n  tag: 1.1.0\n' })
    // As on GitHub's runners. To render the apps that use the file, all files have to be read.
    const standings: ProposalPorts['standingFor'] = () => ({
      completion: (open) => Promise.resolve(open),
      proving: {
        addresses: undefined,
        isAtHand: () => Promise.resolve(true),
        rendering: async (tree) => {
          await tree.list()
          throw inputError('everything was read')
        },
        standing: () => Promise.resolve(undefined),
      },
    })
    const run = () => update(byKey('1.2.0'), hub.fake, standings)
    const [result, operations] = await hub.counting(run)
    expect(operations).toHaveLength(5)
    expect(operations).not.toContain('git/get-tree')
    expect(result.text.join('\n')).toContain('which are not read here')
    // With `verify-render: always`, the proof is done anyway.
    const all = update({ ...byKey('1.3.0'), 'verify-render': 'always' }, hub.fake, standings)
    await expect(all).rejects.toThrow('everything was read')
  })

  it('refuses what the path alone shows to be production without reading the repo', async () => {
    await hub.infra.push('main', { 'apps/web/values-prod.yaml': 'image:\n  tag: 1.1.0\n' })
    const given = { ...byKey('1.2.0'), 'values-file': 'apps/web/values-prod.yaml', method: 'push' }
    const [error, operations] = await hub.counting(() => update(given).catch(String))
    expect(error).toContain('method: push is not allowed for the production environment prod')
    expect(operations).toHaveLength(1)
  })

  it('refreshes in place within six requests, and the pull request stays open', async () => {
    await update(byKey('1.2.0'))
    await hub.infra.push('main', { 'README.md': 'new\n' }, { message: 'Elsewhere' })
    const [result, operations] = await hub.counting(() => update(byKey('1.3.0')))
    expect(operations.length).toBeLessThanOrEqual(6)
    expect(result.outputs).toMatchObject({ 'pull-request-operation': 'updated', 'pull-request-number': '1' })
    expect(hub.infra.pulls).toMatchObject([{ state: 'open', title: expect.stringContaining('to 1.3.0') }])
  })

  it('finds an app with one batch for each hundred files, and reads no more for a larger repository', async () => {
    await withApps(['web'])
    const [, small] = await hub.counting(() => update({ ...web('1.2.0'), 'dry-run': 'true' }))
    await withApps(Array.from({ length: 60 }, (_, i) => `app${i}`))
    const [, large] = await hub.counting(() => update({ ...web('1.2.0'), 'dry-run': 'true' }))
    // 120 Applications, 120 values files, and 60 charts with two files each: 122 objects, then 360 required files.
    // The last request is for the history of the changed file.
    expect(small.length).toBeLessThanOrEqual(6)
    expect(large.length - small.length).toBeLessThanOrEqual(5)
  })

  it('lists the commits of the app between the two builds, when the token may read them', async () => {
    const app = await hub.fake.addRepository('acme/web', {
      files: { 'a.txt': '0' },
      permissions: { [token]: { contents: 'read' } },
    })
    const first = app.head()
    await app.push('main', { 'a.txt': '1' }, { message: 'Fix *the* cart @everyone <b> #12\n\nMore.' })
    await update(byKey(`main-${first.slice(0, 8)}`))
    await hub.infra.merge(1, 'squash')
    const result = await update({ ...byKey(`main-${app.head().slice(0, 8)}`), 'source-commit': app.head() })
    const { body } = hub.infra.pull(Number(result.outputs['pull-request-number'])) ?? { body: '' }
    expect(body).toContain('1 commit of the app')
    expect(body).toContain(String.raw`Fix \*the\* cart @&#8203;everyone &lt;b&gt; #&#8203;12`)
    expect(body).toContain('/actions/runs/7')
  })

  it('leaves the list out, and does not fail, without that right', async () => {
    await hub.fake.addRepository('acme/web', { files: { 'a.txt': '0' } })
    const result = await update({ ...byKey('main-1a2b3c4'), 'source-commit': '2'.repeat(40) })
    expect(result.outputs.outcome).toBe('updated')
    expect(hub.infra.pull(1)?.body).not.toContain('commits of the app')
  })

  /** Creates an app with three commits. The middle one is deployed on the base. */
  async function deployed(tag: (commit: string) => string) {
    const app = await hub.fake.addRepository('acme/web', {
      files: { 'a.txt': '0' },
      permissions: { [token]: { contents: 'read' } },
    })
    const old = app.head()
    const middle = await app.push('main', { 'a.txt': '1' }, { message: 'One' })
    const last = await app.push('main', { 'a.txt': '2' }, { message: 'Two' })
    await update({ ...byKey(tag(middle)), method: 'push', 'source-commit': middle })
    const build = (commit: string) => ({ ...byKey(tag(commit)), 'source-commit': commit })
    return { old: build(old), last: build(last) }
  }
  const withId = (commit: string) => `main-${commit.slice(0, 12)}`
  const withoutId = (commit: string) =>
    `z${[...commit].map((digit) => 'ghijklmnopqrstuv'[parseInt(digit, 16)]).join('')}`

  it('lets no older build over a newer one, by the commits in the tags: one request tells order and list', async () => {
    const { old, last } = await deployed(withId)
    const late = await update(old)
    expect(late.outputs).toMatchObject({ outcome: 'superseded', changed: 'false' })
    expect(late.text.join()).toContain('is an ancestor of')
    expect(hub.infra.pulls).toEqual([])
    const [result, operations] = await hub.counting(() => update(last))
    expect(result.outputs.outcome).toBe('updated')
    expect(operations).toHaveLength(6)
    expect(hub.infra.pull(1)?.body).toContain('1 commit of the app')
  })

  it('or by the trailers of the commit that set what is there, which come with the first request', async () => {
    const { old, last } = await deployed(withoutId)
    expect((await update(old)).outputs.outcome).toBe('superseded')
    const [result, operations] = await hub.counting(() => update(last))
    expect(result.outputs.outcome).toBe('updated')
    expect(operations).toHaveLength(6)
  })

  it('by those of the pull request, and of a digest by its own', async () => {
    const { old, last } = await deployed(withoutId)
    await update(last)
    expect((await update(old)).outputs.outcome).toBe('superseded')
    const digest = (letter: string) => ({ digest: `sha256:${letter.repeat(64)}`, method: 'push' })
    const pinned = `image:\n  tag: blue\n  digest: sha256:${'0'.repeat(64)}\n`
    await hub.infra.push('main', { 'apps/web/values.yaml': pinned }, { message: 'Pin' })
    await update({ ...last, 'image-tag': 'blue', ...digest('a') })
    expect((await update({ ...old, 'image-tag': 'blue', ...digest('b') })).outputs.outcome).toBe('superseded')
  })

  it('writes nothing while the order cannot be asked', async () => {
    const { old } = await deployed(withId)
    const head = hub.infra.head()
    for (const fault of [
      faults.serverError(500),
      faults.connectionReset,
      faults.lostAnswer,
      faults.staleRead,
    ]) {
      const stop = hub.fake.onRequest(({ operation }) =>
        operation === 'repos/compare-commits-with-basehead' ? fault : undefined,
      )
      const end = await update(old).then(
        ({ outputs }) => outputs.outcome,
        (error: unknown) => (error as FairleadError).kind,
      )
      stop()
      expect(['remote', 'superseded']).toContain(end)
      if (fault !== faults.staleRead) expect(end).toBe('remote')
      expect([hub.infra.head(), hub.infra.branches()]).toEqual([head, ['main']])
    }
  })

  it('goes ahead where the app may not be read, and says what would tell the order', async () => {
    await hub.fake.addRepository('acme/web', { files: { 'a.txt': '0' } })
    await update({ ...byKey('main-1a2b3c4'), method: 'push' })
    const result = await update({ ...byKey('main-5d6e7f8'), 'source-commit': '2'.repeat(40) })
    expect(result.outputs.outcome).toBe('updated')
    expect(result.text.join()).toMatch(
      /from the tags, and .*source-token has no access to acme\/web|from the tags, and .*acme\/web, or the source-token/,
    )
  })

  it('sets labels, assignees, reviewers, milestone and draft', async () => {
    await update({
      ...byKey('1.2.0'),
      labels: 'deploy,web',
      assignees: 'alice',
      reviewers: 'bob',
      'team-reviewers': 'ops',
      milestone: 'Next',
      draft: 'true',
    })
    expect(hub.infra.pull(1)).toMatchObject({ draft: true, labels: ['deploy', 'web'], assignees: ['alice'] })
  })

  it('keeps a hostile title of an app inside its cell', async () => {
    await hub.infra.push(
      'main',
      {
        'clusters/dev/x.yaml':
          argoRepo()['clusters/dev/web.yaml']?.replace('name: web-dev', 'name: "a|b`c](x)"') ?? '',
        ...argoRepo(),
      },
      { message: 'x' },
    )
    const result = await update({ ...web('1.2.0'), app: 'a|b`c](x)' })
    const row =
      hub.infra
        .pull(1)
        .body?.split('\n')
        .find((line) => line.includes('ghcr.io/acme/web')) ?? ''
    expect(row.replaceAll(String.raw`\|`, '').split('|')).toHaveLength(8)
    expect(result.outputs['pull-request-branch']).toMatch(/^fairlead\/[a-z0-9-]+$/)
  })

  it('all of twelve updates at once land on the base', async () => {
    const apps = Array.from({ length: 12 }, (_, i) => `app${i}`)
    await withApps(apps)
    await Promise.all(
      apps.map((app, i) =>
        update({
          app,
          environment: 'dev',
          image: `ghcr.io/acme/${app}`,
          'image-tag': `1.2.${i}`,
          method: 'push',
        }),
      ),
    )
    for (const [i, app] of apps.entries())
      expect(await hub.infra.read(`charts/${app}/values-dev.yaml`, 'main')).toContain(`tag: 1.2.${i} `)
  })

  it('of twelve updates of one app at once the newest is in the one pull request', async () => {
    await withApps(['web'])
    const tags = Array.from({ length: 12 }, (_, i) => `1.2.${i}`)
    await Promise.all(tags.map((tag) => update(web(tag))))
    const open = hub.infra.pulls.filter((pull) => pull.state === 'open')
    expect(open).toHaveLength(1)
    const branch = hub.infra.branches().find((name) => name.startsWith('fairlead/')) ?? ''
    expect(await hub.infra.read('charts/web/values-dev.yaml', branch)).toContain('tag: 1.2.11 ')
    expect(open[0]?.title).toContain('1.2.11')
  })

  it('both images of one app that come at once are in it', async () => {
    await hub.infra.push(
      'main',
      {
        ...argoRepo(),
        'charts/web/values-dev.yaml': 'image:\n  tag: 1.0.0\nsidecar:\n  image: ghcr.io/acme/proxy:0.9.0\n',
      },
      { message: 'x' },
    )
    await Promise.all([update(web('1.2.0')), update({ ...web('1.0.0'), image: 'ghcr.io/acme/proxy' })])
    const branch = hub.infra.branches().find((name) => name.startsWith('fairlead/')) ?? ''
    expect(await hub.infra.read('charts/web/values-dev.yaml', branch)).toBe(
      'image:\n  tag: 1.2.0\nsidecar:\n  image: ghcr.io/acme/proxy:1.0.0\n',
    )
    expect(hub.infra.pulls.filter((pull) => pull.state === 'open')).toHaveLength(1)
  })

  it('a protection that refuses the push is a refusal with the cure', async () => {
    hub.infra.settings.rules = [{ branches: ['main'], type: 'pull_request' }]
    await expect(update({ ...byKey('1.2.0'), method: 'push' })).rejects.toMatchObject({
      kind: 'refused',
      message: expect.stringContaining('pull-request'),
    })
  })

  it('auto-merge is refused where no check is required, and for production', async () => {
    await withApps(['web'])
    await expect(update({ ...web('1.2.0', 'prod'), 'auto-merge': 'true' })).rejects.toMatchObject({
      kind: 'refused',
      message: expect.stringContaining('production'),
    })
    hub.infra.settings.autoMergeAllowed = true
    await expect(update({ ...web('1.2.0'), 'auto-merge': 'true' })).rejects.toMatchObject({ kind: 'refused' })
  })
})
