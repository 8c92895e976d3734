import { describe, expect, it } from 'vitest'
import { bareRepository, commitFiles, git, show, showRecord } from '../support/git.ts'
import { application, argoRepo } from '../support/infra.ts'
import { branches, pullRequestBranch, update, web } from '../support/update.ts'

const values = 'charts/web/values-dev.yaml'
const digest = (letter: string) => `sha256:${letter.repeat(64)}`
const proxy = (tag: string) => ({ ...web(tag), image: 'ghcr.io/acme/proxy' })

/** Creates a repository whose dev values set two images. */
function twoImages(sidecar = 'image: ghcr.io/acme/proxy:1.0.0'): string {
  const repository = bareRepository(argoRepo())
  commitFiles(repository, 'main', 'Two', { [values]: `image:\n  tag: 1.0.0\nsidecar:\n  ${sidecar}\n` })
  return repository
}
const onBase = (repository: string, web: string, sidecar: string) =>
  commitFiles(repository, 'main', 'By hand', { [values]: `image:\n  tag: ${web}\nsidecar:\n  ${sidecar}\n` })
const onBranch = (repository: string) => show(repository, pullRequestBranch(repository), values)

describe('what is pending beside a new change', () => {
  it('is dropped, and that is said, where the base has got another value meanwhile', async () => {
    const repository = twoImages('image: ghcr.io/acme/proxy:sha-aaaaaaa')
    await update(repository, proxy('sha-bbbbbbb'))
    onBase(repository, '1.0.0', 'image: ghcr.io/acme/proxy:sha-ccccccc')
    const result = await update(repository, web('1.2.0'))
    expect(onBranch(repository)).toBe(
      'image:\n  tag: 1.2.0\nsidecar:\n  image: ghcr.io/acme/proxy:sha-ccccccc',
    )
    expect(result.warnings.join()).toContain('was dropped')
  })

  it('is carried onto an older value of the base where it is known to be newer', async () => {
    const repository = twoImages()
    await update(repository, proxy('2.0.0'))
    onBase(repository, '1.0.0', 'image: ghcr.io/acme/proxy:1.5.0')
    await update(repository, web('1.2.0'))
    expect(onBranch(repository)).toContain('proxy:2.0.0')
  })

  it('keeps tag and digest together', async () => {
    const sidecar = (tag: string, letter: string) =>
      `image: {repository: ghcr.io/acme/proxy, tag: ${tag}, digest: "${digest(letter)}"}`
    const repository = twoImages(sidecar('1.0.0', 'a'))
    await update(repository, { ...proxy('2.0.0'), digest: digest('b') })
    onBase(repository, '1.0.0', sidecar('2.1.0', 'c'))
    await update(repository, web('1.2.0'))
    expect(onBranch(repository)).toContain(sidecar('2.1.0', 'c'))
  })

  it('keeps a key that it adds', async () => {
    const repository = bareRepository({
      ...argoRepo(),
      [values]: 'sidecar:\n  image: ghcr.io/acme/proxy:1.0.0\n',
      'charts/web/values.yaml': 'image:\n  repository: ghcr.io/acme/web\n  tag: 1.0.0\n',
      'charts/web/values-prod.yaml': 'replicas: 2\n',
    })
    await update(repository, { ...web('1.2.0'), create: 'true' })
    await update(repository, proxy('2.0.0'))
    expect(onBranch(repository)).toBe('sidecar:\n  image: ghcr.io/acme/proxy:2.0.0\nimage:\n  tag: 1.2.0')
  })

  it('keeps the other cluster of the same app', async () => {
    const files = argoRepo(['web'], ['dev'])
    for (const cluster of ['eu', 'us']) {
      files[`charts/web/values-${cluster}.yaml`] = 'image:\n  tag: 1.0.0\n'
      files[`clusters/${cluster}/web.yaml`] = application('web', 'prod')
        .replace('name: web-prod', 'name: web')
        .replace('values-prod', `values-${cluster}`)
        .replace('server: https://kubernetes.default.svc', `name: ${cluster}`)
        .replace('namespace: argocd', 'namespace: argocd\n  labels: {environment: prod}')
    }
    const repository = bareRepository(files)
    for (const cluster of ['eu', 'us']) await update(repository, { ...web('1.2.0', 'prod'), cluster })
    const branch = pullRequestBranch(repository)
    for (const cluster of ['eu', 'us'])
      expect(show(repository, branch, `charts/web/values-${cluster}.yaml`)).toContain('1.2.0')
  })

  it('is left alone by a rerun of what is deployed, where the order is unknown', async () => {
    const repository = twoImages()
    onBase(repository, 'sha-aaaaaaa', 'image: x:1')
    await update(repository, web('sha-bbbbbbb'))
    const result = await update(repository, { ...web('sha-aaaaaaa'), 'delete-branch': 'true' })
    expect(onBranch(repository)).toContain('tag: sha-bbbbbbb')
    expect(result.outputs['pull-request-operation']).toBe('unchanged')
    expect(result.warnings.join()).toContain('was not changed')
  })
})

describe("a branch with a person's commit", () => {
  it('does not take the base out of the decision', async () => {
    const repository = bareRepository(argoRepo())
    await update(repository, web('1.1.0'))
    const branch = pullRequestBranch(repository)
    commitFiles(repository, branch, 'More', { 'x.yaml': 'x: 1\n' })
    commitFiles(repository, 'main', 'By hand', { [values]: 'image:\n  tag: 1.3.0\n' })
    expect((await update(repository, web('1.2.0'))).outputs.outcome).toBe('superseded')
  })

  it('keeps the text about what is pending true', async () => {
    const repository = twoImages()
    await update(repository, proxy('2.0.0'))
    commitFiles(repository, pullRequestBranch(repository), 'More', { 'x.yaml': 'x: 1\n' })
    await update(repository, web('1.2.0'))
    await update(repository, web('1.2.0'))
    expect(showRecord(repository, pullRequestBranch(repository))).toMatchObject({
      title: 'Bump web-dev in dev',
      body: expect.stringMatching(/`1\.0\.0` \| `1\.2\.0`[^]*proxy`: `1\.0\.0` to `2\.0\.0`/),
    })
  })
})

describe('branches', () => {
  it('the base is no branch of a pull request', async () => {
    const repository = bareRepository(argoRepo())
    const head = git(repository, 'rev-parse', 'main')
    await expect(update(repository, { ...web('1.2.0', 'prod'), branch: 'main' })).rejects.toMatchObject({
      kind: 'refused',
    })
    expect(git(repository, 'rev-parse', 'main')).toBe(head)
  })

  it('a branch that somebody else made is not moved', async () => {
    const repository = bareRepository(argoRepo())
    const human = commitFiles(repository, 'main', 'x', { 'README.md': 'x\n' })
    git(repository, 'branch', 'release', human)
    await expect(update(repository, { ...web('1.2.0'), branch: 'release' })).rejects.toMatchObject({
      kind: 'refused',
      message: expect.stringContaining('release'),
    })
    expect(git(repository, 'rev-parse', 'release')).toBe(human)
  })

  it('one that stands in the way is a clear error at once', async () => {
    const repository = bareRepository(argoRepo())
    git(repository, 'branch', 'fairlead', 'main')
    await expect(update(repository, web('1.2.0'))).rejects.toMatchObject({
      kind: 'refused',
      message: expect.stringContaining('cannot be created because the branch fairlead exists'),
    })
  })

  it('another base is another group', async () => {
    const repository = bareRepository(argoRepo())
    git(repository, 'branch', 'release', 'main')
    await update(repository, web('1.2.0'))
    await update(repository, { ...web('1.2.0'), base: 'release' })
    expect(branches(repository).filter((name) => name.startsWith('fairlead/'))).toHaveLength(2)
  })
})

describe('production', () => {
  const push = (repository: string, given: Record<string, string>) =>
    update(repository, { ...given, method: 'push' })

  it('does not change what it allows without a review', async () => {
    const repository = bareRepository({
      ...argoRepo(),
      'fairlead.yaml': 'environments:\n  prod:\n    production: true\n',
    })
    const changes = JSON.stringify({ 'fairlead.yaml': { 'environments.prod.production': false } })
    await expect(push(repository, { changes })).rejects.toMatchObject({
      kind: 'refused',
      message: expect.stringContaining('fairlead.yaml'),
    })
  })

  it('is known by its apps, whatever a file is called', async () => {
    const files = {
      'charts/dev-tools/values.yaml': 'image: {repository: ghcr.io/acme/web, tag: 1.0.0}\n',
      'charts/dev-tools/Chart.yaml': 'name: x\n',
      'apps/x.yaml':
        'apiVersion: argoproj.io/v1alpha1\nkind: Application\nmetadata: {name: dev-tools, labels: {environment: production}}\nspec: {source: {path: charts/dev-tools}}\n',
    }
    await expect(
      push(bareRepository(files), {
        'values-file': 'charts/dev-tools/values.yaml',
        key: 'image.tag',
        'image-tag': '1.2.0',
      }),
    ).rejects.toMatchObject({ kind: 'refused' })
  })

  it('is judged anew when the base moves', async () => {
    const repository = bareRepository(argoRepo())
    let moved = false
    const pace = {
      random: () => 1,
      sleep: () => Promise.resolve(),
    }
    const running = update(
      repository,
      { ...web('1.2.0'), method: 'push' },
      {
        pace,
        appRepo: {
          async compare() {
            // This runs in the middle of an attempt: the base moves, and declares dev to be production.
            if (!moved)
              commitFiles(repository, 'main', 'Policy', {
                'fairlead.yaml': 'environments:\n  dev:\n    production: true\n',
              })
            moved = true
            return { order: 'unknown', reason: '' }
          },
        },
      },
    )
    await expect(running).rejects.toMatchObject({ kind: 'refused' })
    expect(show(repository, 'main', values)).toContain('tag: 1.0.0')
  })
})

describe('several pull requests of one step', () => {
  it('tell what was done where one of them fails', async () => {
    const repository = bareRepository(argoRepo(['web', 'api']))
    git(repository, 'branch', 'fairlead/web-dev-dev-x', 'main')
    const [first] = (await update(repository, { ...web('1.1.0'), 'dry-run': 'true' })).text.slice(-1)
    const branch = /on (\S+) for/.exec(first ?? '')?.[1] ?? ''
    git(repository, 'branch', branch, 'main')
    const both = update(repository, {
      app: 'web,api',
      environment: 'dev',
      image: 'ghcr.io/acme/web:1.2.0,ghcr.io/acme/api:1.2.0',
    })
    await expect(both).rejects.toMatchObject({
      message: expect.stringMatching(
        /already exists[^]*Completed despite the error: Opened .* for api-dev in dev/,
      ),
    })
  })
})
