import { chmodSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { openRenderer } from '../../src/render/engine/renderer.ts'
import { temporaryFolder } from '../support/git.ts'
import { hasTools, realTools } from '../support/helm.ts'
import {
  attempt,
  chart,
  configMap,
  helmJob,
  kustomizeJob,
  rendererOf,
  show,
  treeOf,
} from '../support/render.ts'

test('the programs of the tests are here', () => {
  if (process.env['CI'] === 'true' && process.platform === 'linux') expect(hasTools).toBe(true)
})

test('a missing renderer is named, with how to get it', async () => {
  const tree = await treeOf({ ...chart('web', {}), 'k/kustomization.yaml': 'resources: []\n' })
  const renderer = openRenderer({ environment: { PATH: temporaryFolder() } })
  expect(await attempt(renderer, helmJob(tree, 'web'))).toMatch(
    /helm, which is needed to render charts, is not on PATH[^]*azure\/setup-helm/,
  )
  expect(await attempt(renderer, kustomizeJob(tree, 'k'))).toContain(
    'neither kustomize nor kubectl is on PATH',
  )
  await renderer.close()
})

test('plain manifests, by the rules of Argo CD', async () => {
  const tree = await treeOf({
    'a.yaml': `${configMap('a', 'a')}---\n# nothing\n---\n${configMap('yes', 'b')}`,
    'list.json': JSON.stringify({
      apiVersion: 'v1',
      kind: 'List',
      items: [{ apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'c' } }],
    }),
    'skipped.yaml': `# +argocd:skip-file-rendering\n${configMap('x', 'x')}`,
    'prose.yaml': 'a: b: c\n',
    'broken.yaml': `${configMap('x', 'x')}---\na: b: c\n`,
    'values.yaml': 'replicas: 3\n',
    'two.json': '{}{}',
    'link.yaml': ['120000', 'a.yaml'],
    'out.yaml': ['120000', '../a.yaml'],
    'nowhere.yaml': ['120000', 'gone.yaml'],
    'folder.yaml': ['120000', 'folder'],
    'folder/x.yaml': configMap('x', 'x'),
    'lists.yaml': [
      'apiVersion: v1\nkind: ConfigMapList\nitems:',
      'apiVersion: x.io/v1\nkind: Things\nitems: [{apiVersion: v1, kind: ConfigMap, metadata: {name: d}}]\n',
    ].join('\n---\n'),
  })
  const renderer = openRenderer({ environment: {} })
  const render = (...files: string[]) => renderer.render({ kind: 'directory', tree, files })
  const { manifests, warnings } = await render('a.yaml', 'list.json', 'skipped.yaml', 'prose.yaml')
  expect(manifests.map(({ kind, name }) => `${kind} ${name}`)).toEqual([
    'ConfigMap a',
    'ConfigMap b',
    'Namespace c',
  ])
  expect(manifests[1]?.content['data']).toEqual({ value: true })
  expect(warnings).toEqual(['prose.yaml is not valid YAML and is skipped, as in Argo CD'])
  expect((await render('link.yaml')).manifests).toHaveLength(2)
  const linked = await render('nowhere.yaml', 'folder.yaml', 'lists.yaml')
  expect(linked.manifests.map(({ kind, name }) => `${kind} ${name}`)).toEqual(['ConfigMap d'])
  expect(linked.warnings).toEqual(['nowhere.yaml is a broken link and is skipped, as in Argo CD'])
  await expect(render('broken.yaml')).rejects.toThrow('broken.yaml:8:5: this is not valid YAML')
  await expect(render('values.yaml')).rejects.toThrow(
    'values.yaml:1: this document is not a Kubernetes object: it has no kind',
  )
  await expect(render('two.json')).rejects.toThrow(
    'two.json:1:3: this is not valid JSON: something follows its end',
  )
  await expect(render('out.yaml')).rejects.toThrow('leaves the repository by the link out.yaml')
  await renderer.close()
})

describe.skipIf(!hasTools).each([3, 4] as const)('Helm %i', (major) => {
  test('values, settings, versions, CRDs and dependencies as the controller has them', async () => {
    const tree = await treeOf({
      ...chart('charts/web', {
        'Chart.yaml': [
          'apiVersion: v2\nname: web\nversion: 0.1.0\ndependencies:',
          '- {name: lib, version: 0.1.0, repository: "file://../lib"}\n',
        ].join('\n'),
        'values.yaml': 'a: chart\nb: chart\nc: chart\nd: chart\n',
        'templates/a.yaml': configMap(
          '"{{ .Values.a }} {{ .Values.b }} {{ .Values.c }} {{ .Values.d }} {{ .Release.Name }} {{ .Release.Namespace }} {{ .Capabilities.KubeVersion }} {{ .Capabilities.APIVersions.Has "x/v1" }}"',
        ),
        'crds/crd.yaml':
          'apiVersion: apiextensions.k8s.io/v1\nkind: CustomResourceDefinition\nmetadata:\n  name: a.example.com\n',
      }),
      ...chart('charts/lib', { 'templates/b.yaml': configMap('of the library', 'library') }, 'lib'),
      'env/1.yaml': 'b: first\nc: first\n',
      'env/2.yaml': 'c: second\n',
      'env/d.txt': 'from a file',
    })
    const rendered = await rendererOf(major).render(
      helmJob(tree, 'charts/web', {
        values: [{ tree, path: 'env/1.yaml' }, { tree, path: 'env/2.yaml' }, { text: 'a: text\n' }],
        set: [
          { how: 'set', name: 'b', value: 'set' },
          { how: 'set-file', name: 'd', file: { tree, path: 'env/d.txt' } },
        ],
        kubeVersion: '1.29.3',
        apiVersions: ['x/v1'],
      }),
    )
    expect(rendered.manifests.map(({ kind, name }) => `${kind} ${name}`).toSorted()).toEqual([
      'ConfigMap library',
      'ConfigMap settings',
      'CustomResourceDefinition a.example.com',
    ])
    expect(show(rendered)).toContain('text set second from a file web prod v1.29.3 true')
    const without = await rendererOf(major).render(helmJob(tree, 'charts/web', { includeCrds: false }))
    expect(show(without)).not.toContain('CustomResourceDefinition')
  })

  test('arguments that are not indented are read as Go does', async () => {
    const template = `${configMap('x', 'x')}command: [ "sh",\n"-c",\n"cp a b &&\nrun" ]\nafter: ["a",\n'b\n\nc']\n`
    const tree = await treeOf(chart('web', { 'templates/a.yaml': template }))
    const { manifests } = await rendererOf(major).render(helmJob(tree, 'web'))
    expect(manifests[0]?.content).toMatchObject({
      command: ['sh', '-c', 'cp a b && run'],
      after: ['a', 'b\nc'],
    })
  })

  test.each([
    ['a: {{ fail "no" }}', 'templates/a.yaml:1:6', 'no'],
    ['x: 1\na: {{ .Values.x.y }}', 'templates/a.yaml:2:13', 'nil pointer'],
    ['a: {{ .Values.x ', 'templates/a.yaml:1', 'unclosed action'],
    ['a: b: c', 'templates/a.yaml', 'mapping values'],
    ['a: {{ include "x" . }}', 'templates/a.yaml:1:6', 'no template'],
  ])('%s is an error at its line', async (template, at, message) => {
    const tree = await treeOf(chart('charts/web', { 'templates/a.yaml': template }))
    const seen = await attempt(rendererOf(major), helmJob(tree, 'charts/web'))
    expect(seen).toContain(`FairleadError: charts/web/${at}`)
    expect(seen).toContain(message)
    expect(seen).not.toContain('fairlead-render-')
  })

  test('broken values are named by their own path, and missing charts by name', async () => {
    const tree = await treeOf({
      ...chart('charts/web', {}),
      ...chart('charts/needy', {
        'Chart.yaml':
          'apiVersion: v2\nname: needy\nversion: 0.1.0\ndependencies:\n- name: redis\n  version: 1.x\n  repository: https://charts.example.com\n',
      }),
      'env/a.yaml': 'a: [\n',
    })
    const renderer = rendererOf(major)
    expect(
      await attempt(renderer, helmJob(tree, 'charts/web', { values: [{ tree, path: 'env/a.yaml' }] })),
    ).toMatch(/failed to parse env\/a.yaml/)
    expect(await attempt(renderer, helmJob(tree, 'charts/needy'))).toContain(
      'charts/needy/Chart.yaml:5: charts/ lacks dependencies of charts/needy/Chart.yaml: redis 1.x',
    )
    const found: unknown[] = []
    const fetching = rendererOf(major, {
      dependencies: async (_, missing) => {
        found.push(missing.map(({ name, version, repository }) => ({ name, version, repository })))
        return [
          {
            tree: await treeOf(chart('x', { 'templates/r.yaml': configMap('fetched') }, 'redis')),
            path: 'x',
          },
        ]
      },
    })
    expect(await attempt(fetching, helmJob(tree, 'charts/needy'))).toContain('"value":"fetched"')
    expect(found).toEqual([[{ name: 'redis', version: '1.x', repository: 'https://charts.example.com' }]])
  })

  test('what is generated is told, and nothing else', async () => {
    const tree = await treeOf({
      ...chart('charts/web', {
        'templates/a.yaml': `${configMap('{{ randAlphaNum 20 | quote }}')}  other: same\n  a/b: "{{ now | unixEpoch }}{{ genPrivateKey "ed25519" | sha256sum }}"\n`,
        'templates/b.yaml': configMap('fixed', 'fixed'),
        'templates/c.yaml': configMap('x', '{{ uuidv4 }}'),
      }),
      ...chart('charts/clock', {
        'templates/a.yaml': configMap('{{ now | date "2006" | quote }}'),
      }),
      ...chart('charts/tpl', {
        'values.yaml': 'a: "{{ randAlpha 20 }}"\n',
        'templates/a.yaml': configMap('{{ tpl .Values.a . }}'),
      }),
    })
    const { generated } = await rendererOf(major).render(helmJob(tree, 'charts/web'))
    const seen = [...generated].map(([{ name }, pointers]) => [name.length > 30 ? 'uuid' : name, pointers])
    expect(seen.toSorted()).toEqual([
      ['settings', ['/data/value', '/data/a~1b']],
      ['uuid', ['/metadata/name']],
    ])
    const clock = await rendererOf(major).render(helmJob(tree, 'charts/clock'))
    expect([...clock.generated.values()]).toEqual([['/data/value']])
    expect(show(clock)).toContain(`"value":"${new Date().getUTCFullYear()}"`)
    const fromValues = await rendererOf(major).render(helmJob(tree, 'charts/tpl'))
    expect([...fromValues.generated.values()]).toEqual([['/data/value']])
  })

  test.each([
    ['a list of another length', '[{{ range until (randInt 1 9999 | int) }}1, {{ end }}1]', '/data/value'],
    ['a value that is there at times', 'x\n  {{ randAlpha 9 }}: evil', '/data'],
    ['what begins one day', 'x{{ if gt (now | unixEpoch | int64) 3000000000 }}\n  evil: y{{ end }}', '/data'],
  ])('nothing hides behind what is generated: %s', async (_, value, place) => {
    const tree = await treeOf(chart('charts/web', { 'templates/a.yaml': configMap(value) }))
    const { manifests, generated, warnings } = await rendererOf(major).render(helmJob(tree, 'charts/web'))
    expect([...generated.values()]).toEqual([])
    expect(manifests[0]?.content['data']).toHaveProperty('value')
    expect(warnings.join()).toMatch(
      `the chart charts/web renders differently on each run, or at another time: ${place} of ConfigMap settings.`,
    )
  })

  test('templates that see more in the cluster are told where the controller lets them', async () => {
    const tree = await treeOf(
      chart('charts/web', {
        'templates/a.yaml': configMap(
          'x{{ if or .Release.IsUpgrade (gt .Release.Revision 1) (lookup "v1" "Namespace" "" "shop") }}\n  evil: y{{ end }}',
        ),
        'README.md': 'lookup "a"',
      }),
    )
    const run = (more: object) => rendererOf(major).render(helmJob(tree, 'charts/web', more))
    expect((await run({})).warnings).toEqual([])
    expect((await run({ inCluster: true })).warnings).toEqual([
      'the chart charts/web uses .Release.IsUpgrade, .Release.Revision, lookup: Flux renders it in the cluster with the state of the cluster, so it may deploy something different from what is shown.',
    ])
  })

  test('a result is kept, with all that is known of it, until an input changes', async () => {
    const folder = temporaryFolder()
    const log = join(temporaryFolder(), 'calls')
    const helm = join(temporaryFolder(), 'helm')
    writeFileSync(helm, `#!/bin/sh\necho "$1" >> '${log}'\nexec '${realTools(major).helm}' "$@"\n`)
    chmodSync(helm, 0o755)
    const files = chart('web', { 'templates/a.yaml': configMap('{{ randAlphaNum 9 }}{{ .Values.a }}') })
    const calls = () =>
      readFileSync(log, 'utf8')
        .split('\n')
        .filter((line) => line === 'template').length
    const render = async (text: string, value = 'a: 1') => {
      const renderer = rendererOf(major, { helm, cache: { folder } })
      const tree = await treeOf({ ...files, 'other.txt': text })
      const rendered = await renderer.render(helmJob(tree, 'web', { values: [{ text: value }] }))
      return [show(rendered), [...rendered.generated.values()], calls()]
    }
    const [first, generated, before] = await render('one')
    expect(before).toBe(2)
    expect(await render('two')).toEqual([first, generated, 2])
    expect((await render('two', 'a: 2'))[2]).toBe(4)

    // Broken cache entries are ignored.
    const entries = readdirSync(folder, { recursive: true, encoding: 'utf8' }).map((name) =>
      join(folder, name),
    )
    for (const entry of entries.filter((name) => statSync(name).isFile()))
      writeFileSync(entry, readFileSync(entry, 'utf8').replace('ConfigMap', 'ConfigMop'))
    const [again, , runs] = await render('three')
    expect(again).toContain('"kind":"ConfigMap"')
    expect(runs).toBe(6)
  })

  test('the cache does not grow without end', async () => {
    const folder = temporaryFolder()
    mkdirSync(join(folder, '00'), { recursive: true })
    writeFileSync(join(folder, '00/old.json'), 'x'.repeat(2 * 1024 * 1024))
    const renderer = rendererOf(major, { cache: { folder, limit: 1 } })
    const tree = await treeOf(chart('web', { 'templates/a.yaml': configMap('x') }))
    await renderer.render(helmJob(tree, 'web'))
    await renderer.close()
    const left = readdirSync(folder, { recursive: true, encoding: 'utf8' })
    expect(left).not.toContain('00/old.json')
    // The result, and Helm's version.
    expect(left.filter((name) => name.endsWith('.json'))).toHaveLength(2)
  })

  test('a kustomization of the app itself, images and a base beside it', async () => {
    const tree = await treeOf({
      'base/kustomization.yaml': 'resources: [d.yaml]\nconfigMapGenerator: [{name: g, files: [a.txt]}]\n',
      'base/d.yaml':
        'apiVersion: apps/v1\nkind: Deployment\nmetadata: {name: web}\nspec: {template: {spec: {containers: [{name: web, image: web}]}}}\n',
      'base/a.txt': 'hello',
      'prod/kustomization.yaml': 'resources: [../base]\n',
    })
    const renderer = rendererOf(major)
    const job = kustomizeJob(tree, 'prod', {
      allowOutside: false,
      kustomization: 'resources: [../base]\nnamespace: prod\nimages: [{name: web, newTag: "7"}]\n',
    })
    const { manifests } = await renderer.render(job)
    expect(manifests.map(({ kind, namespace }) => [kind, namespace])).toEqual([
      ['ConfigMap', 'prod'],
      ['Deployment', 'prod'],
    ])
    expect(JSON.stringify(manifests)).toContain('"image":"web:7"')
    expect([...renderer.versions]).toEqual([['kustomize', major === 4 ? '5.7.1' : '5.6.0']])
  })
})
