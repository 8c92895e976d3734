import { describe, expect, it } from 'vitest'
import { Files } from '../../../src/yaml/files.ts'
import { sourceIgnore } from '../../../src/render/flux/ignore.ts'
import { plannerFor } from '../../../src/render/planners.ts'
import { memoryTree } from '../../support/inventory.ts'
import { objectOf, shown, worldOf } from '../../support/world.ts'
import type { WorldOptions } from '../../support/world.ts'

describe('what is not in the artifact of a source', () => {
  const ignored = async (paths: readonly string[], files: Record<string, string>, spec?: string) => {
    const all = { ...Object.fromEntries(paths.map((path) => [path, ''])), ...files }
    const isIgnored = await sourceIgnore(await Files.open(memoryTree(all)), spec)
    return paths.filter((path) => isIgnored(path, false))
  }

  it('are images, archives and the files of CI', async () => {
    const paths = [
      'apps/logo.png',
      'charts/a.tar.gz',
      'charts/a.tgz',
      '.github/x.yaml',
      'a/.sops.yaml',
      'apps/x.yaml',
    ]
    expect(await ignored(paths, {})).toEqual([
      'apps/logo.png',
      'charts/a.tar.gz',
      '.github/x.yaml',
      'a/.sops.yaml',
    ])
  })

  it('is only what somebody names, where anybody does', async () => {
    const paths = ['apps/logo.png', '.github/x.yaml', '.gitignore', 'docs/a.md']
    expect(await ignored(paths, { '.sourceignore': 'docs/\n' })).toEqual(['.gitignore', 'docs/a.md'])
    expect(await ignored(paths, {}, 'docs/')).toEqual(['.gitignore', 'docs/a.md'])
  })

  // The expected results are those of fluxcd/pkg/sourceignore v0.18.0, which differs from Git.
  it.each([
    ['/*\n!/apps/prod\n', ['apps/prod/x.yaml'], ['apps/x.yaml', 'a.yaml']],
    ['/*\n!*.yaml\n', ['apps/prod/x.yaml', 'apps/x.yaml', 'a.yaml'], []],
    ['apps/**/x.yaml\n', ['a.yaml'], ['apps/prod/x.yaml', 'apps/x.yaml']],
    ['**/prod/\n', ['apps/x.yaml', 'a.yaml'], ['apps/prod/x.yaml']],
    ['[!b].yaml\n', ['apps/prod/x.yaml', 'apps/x.yaml', 'a.yaml'], []],
    ['[^b].yaml\n', [], ['apps/prod/x.yaml', 'apps/x.yaml', 'a.yaml']],
    ['# apps\n\n  \n', ['apps/prod/x.yaml', 'apps/x.yaml', 'a.yaml'], []],
    ['[z\n', ['apps/prod/x.yaml', 'apps/x.yaml', 'a.yaml'], []],
  ])('%j keeps %j', async (spec, kept, out) => {
    expect(await ignored([...kept, ...out], {}, spec)).toEqual(out)
  })

  it('is told by the deepest file, and last by the source', async () => {
    const files = { '.sourceignore': '*.yaml\n', 'apps/.sourceignore': '!*.yaml\n' }
    const paths = ['a.yaml', 'apps/x.yaml', 'apps/y.yaml']
    expect(await ignored(paths, files)).toEqual(['a.yaml'])
    expect(await ignored(paths, files, 'apps/y.yaml')).toEqual(['a.yaml', 'apps/y.yaml'])
  })
})

describe('a Kustomization sees of its source', () => {
  const MAP = 'apiVersion: v1\nkind: ConfigMap\nmetadata: {name: a}\n'
  const source = (spec: string, name = 'infra', url = 'https://github.com/acme/infra') =>
    `apiVersion: source.toolkit.fluxcd.io/v1\nkind: GitRepository\nmetadata: {name: ${name}, namespace: flux-system}\nspec: {url: ${url}, ref: {branch: main}, ${spec}}\n`
  const plan = async (
    path: string,
    files: Record<string, string>,
    options: WorldOptions = {},
    reference = '{kind: GitRepository, name: infra}',
  ) => {
    const object = objectOf(
      `apiVersion: kustomize.toolkit.fluxcd.io/v1\nkind: Kustomization\nmetadata: {name: apps, namespace: flux-system}\nspec: {path: ${path}, sourceRef: ${reference}}`,
    )
    const world = await worldOf(files, options)
    const made = await plannerFor(object)?.(object, world, [], 'clusters/prod/apps.yaml')
    const [job] = made?.jobs ?? []
    if (job?.kind !== 'kustomize') throw new Error('it is no run of kustomize')
    const { tree } = job.source
    const paths = (await tree.list()).map((entry) => entry.path)
    return { tree, paths, job: shown(job) as { kustomization: Record<string, unknown> } }
  }

  it('no file that is ignored, whatever names it', async () => {
    const { paths, job } = await plan('apps', {
      'clusters/prod/source.yaml': source('ignore: "/*\\n!/apps/*.yaml"'),
      'apps/a.yaml': MAP,
      'apps/logo.png': 'x',
      'apps/sub/kustomization.yaml': 'resources: []',
      'docs/values.yaml': 'a: 1',
    })
    expect(paths).toEqual(['apps/a.yaml'])
    expect(job.kustomization['resources']).toEqual(['./a.yaml'])
  })

  it('only what it checks out', async () => {
    const files = {
      'clusters/prod/source.yaml': source('sparseCheckout: ["./apps/prod", base]'),
      'apps/prod/a.yaml': MAP,
      'apps/dev/a.yaml': MAP,
      'base/b.yaml': MAP,
    }
    expect((await plan('apps/prod', files)).paths).toEqual(['apps/prod/a.yaml', 'base/b.yaml'])
    await expect(plan('apps/dev', files)).rejects.toThrow(/apps\/dev is not in the artifact/)
  })

  it('through an ArtifactGenerator what its sources see, wherever that is', async () => {
    const generator = (kind: string) =>
      `apiVersion: source.extensions.fluxcd.io/v1beta1
kind: ArtifactGenerator
metadata: {name: g, namespace: flux-system}
spec:
  sources: [{alias: repo, kind: ${kind}, name: infra}]
  artifacts:
    - {name: other, copy: [{from: "@repo/other/", to: "@artifact/"}]}
    - {name: web, copy: [{from: "@repo/base/web/**", to: "@artifact/base/"}, {from: "@repo/web/prod/", to: "@artifact/prod/"}]}
`
    const reference = '{kind: ExternalArtifact, name: web}'
    const files = { 'k8s/web/prod/a.yaml': MAP, 'k8s/web/prod/x.png': '', 'k8s/other/b.yaml': MAP }
    const oci = source('interval: 1m', 'infra', 'oci://ghcr.io/acme/infra').replace(
      'GitRepository',
      'OCIRepository',
    )
    const found = await plan(
      'prod',
      { ...files, 'clusters/prod/g.yaml': generator('OCIRepository'), 'clusters/prod/source.yaml': oci },
      {},
      reference,
    )
    expect(found.job).toMatchObject({ source: { path: 'k8s/web/prod' } })
    expect(found.paths).not.toContain('k8s/web/prod/x.png')
    const pinned = source('interval: 1m').replace('branch: main', 'tag: v1')
    const elsewhere = { 'git https://github.com/acme/infra refs/tags/v1': { 'web/prod/c.yaml': MAP } }
    const old = await plan(
      'prod',
      { ...files, 'clusters/prod/g.yaml': generator('GitRepository'), 'clusters/prod/source.yaml': pinned },
      { elsewhere },
      reference,
    )
    expect(old.job).toMatchObject({
      source: { path: 'web/prod' },
      kustomization: { resources: ['./c.yaml'] },
    })
  })

  it('the layer of an artifact that is selected', async () => {
    const oci = `apiVersion: source.toolkit.fluxcd.io/v1
kind: OCIRepository
metadata: {name: infra, namespace: flux-system}
spec: {url: "oci://ghcr.io/acme/manifests", ref: {tag: v1}, layerSelector: {mediaType: application/x, operation: extract}}
`
    const elsewhere = { 'artifact oci://ghcr.io/acme/manifests v1 application/x': { 'apps/a.yaml': MAP } }
    const { job } = await plan(
      'apps',
      { 'clusters/prod/source.yaml': oci },
      { elsewhere },
      '{kind: OCIRepository, name: infra}',
    )
    expect(job.kustomization['resources']).toEqual(['./a.yaml'])
  })

  it('what other repositories are included, at the place they are put', async () => {
    const files = {
      'clusters/prod/source.yaml': source(
        'include: [{repository: {name: base}, fromPath: deploy, toPath: apps/base}, {repository: {name: more}}]',
      ),
      'clusters/prod/base.yaml': source('ignore: "secret.yaml"', 'base', 'https://github.com/acme/base'),
      'clusters/prod/more.yaml': source('interval: 1m', 'more', 'https://github.com/acme/more'),
      'apps/kustomization.yaml': 'resources: [base]',
    }
    const elsewhere = {
      'git https://github.com/acme/base refs/heads/main': {
        'deploy/web.yaml': MAP,
        'deploy/secret.yaml': MAP,
        'x.yaml': MAP,
      },
      'git https://github.com/acme/more refs/heads/main': { 'm.yaml': MAP },
    }
    const { paths, tree } = await plan('apps', files, { elsewhere })
    expect(paths).toEqual([
      'apps/base/web.yaml',
      'apps/kustomization.yaml',
      'clusters/prod/base.yaml',
      'clusters/prod/more.yaml',
      'clusters/prod/source.yaml',
      'more/m.yaml',
    ])
    const read = await tree.read(['apps/base/web.yaml', 'apps/base/secret.yaml', 'apps/kustomization.yaml'])
    expect([...read.keys()].toSorted()).toEqual(['apps/base/web.yaml', 'apps/kustomization.yaml'])
    await expect(plan('apps', { ...files, 'clusters/prod/more.yaml': MAP }, { elsewhere })).rejects.toThrow(
      /includes the GitRepository more, which is not in this repo/,
    )
  })
})
