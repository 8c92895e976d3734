import { describe, expect, test } from 'vitest'
import { openRenderer } from '../../src/render/engine/renderer.ts'
import { memoryTree } from '../../src/tree/memory.ts'
import { hasTools } from '../support/helm.ts'
import { planOf, source } from '../support/argocd.ts'
import { attempt, chart, configMap, helmJob, rendererOf, treeOf } from '../support/render.ts'

describe('plain manifests', () => {
  test('JSON without a kind is passed over where it may be of an artifact, as with Argo CD', async () => {
    const tree = await treeOf({
      'oci.json':
        '{"schemaVersion": 2, "mediaType": "x", "config": {}, "layers": [{}], "annotations": {"a": "b"}}',
      'package.json': '{"name": "web", "private": true}',
      'dashboard.json': '{"title": "web", "annotations": {"list": []}}',
      'list.json': '[]',
    })
    const renderer = openRenderer({ environment: {} })
    const render = (file: string) => renderer.render({ kind: 'directory', tree, files: [file] })
    for (const file of ['oci.json', 'package.json'])
      expect(await render(file)).toMatchObject({
        manifests: [],
        warnings: [`${file} is JSON but not a Kubernetes object and is skipped, as in Argo CD`],
      })
    await expect(render('dashboard.json')).rejects.toThrow('it has no kind')
    await expect(render('list.json')).rejects.toThrow('not a Kubernetes object')
    await renderer.close()
  })

  test.each([
    ['UTF-16, little end first', Buffer.from(`\uFEFF${configMap('ä')}`, 'utf16le')],
    ['UTF-16, big end first', Buffer.from(`\uFEFF${configMap('ä')}`, 'utf16le').swap16()],
    ['UTF-8 with a mark', Buffer.from(`\uFEFF${configMap('ä')}`)],
  ])('may be %s', async (_, content) => {
    const tree = memoryTree('bytes', new Map([['a.yaml', content]]))
    const renderer = openRenderer({ environment: {} })
    const { manifests } = await renderer.render({ kind: 'directory', tree, files: ['a.yaml'] })
    expect(manifests.map(({ content }) => content['data'])).toEqual([{ value: 'ä' }])
    await renderer.close()
  })

  test('binary text is what it encodes', async () => {
    const tree = await treeOf({ 'a.yaml': configMap('!!binary aGVsbG8=') })
    const renderer = openRenderer({ environment: {} })
    const { manifests } = await renderer.render({ kind: 'directory', tree, files: ['a.yaml'] })
    expect(manifests[0]?.content['data']).toEqual({ value: 'hello' })
    await renderer.close()
  })
})

describe.skipIf(!hasTools)('charts', () => {
  test('in charts/ are known by their own names', async () => {
    const tree = await treeOf({
      ...chart('web', {
        'Chart.yaml':
          'apiVersion: v2\nname: web\nversion: 0.1.0\ndependencies: [{name: redis, version: 1.x, repository: ""}]\n',
      }),
      ...chart('web/charts/cache', { 'templates/r.yaml': configMap('vendored') }, '"redis" # ours'),
    })
    expect(await attempt(rendererOf(4), helmJob(tree, 'web'))).toContain('"value":"vendored"')
  })
})

describe('a path that is a link', () => {
  const files = {
    'charts/web/Chart.yaml': 'name: web\nversion: 1.0.0\n',
    'plain/a.yaml': configMap('a'),
    current: ['120000', 'charts/web'],
    'apps/all': ['120000', '../charts'],
    out: ['120000', '../elsewhere'],
    top: ['120000', '/charts'],
    linked: ['120000', 'plain'],
  } as const

  test.each([
    // Without an explicit type, Argo CD looks for a chart, and does not follow a link for that.
    ['current', 'helm: {releaseName: web}'],
    ['apps/all/web', ''],
  ])('%s leads to the chart', async (path, more) => {
    const { jobs } = await planOf(source(`path: ${path}\n${more}`), {}, { tree: await treeOf(files) })
    expect(jobs[0]).toMatchObject({ kind: 'helm', chart: { path } })
  })

  test('holds no manifests of its own, and leads nowhere outside', async () => {
    const tree = await treeOf(files)
    const { jobs, plan } = await planOf(source('path: linked'), {}, { tree })
    expect(jobs).toEqual([])
    expect(plan.notes.join()).toContain(
      'its path linked is a link, and Argo CD finds no manifests below a link',
    )
    for (const path of ['out', 'top'])
      await expect(planOf(source(`path: ${path}`), {}, { tree })).rejects.toThrow(
        `its path ${path} is not a folder`,
      )
  })
})
