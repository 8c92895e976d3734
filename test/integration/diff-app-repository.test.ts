import { dirname } from 'node:path'
import { describe, expect, it } from 'vitest'
import { memoryTree } from '../../src/tree/memory.ts'
import { changedRepo, diffIn, noRemoteSources } from '../support/diff.ts'
import { appRepo, chartFiles, diffOfApp, infraRepo, shopApp } from '../support/app-repository.ts'
import { git, serveGit, temporaryFolder } from '../support/git.ts'
import { hasTools } from '../support/helm.ts'

const quietToLoud = {
  'deploy/chart/templates/map.yaml': `apiVersion: v1
kind: ConfigMap
metadata: {name: shop}
data: {size: '{{ .Values.size }}', mode: loud}
`,
}
const clusters = {
  'clusters/dev/shop.yaml': shopApp('dev', 'main'),
  // Other addresses of the same repository.
  'clusters/staging/shop.yaml': shopApp('staging', 'HEAD', 'git@github.com:Acme/shop.git'),
  'clusters/prod/shop.yaml': shopApp('prod', 'v1.0.0', 'ssh://git@github.com/acme/shop'),
}

describe.skipIf(!hasTools)('diff on a change of the chart, in the app repo', () => {
  it('says what it does to each app of the infra repo, and which apps it does not reach', async () => {
    const { report, statuses, warnings } = await diffOfApp(appRepo(quietToLoud), {
      'infra-repository': infraRepo(clusters),
    })
    expect(statuses).toEqual({ 'shop-dev': 'changed', 'shop-staging': 'changed' })
    const dev = report.apps.find(({ app }) => app.name === 'shop-dev')
    expect(dev).toMatchObject({ app: { environment: 'dev' }, files: ['deploy/chart/templates/map.yaml'] })
    expect(dev?.objects[0]?.diff).toMatch(/-  mode: quiet\n\+  mode: loud\n {3}size: dev/)
    expect(warnings.join()).toContain('shop-prod is at v1.0.0 of this repository, not at main')
    expect(Object.keys(report.digests).toSorted()).toEqual(['dev', 'staging'])
  })

  it('of code that no manifest is made of says nothing, and is no change', async () => {
    const folder = appRepo({ 'src/main.go': 'package main // two\n' })
    const { report, outputs } = await diffOfApp(folder, { 'infra-repository': infraRepo(clusters) })
    expect(report).toMatchObject({ apps: [], unclaimed: [], digests: {} })
    expect(outputs).toMatchObject({ changed: 'false' })
  })

  it('that breaks it fails, and one into another branch reaches the apps of that', async () => {
    const broken = appRepo({ 'deploy/chart/templates/map.yaml': '{{ fail "no" }}\n' })
    const infra = infraRepo(clusters)
    const seen = await diffOfApp(broken, { 'infra-repository': infra })
    expect(seen.failure?.kind).toBe('input')
    expect(seen.statuses).toEqual({ 'shop-dev': 'failed', 'shop-staging': 'failed' })
    const folder = appRepo(quietToLoud)
    git(folder, 'branch', 'stable', 'main')
    const stable = { 'clusters/prod/shop.yaml': shopApp('prod', 'stable') }
    const onStable = await diffOfApp(folder, {
      'infra-repository': infraRepo({ ...clusters, ...stable }),
      base: 'stable',
    })
    expect(onStable.statuses).toEqual({ 'shop-prod': 'changed' })
  })

  it('reaches a Kustomization and a HelmRelease of Flux', async () => {
    const source = (name: string, ref: string) => `apiVersion: source.toolkit.fluxcd.io/v1
kind: GitRepository
metadata: {name: ${name}, namespace: flux-system}
spec: {interval: 1h, url: 'ssh://git@github.com/acme/shop', ref: ${ref}}
`
    const infra = infraRepo({
      'clusters/lab/root.yaml': `apiVersion: source.toolkit.fluxcd.io/v1
kind: GitRepository
metadata: {name: flux-system, namespace: flux-system}
spec: {interval: 1h, url: 'https://github.com/acme/infra', ref: {branch: main}}
---
apiVersion: kustomize.toolkit.fluxcd.io/v1
kind: Kustomization
metadata: {name: flux-system, namespace: flux-system}
spec: {interval: 1h, prune: true, path: ./clusters/lab, sourceRef: {kind: GitRepository, name: flux-system}}
`,
      'clusters/lab/moving.yaml': source('moving', '{branch: main}'),
      'clusters/lab/pinned.yaml': source('pinned', '{tag: v1.0.0}'),
      ...Object.fromEntries(
        ['moving', 'pinned'].flatMap((name) => [
          [
            `clusters/lab/${name}-release.yaml`,
            `apiVersion: helm.toolkit.fluxcd.io/v2
kind: HelmRelease
metadata: {name: ${name}, namespace: shop}
spec:
  interval: 1h
  chart: {spec: {chart: ./deploy/chart, sourceRef: {kind: GitRepository, name: ${name}, namespace: flux-system}}}
  values: {size: large}
`,
          ],
          [
            `clusters/lab/${name}-plain.yaml`,
            `apiVersion: kustomize.toolkit.fluxcd.io/v1
kind: Kustomization
metadata: {name: ${name}-plain, namespace: flux-system}
spec: {interval: 1h, prune: true, path: ./deploy/plain, sourceRef: {kind: GitRepository, name: ${name}}}
`,
          ],
        ]),
      ),
    })
    const plain =
      'apiVersion: v1\nkind: ConfigMap\nmetadata: {name: plain, namespace: shop}\ndata: {a: "1"}\n'
    const folder = appRepo({
      'deploy/plain/map.yaml': plain,
      ...quietToLoud,
      'deploy/chart/Chart.yaml': 'apiVersion: v2\nname: shop\nversion: 0.2.0\n',
    })
    const { statuses, report } = await diffOfApp(folder, { 'infra-repository': infra })
    expect(statuses).toMatchObject({ moving: 'changed' })
    expect(Object.keys(statuses)).not.toContain('pinned')
    // The folder does not exist on the base.
    expect(statuses['moving-plain']).toBe('failed')
    expect(report.warnings.join()).toContain('pinned')
  })

  it('reaches apps whose chart only fairlead.yaml of the infra repo names', async () => {
    const infra = infraRepo({
      'fairlead.yaml': `charts: [{app: shop, repo: 'git@github.com:acme/shop.git', path: deploy/chart}]\n`,
      'apps/shop/values-prod.yaml': 'size: huge\nimage: {repository: ghcr.io/acme/shop, tag: 1.0.0}\n',
    })
    // The fairlead.yaml in the app repo is not used.
    const edits = { ...quietToLoud, 'fairlead.yaml': 'charts: [{app: shop, path: nowhere}]\n' }
    const { report } = await diffOfApp(appRepo(edits), { 'infra-repository': infra })
    expect(report.apps).toMatchObject([{ app: { name: 'shop', environment: 'prod' }, status: 'changed' }])
    expect(report.warnings.join()).not.toContain('fairlead.yaml changes')
  })

  it('says where Flux does not roll it out, since the version of the chart stays', async () => {
    const infra = infraRepo({
      'clusters/lab/shop.yaml': `apiVersion: source.toolkit.fluxcd.io/v1
kind: GitRepository
metadata: {name: shop, namespace: shop}
spec: {interval: 1h, url: 'https://github.com/acme/shop', ref: {branch: main}}
---
apiVersion: helm.toolkit.fluxcd.io/v2
kind: HelmRelease
metadata: {name: shop, namespace: shop}
spec: {interval: 1h, chart: {spec: {chart: ./deploy/chart, sourceRef: {kind: GitRepository, name: shop}}}}
`,
    })
    const { report } = await diffOfApp(appRepo(quietToLoud), { 'infra-repository': infra })
    expect(report.apps[0]?.notes.join()).toContain('this does not roll out: deploy/chart/templates/map.yaml')
  })

  it('reads a private infra repo with its own token, and says what is missing without it', async () => {
    const bare = `${temporaryFolder()}/infra.git`
    git('.', 'clone', '--quiet', '--bare', infraRepo(clusters), bare)
    const authorization = `Basic ${Buffer.from('x-access-token:read-only').toString('base64')}`
    const address = `${await serveGit(dirname(bare), authorization)}/infra.git`
    const folder = appRepo(quietToLoud)
    const seen = await diffOfApp(folder, { 'infra-repository': address, 'infra-token': 'read-only' })
    expect(seen.statuses['shop-dev']).toBe('changed')
    expect(JSON.stringify(seen.data)).not.toContain('read-only')
    const refused = await diffOfApp(folder, { 'infra-repository': address }).catch((error: unknown) => error)
    expect(refused).toMatchObject({
      kind: 'input',
      faults: [
        { hint: expect.stringContaining('Set infra-token to a token with read access to the infra repo') },
      ],
    })
  })

  it('finds production on a moving branch, and not where it is held', async () => {
    const infra = infraRepo({
      'clusters/prod/moving.yaml': shopApp('prod', 'HEAD'),
      'clusters/dev/shop.yaml': shopApp('dev', 'main'),
    })
    const { report } = await diffOfApp(appRepo(quietToLoud), { 'infra-repository': infra })
    const rules = Object.fromEntries(
      report.apps.map(({ app, risks }) => [app.name, risks.map(({ rule }) => rule)]),
    )
    expect(rules['shop-prod']).toContain('production-follows-branch')
    expect(rules['shop-dev']).not.toContain('production-follows-branch')
    // The same for a change in the infra repo.
    const seen = async (revision: string) => {
      const git = (_url: string, wanted: string) =>
        Promise.resolve({
          tree: memoryTree(
            'shop',
            new Map(Object.entries(chartFiles).map(([path, text]) => [path, Buffer.from(text)])),
          ),
          commit: '0'.repeat(40),
          ref: wanted === 'main' ? 'refs/heads/main' : 'refs/tags/v1.0.0',
        })
      const change = changedRepo(
        { 'clusters/prod/shop.yaml': shopApp('prod', revision), 'envs/prod.yaml': 'size: 1\n' },
        { 'envs/prod.yaml': 'size: 2\n' },
      )
      const { app } = await diffIn(change, {}, {}, { ...noRemoteSources, git })
      const { risks, unpinned } = app('shop-prod')
      return { rules: risks.map(({ rule }) => rule), unpinned }
    }
    const moving = await seen('main')
    expect(moving.rules).toContain('production-follows-branch')
    expect(moving.unpinned).toMatchObject([{ revision: 'main', by: 'branch' }])
    const tagged = await seen('v1.0.0')
    expect(tagged.rules).not.toContain('production-follows-branch')
    // A gate may require more than a tag.
    expect(tagged.unpinned).toMatchObject([{ revision: 'v1.0.0', by: 'tag' }])
  })

  it('is an error where no app is made of this repository, and where it is the infra repo itself', async () => {
    const infra = infraRepo({
      'clusters/dev/other.yaml': shopApp('dev', 'main', 'https://github.com/acme/other'),
    })
    await expect(diffOfApp(appRepo(quietToLoud), { 'infra-repository': infra })).rejects.toThrow(
      /no known app of .* uses this repository/,
    )
    await expect(
      diffOfApp(appRepo(quietToLoud), { forge: 'github', 'infra-repository': 'Acme/Shop' }),
    ).rejects.toThrow('which is the repository of the checkout')
  })
})
