import { describe, expect, it } from 'vitest'
import { openLocalForge } from '../../src/forge/local/local-forge.ts'
import { bareRepository, commitFiles, git, show, showRecord } from '../support/git.ts'
import { argoRepo } from '../support/infra.ts'
import { branches, open, pullRequestBranch, update, web } from '../support/update.ts'

describe('update on a plain git remote', () => {
  it('opens one small pull request for an app in an environment', async () => {
    const repository = bareRepository(argoRepo())
    const result = await update(repository, web('1.2.0'))
    const branch = pullRequestBranch(repository)
    expect(result.outputs).toMatchObject({
      changed: 'true',
      'files-updated': 'charts/web/values-dev.yaml',
      'old-tag': '1.0.0',
      'new-tag': '1.2.0',
      outcome: 'updated',
      'pull-request-operation': 'created',
      'pull-request-branch': branch,
      'pull-request-head-sha': git(repository, 'rev-parse', branch),
    })
    expect(git(repository, 'diff', '--unified=0', `main...${branch}`).split('\n').slice(-2)).toEqual([
      '-  tag: 1.0.0   # set by CI',
      '+  tag: 1.2.0   # set by CI',
    ])
    const message = git(repository, 'log', '-1', '--format=%B', branch)
    expect(message).toMatch(/^Bump web-dev in dev to 1\.2\.0\n/)
    expect(
      git(
        repository,
        'log',
        '-1',
        '--format=%(trailers:key=Fairlead-App,key=Fairlead-Environment,key=Fairlead-Source-Repository,key=Fairlead-Source-Commit)',
        branch,
      )
        .trim()
        .split('\n'),
    ).toEqual([
      'Fairlead-App: web-dev',
      'Fairlead-Environment: dev',
      'Fairlead-Source-Repository: acme/web',
      `Fairlead-Source-Commit: ${'1'.repeat(40)}`,
    ])
    expect(showRecord(repository, branch)).toMatchObject({
      state: 'open',
      base: 'main',
      title: 'Bump web-dev in dev to 1.2.0',
      body: expect.stringContaining(
        '| `web-dev` | `dev` | `ghcr.io/acme/web` | `1.0.0` | `1.2.0` | `charts/web/values-dev.yaml:3 image.tag` |',
      ),
    })
    // The effect of a merge is in the pull request, where the decision is made.
    expect(showRecord(repository, branch)).toMatchObject({
      body: expect.stringContaining('\n\n`dev` deploys as soon as this is merged.\n\n'),
    })
  })

  it('refreshes it in place on the fresh base, and leaves it alone where nothing is new', async () => {
    const repository = bareRepository(argoRepo())
    await update(repository, web('1.2.0'))
    const branch = pullRequestBranch(repository)
    const first = git(repository, 'rev-parse', branch)
    expect((await update(repository, web('1.2.0'))).outputs).toMatchObject({
      outcome: 'unchanged',
      changed: 'false',
      'pull-request-operation': 'unchanged',
    })
    expect(git(repository, 'rev-parse', branch)).toBe(first)

    const base = commitFiles(repository, 'main', 'Elsewhere', { 'README.md': 'new\n' })
    expect((await update(repository, web('1.3.0'))).outputs).toMatchObject({
      outcome: 'updated',
      'pull-request-operation': 'updated',
    })
    expect(git(repository, 'rev-parse', `${branch}^`)).toBe(base)
    expect(git(repository, 'rev-list', '--count', `main..${branch}`)).toBe('1')
    expect(show(repository, branch, 'charts/web/values-dev.yaml')).toContain('tag: 1.3.0   # set by CI')
  })

  it('keeps an older build from replacing a newer one, on the base and on the pull request', async () => {
    const repository = bareRepository(argoRepo())
    expect((await update(repository, web('0.9.0'))).outputs).toMatchObject({
      outcome: 'superseded',
      changed: 'false',
      'pull-request-operation': 'superseded',
    })
    expect(branches(repository)).toEqual(['main'])
    await update(repository, web('1.5.0'))
    const head = git(repository, 'rev-parse', pullRequestBranch(repository))
    expect((await update(repository, web('1.4.0'))).outputs).toMatchObject({
      outcome: 'superseded',
      'pull-request-branch': pullRequestBranch(repository),
    })
    expect(git(repository, 'rev-parse', pullRequestBranch(repository))).toBe(head)
    expect((await update(repository, { ...web('1.4.0'), 'allow-downgrade': 'true' })).outputs).toMatchObject({
      outcome: 'updated',
    })
    expect(show(repository, pullRequestBranch(repository), 'charts/web/values-dev.yaml')).toContain(
      'tag: 1.4.0 ',
    )
  })

  it('carries over the pending bump of another image on the same pull request', async () => {
    const repository = bareRepository(argoRepo())
    commitFiles(repository, 'main', 'Proxy', {
      'charts/web/values-dev.yaml': 'image:\n  tag: 1.0.0\nsidecar:\n  image: ghcr.io/acme/proxy:0.9.0\n',
    })
    await update(repository, web('1.2.0'))
    await update(repository, { ...web('1.0.0'), image: 'ghcr.io/acme/proxy' })
    const branch = pullRequestBranch(repository)
    expect(show(repository, branch, 'charts/web/values-dev.yaml')).toBe(
      'image:\n  tag: 1.2.0\nsidecar:\n  image: ghcr.io/acme/proxy:1.0.0',
    )
    expect(git(repository, 'rev-list', '--count', `main..${branch}`)).toBe('1')
    expect(showRecord(repository, branch)).toMatchObject({
      body: expect.stringContaining('`ghcr.io/acme/web`: `1.0.0` to `1.2.0`'),
    })
  })

  it('never loses the commit of a person on the branch', async () => {
    const repository = bareRepository(argoRepo())
    await update(repository, web('1.2.0'))
    const branch = pullRequestBranch(repository)
    const human = commitFiles(repository, branch, 'More replicas', {
      'charts/web/extra.yaml': 'replicas: 5\n',
    })
    const result = await update(repository, web('1.3.0'))
    expect(git(repository, 'rev-parse', `${branch}^`)).toBe(human)
    expect(show(repository, branch, 'charts/web/values-dev.yaml')).toContain('tag: 1.3.0 ')
    expect(show(repository, branch, 'charts/web/extra.yaml')).toBe('replicas: 5')
    expect(result.warnings.join('\n')).toContain('commits by Human')
    expect((await update(repository, web('1.3.0'))).outputs).toMatchObject({ outcome: 'unchanged' })
  })

  it('keeps what a person amended into our own commit', async () => {
    const repository = bareRepository(argoRepo())
    await update(repository, web('1.2.0'))
    const branch = pullRequestBranch(repository)
    const message = git(repository, 'log', '-1', '--format=%B', branch)
    git(repository, 'update-ref', `refs/heads/${branch}`, `${branch}^`)
    commitFiles(repository, branch, message, {
      'charts/web/values-dev.yaml': 'image:\n  tag: 1.2.0\nreplicas: 7\n',
    })
    await update(repository, web('1.3.0'))
    expect(show(repository, branch, 'charts/web/values-dev.yaml')).toBe('image:\n  tag: 1.3.0\nreplicas: 7')
  })

  it('closes the pull request when the base has all of it', async () => {
    const repository = bareRepository(argoRepo())
    await update(repository, web('1.2.0'))
    const branch = pullRequestBranch(repository)
    commitFiles(repository, 'main', 'By hand', { 'charts/web/values-dev.yaml': 'image:\n  tag: 1.2.0\n' })
    const result = await update(repository, { ...web('1.2.0'), 'delete-branch': 'true' })
    expect(result.outputs).toMatchObject({ 'pull-request-operation': 'closed', outcome: 'unchanged' })
    expect(branches(repository)).toEqual(['main'])
    expect(showRecord(repository, branch)).toMatchObject({ state: 'closed' })
  })

  it('starts over where the last pull request of the branch was closed', async () => {
    const repository = bareRepository(argoRepo())
    commitFiles(repository, 'main', 'Proxy', {
      'charts/web/values-dev.yaml': 'image:\n  tag: 1.0.0\nsidecar:\n  image: ghcr.io/acme/proxy:0.9.0\n',
    })
    await update(repository, { ...web('1.0.0'), image: 'ghcr.io/acme/proxy' })
    const branch = pullRequestBranch(repository)
    const forge = await openLocalForge({ environment: process.env, repository })
    open.push(forge)
    await forge.closePullRequest(branch, 'No.')
    await update(repository, web('1.2.0'))
    expect(show(repository, branch, 'charts/web/values-dev.yaml')).toBe(
      'image:\n  tag: 1.2.0\nsidecar:\n  image: ghcr.io/acme/proxy:0.9.0',
    )
    expect(showRecord(repository, branch)).toMatchObject({ state: 'open' })
  })

  it('closes older pull requests of the same group with a link', async () => {
    const repository = bareRepository(argoRepo())
    await update(repository, { ...web('1.2.0'), branch: 'old/name' })
    const result = await update(repository, web('1.3.0'))
    expect(showRecord(repository, 'old/name')).toMatchObject({
      state: 'closed',
      comments: [{ body: `Replaced by ${result.outputs['pull-request-url']}.` }],
    })
  })

  it('groups by app and environment, by environment, or all together', async () => {
    const files = argoRepo(['web', 'api'])
    const both = {
      image: 'ghcr.io/acme/web\nghcr.io/acme/api',
      'image-tag': '1.2.0',
      app: 'web,api',
      environment: 'dev,prod',
    }
    for (const [group, count] of [
      ['app-environment', 4],
      ['environment', 2],
      ['all', 1],
    ] as const) {
      const repository = bareRepository(files)
      await update(repository, { ...both, group })
      expect(branches(repository).length - 1, group).toBe(count)
    }
  })

  it('tells in each request what is to be known of its own moves alone', async () => {
    const repository = bareRepository(argoRepo())
    const pinned = `image:\n  tag: 1.0.0\n  digest: sha256:${'a'.repeat(64)}\n`
    commitFiles(repository, 'main', 'Pin', { 'charts/web/values-dev.yaml': pinned })
    await update(repository, {
      ...web('1.2.0'),
      environment: 'dev,prod',
      'allow-downgrade': 'true',
      'allow-unpin': 'true',
    })
    const bodies = branches(repository)
      .filter((branch) => branch !== 'main')
      .map((branch) => (showRecord(repository, branch) as { body: string }).body)
    expect(bodies).toHaveLength(2)
    const note = 'was removed: the image is no longer pinned'
    const [dev, prod] = ['values-dev', 'values-prod'].map((file) =>
      bodies.find((body) => body.includes(file)),
    )
    expect(dev).toContain(note)
    expect(prod).not.toContain(note)
  })

  it('pushes to the base of dev, and refuses to for production unless the base allows it', async () => {
    const repository = bareRepository(argoRepo())
    const pushed = await update(repository, { ...web('1.2.0'), method: 'push' })
    expect(show(repository, 'main', 'charts/web/values-dev.yaml')).toContain('tag: 1.2.0 ')
    expect(pushed.outputs).toMatchObject({
      outcome: 'updated',
      'pull-request-number': '',
      'pull-request-head-sha': git(repository, 'rev-parse', 'main'),
    })
    const production = update(repository, { ...web('1.2.0', 'prod'), method: 'push' })
    await expect(production).rejects.toMatchObject({
      kind: 'refused',
      message: expect.stringContaining('fairlead.yaml'),
    })
    const byKey = update(repository, {
      'values-file': 'charts/web/values-prod.yaml',
      key: 'image.tag',
      'image-tag': '1.2.0',
      method: 'push',
    })
    await expect(byKey).rejects.toMatchObject({ kind: 'refused' })
    commitFiles(repository, 'main', 'Allow', {
      'fairlead.yaml': 'environments:\n  prod:\n    production: true\n    allow: [push]\n',
    })
    await update(repository, { ...web('1.2.0', 'prod'), method: 'push' })
    expect(show(repository, 'main', 'charts/web/values-prod.yaml')).toContain('tag: 1.2.0 ')
  })

  it('goes the way that fairlead.yaml says of each environment, unless the input says another', async () => {
    const both = { app: 'web', environment: 'dev,prod', image: 'ghcr.io/acme/web', 'image-tag': '1.2.0' }
    const start = (config: string) => bareRepository({ ...argoRepo(), 'fairlead.yaml': config })
    const repository = start('environments:\n  Dev: {method: push}\n  prod: {production: true}\n')
    const { outputs } = await update(repository, both)
    expect(show(repository, 'main', 'charts/web/values-dev.yaml')).toContain('tag: 1.2.0 ')
    expect(show(repository, 'main', 'charts/web/values-prod.yaml')).not.toContain('1.2.0')
    const branch = outputs['pull-request-branch']?.split(',').at(-1) ?? ''
    expect(show(repository, branch, 'charts/web/values-prod.yaml')).toContain('tag: 1.2.0 ')
    const again = await update(repository, both)
    expect(again.outputs).toMatchObject({ outcome: 'unchanged' })

    const byInput = start('environments:\n  dev: {method: push}\n')
    await update(byInput, { ...both, method: 'pull-request' })
    expect(show(byInput, 'main', 'charts/web/values-dev.yaml')).not.toContain('1.2.0')

    const production = start('environments:\n  prod: {production: true, method: push}\n')
    await expect(update(production, { ...both, environment: 'prod' })).rejects.toMatchObject({
      kind: 'refused',
      message: expect.stringContaining('allow: [push]'),
    })
  })

  it('pushes no place that an environment reads whose changes need a pull request', async () => {
    const repository = bareRepository({
      ...argoRepo(),
      'fairlead.yaml': 'environments:\n  dev: {method: push}\n',
      'charts/web/values.yaml': 'image:\n  repository: ghcr.io/acme/web\n  tag: 1.0.0\n',
      'charts/web/values-prod.yaml': 'replicas: 3\n',
      'charts/web/values-dev.yaml': 'replicas: 1\n',
    })
    const result = await update(repository, { ...web('1.2.0'), 'allow-shared': 'true' })
    expect(show(repository, 'main', 'charts/web/values.yaml')).toContain('tag: 1.0.0')
    expect(result.outputs).toMatchObject({ 'pull-request-operation': 'created' })
    const [request] = (result.data as { pullRequests: { body: string }[] }).pullRequests
    expect(request?.body).toContain(String.raw`this changes production \(prod\) together with dev`)
    expect(result.warnings).toContain('this change of charts/web/values.yaml also updates: web-prod (prod)')
  })

  it('lets production not be changed by the way of a shared file', async () => {
    const shared = {
      ...argoRepo(),
      'charts/web/values.yaml': 'image:\n  repository: ghcr.io/acme/web\n  tag: 1.0.0\n',
      'charts/web/values-prod.yaml': 'replicas: 3\n',
      'charts/web/values-dev.yaml': 'replicas: 1\n',
    }
    const repository = bareRepository(shared)
    const ways = [
      { ...web('1.2.0'), 'allow-shared': 'true' },
      { 'values-file': 'charts/web/values.yaml', key: 'image.tag', 'image-tag': '1.2.0' },
    ]
    for (const way of ways)
      await expect(update(repository, { ...way, method: 'push' })).rejects.toMatchObject({
        kind: 'refused',
        message: expect.stringContaining('production'),
      })
  })

  it('shows what it would do, and does nothing, in a dry run', async () => {
    const repository = bareRepository(argoRepo())
    const result = await update(repository, { ...web('1.2.0'), 'dry-run': 'true' })
    expect(result.outputs).toMatchObject({ outcome: 'dry-run', changed: 'true' })
    expect(result.text.join('\n')).toContain('charts/web/values-dev.yaml:3 image.tag: 1.0.0 -> 1.2.0')
    expect(result.text).toEqual(
      expect.arrayContaining([
        '  charts/web/values-dev.yaml:3',
        '  -   tag: 1.0.0   # set by CI',
        '  +   tag: 1.2.0   # set by CI',
      ]),
    )
    expect(branches(repository)).toEqual(['main'])
  })

  it('goes ahead where the tags do not tell which is newer, and says so', async () => {
    const repository = bareRepository(argoRepo())
    await update(repository, web('main-1a2b3c4'))
    const result = await update(repository, web('main-5d6e7f8'))
    expect(result.outputs.outcome).toBe('updated')
    expect(result.text.join('\n')).toContain('Could not determine')
  })
})
