import { dirname } from 'node:path'
import { describe, expect, test } from 'vitest'
import { remoteSources, serve, serveFiles, tarball } from '../support/remote-sources.ts'
import type { Files } from '../support/git.ts'
import { bareRepository, commitFiles, git, serveGit } from '../support/git.ts'
import { hasTools } from '../support/helm.ts'
import { attempt, configMap, kustomizeJob, rendererOf, treeOf } from '../support/render.ts'

/** Starts a git server for a repository, and returns it with its address and first commit. */
async function remote(files: Files) {
  const repository = bareRepository(files)
  git(repository, 'config', 'uploadpack.allowAnySHA1InWant', 'true')
  const commit = git(repository, 'rev-parse', 'main')
  git(repository, 'tag', 'v1.0.0', commit)
  return { repository, commit, url: `${await serveGit(dirname(repository), undefined)}/infra.git` }
}

/** Returns the result of a kustomization with these resources, which may be fetched from this machine. */
async function build(
  resources: readonly string[],
  files: Files = {},
  more = '',
  options = {},
  major: 3 | 4 = 4,
) {
  const list = resources.map((entry) => `  - ${entry}\n`).join('')
  const tree = await treeOf({
    'apps/web/kustomization.yaml': `# bases\n${list === '' ? '' : `resources:\n${list}`}${more}`,
    ...files,
  })
  const renderer = rendererOf(major, { kustomizeHelm: true, fetching: remoteSources(), ...options })
  const helm = { kubeVersion: '1.33.0', apiVersions: [] }
  return attempt(renderer, kustomizeJob(tree, 'apps/web', { helm }))
}

const base = (resources: string) => `resources: ${resources}\n`

describe.skipIf(!hasTools)('what a kustomization names elsewhere', () => {
  test('is fetched where it is a patch, or a file of a generator, and keeps its name', async () => {
    const patch = 'apiVersion: v1\nkind: ConfigMap\nmetadata: {name: own}\ndata: {value: patched}\n'
    const served = await serveFiles({
      'patch.yaml': patch,
      'merge.yaml': patch.replace('value: patched', 'more: merged'),
      'page.html': '<p>hello</p>',
      'named.txt': 'named',
    })
    const more = `patches: [{path: '${served.url}patch.yaml'}]
patchesStrategicMerge: ['${served.url}merge.yaml']
configMapGenerator: [{name: made, files: ['${served.url}page.html', 'key.txt=${served.url}named.txt']}]
`
    const own = { 'apps/web/own.yaml': configMap('own', 'own') }
    const seen = await build(['own.yaml'], own, more)
    for (const part of ['patched', 'merged', '"page.html":"<p>hello</p>"', '"key.txt":"named"'])
      expect(seen).toContain(part)
    const off = await build(['own.yaml'], own, more, { fetching: undefined })
    expect(off).toContain('is not fetched')
  })

  test('is fetched at its revision, and what that names, too', async () => {
    const inner = await remote({
      'part/kustomization.yaml':
        'apiVersion: kustomize.config.k8s.io/v1alpha1\nkind: Component\nresources: [c.yaml]\n',
      'part/c.yaml': configMap('part', 'part'),
    })
    const outer = await remote({
      'deploy/kustomization.yaml': `resources: [a.yaml, ../shared]\ncomponents: ["${inner.url}//part?ref=v1.0.0"]\n`,
      'deploy/a.yaml': configMap('one', 'first'),
      'shared/kustomization.yaml': base('[s.yaml]'),
      'shared/s.yaml': configMap('shared', 'shared'),
    })
    commitFiles(outer.repository, 'main', 'Two', { 'deploy/a.yaml': configMap('two', 'first') })
    const own = { 'apps/web/own.yaml': configMap('own', 'own') }
    const seen = await build([`${outer.url}//deploy?ref=v1.0.0`, 'own.yaml'], own, 'namePrefix: x-\n')
    for (const name of ['x-first', 'x-shared', 'x-part', 'x-own']) expect(seen).toContain(`"${name}"`)
    expect(seen).toContain('"value":"one"')
    expect(seen).not.toContain('may move')
    expect(await build([`'${outer.url}//deploy?ref=${outer.commit}'`])).toContain('"value":"one"')
    // A branch is read at its current commit, and the output mentions that.
    const branch = await build([`"${outer.url}//deploy?ref=main"`])
    expect(branch).toContain('"value":"two"')
    const now = git(outer.repository, 'rev-parse', 'main').slice(0, 8)
    expect(branch).toContain(
      `infra.git is rendered at ${now}, the current commit of main: it can change without a change here`,
    )
  })

  test('tells the names that it was fetched by, whether or not its result was known', async () => {
    const { url, commit } = await remote({
      'kustomization.yaml': base('[a.yaml]'),
      'a.yaml': configMap('repo', 'a'),
    })
    const files = await serveFiles({ 'v1/install.yaml': configMap('file') })
    const renderer = rendererOf(4, { fetching: remoteSources(), remembers: true })
    const fetched = async (entry: string) => {
      const tree = await treeOf({ 'apps/web/kustomization.yaml': base(`['${entry}']`) })
      return (await renderer.render(kustomizeJob(tree, 'apps/web'))).fetched
    }
    // The same content under three names.
    expect(await fetched(`${url}?ref=main`)).toEqual([{ url, revision: 'main', ref: 'refs/heads/main' }])
    expect(await fetched(`${url}?ref=v1.0.0`)).toEqual([{ url, revision: 'v1.0.0', ref: 'refs/tags/v1.0.0' }])
    expect(await fetched(`${url}?ref=${commit}`)).toEqual([{ url, revision: commit, ref: undefined }])
    const file = `${files.url}v1/install.yaml`
    expect(await fetched(file)).toEqual([{ url: file, revision: undefined, ref: undefined }])
  })

  test('is a file where there is one, and a repository otherwise', async () => {
    const { url } = await remote({ 'kustomization.yaml': base('[a.yaml]'), 'a.yaml': configMap('repo', 'a') })
    const files = await serveFiles({
      'v1/install.yaml': configMap('file'),
      page: '<html>',
      'main/x.yaml': configMap('x', 'x'),
    })
    const seen = await build([`${files.url}v1/install.yaml`, url, `${files.url}main/x.yaml`])
    expect(seen).toContain('"value":"file"')
    expect(seen).toContain('"value":"repo"')
    expect(seen).toContain('main/x.yaml is rendered in its current state')
    expect(seen).not.toContain('v1/install.yaml is rendered in its current state')
    expect(await build([`${files.url}page`])).toMatch(/kustomization\.yaml:3:5: .*is a web page/)
    expect(await build([`${files.url}gone.yaml`])).toMatch(
      /kustomization\.yaml:3:5: .*gone\.yaml" cannot be fetched: .*has no \/gone\.yaml/,
    )
  })

  test('keeps to its own repository, and to its own folder for files', async () => {
    const { url } = await remote({
      'out/kustomization.yaml': base('[../../../apps/web]'),
      'file/kustomization.yaml': base('[../a.yaml]'),
      'link/kustomization.yaml': base('[l.yaml]'),
      'link/l.yaml': ['120000', '../../../secret.yaml'],
      'a.yaml': configMap('a'),
    })
    const own = { 'secret.yaml': configMap('ours', 'ours') }
    for (const [folder, why] of [
      ['out', 'leaves the repository'],
      ['file', "outside the kustomization's folder"],
      ['link', 'leaves the repository'],
      ['none', 'does not exist'],
    ])
      expect(await build([`${url}//${folder}?ref=v1.0.0`], own)).toContain(why)
  })

  test('is asked of no host that fairlead.yaml does not allow, and only where it may be fetched at all', async () => {
    const served = await serve((_, response) => response.end(configMap('x')))
    const none = { fetching: remoteSources({ hosts: {} }) }
    const refused = await build([`${served.url}a.yaml`], {}, '', none)
    expect(refused).toMatch(/apps\/web\/kustomization\.yaml:3:5/)
    expect(await build([`${served.url}a.yaml`], {}, '', { fetching: undefined })).toContain('is not fetched')
    expect(served.asked).toEqual([])
  })

  test('ends where repositories lead on and on', async () => {
    const first = await remote({ 'README.md': 'a chain\n' })
    const chain = Object.fromEntries(
      Array.from({ length: 12 }, (_, i) => [
        `d${i}/kustomization.yaml`,
        base(`["${first.url}//d${i + 1}?ref=main"]`),
      ]),
    )
    commitFiles(first.repository, 'main', 'Chain', chain)
    expect(await build([`${first.url}//d0?ref=main`])).toContain(
      'refer to other repositories more than 8 levels deep',
    )
    commitFiles(first.repository, 'main', 'Circle', {
      'c/kustomization.yaml': base(`["${first.url}//c?ref=main"]`),
    })
    expect(await build([`${first.url}//c?ref=main`])).toContain('cycle detected')
  })

  test('may be a chart of a Helm repository', async () => {
    const content = await tarball({
      'redis/Chart.yaml': 'apiVersion: v2\nname: redis\nversion: 1.2.3\n',
      'redis/values.yaml': 'a: chart\n',
      'redis/templates/a.yaml': configMap('"{{ .Values.a }} {{ .Values.b }}"', '{{ .Release.Name }}'),
    })
    const index = 'apiVersion: v1\nentries: {redis: [{version: 1.2.3, urls: [redis.tgz]}]}\n'
    const files = await serveFiles({ 'index.yaml': index, 'redis.tgz': content })
    const more = `helmCharts:\n- {name: redis, repo: "${files.url}", version: 1.2.3, releaseName: cache, valuesInline: {b: inline}}\n`
    expect(await build([], {}, more, {}, 3)).toContain('"value":"chart inline"')
    expect(await build([], {}, more.replace('1.2.3', '9.9.9'), {}, 3)).toContain(
      'has no version 9.9.9 of redis',
    )
  })
})
