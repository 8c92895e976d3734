import { mkdirSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { remoteSources, serveFiles, tarball } from '../support/remote-sources.ts'
import { temporaryFolder } from '../support/git.ts'
import { hasTools } from '../support/helm.ts'
import { memoryTree } from '../support/memory-tree.ts'
import { attempt, chart, configMap, kustomizeJob, rendererOf } from '../support/render.ts'

/**
 * Fields of kustomizations that become paths of a stage, with charts from a hostile repository. `broke` is true if
 * the attack broke commit be0c4d6.
 */

const below = (folder: string) => readdirSync(folder, { recursive: true }).map(String)

describe.skipIf(!hasTools)('a kustomization with a chart from elsewhere', () => {
  test.each([
    [false, 'name', { name: '../../../../escaped' }],
    [false, 'name', { name: String.raw`..\..\escaped` }],
    [false, 'version', { version: '1.0.0/../../../../../../escaped' }],
    [false, 'version', { version: '1.0.0/../web' }],
    [false, 'releaseName', { releaseName: '--post-renderer=/bin/cat' }],
    [false, 'releaseName', { releaseName: '../escaped' }],
    [false, 'valuesFile', { valuesFile: '../../../../../../etc/hostname' }],
    [false, 'valuesFile', { valuesFile: '/etc/hostname' }],
    [false, 'additionalValuesFiles', { additionalValuesFiles: ['/etc/hostname'] }],
  ])('broke %s: %s %j', async (_, __, fields) => {
    const temporary = join(temporaryFolder(), 'a/b/c/d/e')
    const root = join(temporary, '../../../../..')
    mkdirSync(temporary, { recursive: true })
    const before = below(root)
    const inflated = { name: 'web', version: '1.0.0', releaseName: 'web', ...fields }
    // A repository can claim anything about its charts.
    const index = { apiVersion: 'v1', entries: { [inflated.name]: [{ ...inflated, urls: ['web.tgz'] }] } }
    const server = await serveFiles({
      'index.yaml': JSON.stringify(index),
      'web.tgz': await tarball({
        'web/Chart.yaml': 'apiVersion: v2\nname: web\nversion: 1.0.0\n',
        'web/templates/a.yaml': configMap('{{ toJson .Values | quote }}'),
      }),
    })
    const text = JSON.stringify({ helmCharts: [{ ...inflated, repo: server.url }] })
    const renderer = rendererOf(4, { temporary, kustomizeHelm: true, fetching: remoteSources() })
    const helm = { kubeVersion: '1.33.0', apiVersions: [] }
    const tree = memoryTree({ 'apps/web/kustomization.yaml': text })
    const seen = await attempt(renderer, kustomizeJob(tree, 'apps/web', { helm }))
    expect(seen).toMatch(/^FairleadError: /)
    await renderer.close()
    expect(below(root)).toEqual(before)
  })

  test('that has two readings is refused', async () => {
    const server = await serveFiles({
      'index.yaml': 'entries: {web: [{version: 1.0.0, urls: [web.tgz]}]}\n',
      'web.tgz': await tarball({
        'web/Chart.yaml': 'apiVersion: v2\nname: web\nversion: 1.0.0\n',
        [String.raw`web\templates\evil.yaml`]: configMap('evil', 'evil'),
      }),
    })
    const charts = [{ name: 'web', version: '1.0.0', releaseName: 'web', repo: server.url }]
    const renderer = rendererOf(4, { kustomizeHelm: true, fetching: remoteSources() })
    const helm = { kubeVersion: '1.33.0', apiVersions: [] }
    const tree = memoryTree({ 'apps/web/kustomization.yaml': JSON.stringify({ helmCharts: charts }) })
    expect(await attempt(renderer, kustomizeJob(tree, 'apps/web', { helm }))).toContain('has a backslash')
  })

  test('a name in another case than a file beside it', async () => {
    const files = chart('apps/web/charts/c', {
      'templates/a.yaml': configMap('a'),
      'templates/A.yaml': configMap('b', 'other'),
    })
    const tree = memoryTree({
      ...files,
      'apps/web/kustomization.yaml': JSON.stringify({ helmCharts: [{ name: 'c', releaseName: 'c' }] }),
    })
    const helm = { kubeVersion: '1.33.0', apiVersions: [] }
    const renderer = rendererOf(4, { kustomizeHelm: true })
    expect(await attempt(renderer, kustomizeJob(tree, 'apps/web', { helm }))).toContain(
      'have the same name on some file systems',
    )
  })
})
