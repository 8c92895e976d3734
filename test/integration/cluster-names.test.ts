import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { command as bump } from '../../src/entries/wire/bump.ts'
import { command as inventory } from '../../src/entries/wire/inventory.ts'
import { folderWith } from '../e2e/bundle.ts'
import { runWired } from '../support/wired.ts'

/**
 * The list generator as in the Argo CD documentation: each element contains a cluster name and the address of its
 * API.
 */
const files = {
  'set.yaml': `apiVersion: argoproj.io/v1alpha1
kind: ApplicationSet
metadata: {name: web, namespace: argocd}
spec:
  generators:
    - list:
        elements:
          - {cluster: engineering-dev, url: https://1.2.3.4}
          - {cluster: engineering-prod, url: https://9.8.7.6:443/}
  template:
    metadata: {name: 'web-{{cluster}}'}
    spec:
      project: default
      destination: {server: '{{url}}', namespace: web}
      source:
        repoURL: https://github.com/acme/infra.git
        targetRevision: HEAD
        path: charts/web
        helm: {valueFiles: ['values-{{cluster}}.yaml']}
`,
  'charts/web/Chart.yaml': 'apiVersion: v2\nname: web\nversion: 1.0.0\n',
  'charts/web/values.yaml': 'image:\n  repository: ghcr.io/acme/web\n  tag: 0.1.0\n',
  'charts/web/values-engineering-dev.yaml': 'image:\n  tag: 1.0.0\n',
  'charts/web/values-engineering-prod.yaml': 'image:\n  tag: 1.0.0\n',
}

describe('a cluster that is known by its address', () => {
  it('is called as the element of the set calls it', async () => {
    const folder = folderWith(files)
    const { text } = await runWired(inventory, folder, { path: folder })
    expect(text.join('\n')).toContain('cluster engineering-prod (https://9.8.7.6:443/)')
  })

  it.each(['engineering-prod', 'https://9.8.7.6'])('is found by %s', async (cluster) => {
    const folder = folderWith(files)
    const { outputs } = await runWired(inventory, folder, { path: folder, cluster })
    expect(outputs).toMatchObject({ apps: '1' })
    await runWired(bump, folder, { path: folder, cluster, image: 'ghcr.io/acme/web:1.1.0' })
    const tag = (name: string) =>
      readFileSync(join(folder, `charts/web/values-engineering-${name}.yaml`), 'utf8')
    expect([tag('prod'), tag('dev')]).toEqual(['image:\n  tag: 1.1.0\n', 'image:\n  tag: 1.0.0\n'])
  })

  it('is suggested by its name', async () => {
    const folder = folderWith(files)
    await expect(runWired(inventory, folder, { path: folder, cluster: 'enginering-prod' })).rejects.toThrow(
      'Did you mean "engineering-prod"?',
    )
  })

  it('is called as fairlead.yaml says, however its address is written', async () => {
    const config = 'clusters:\n  prod-eu:\n    server: https://9.8.7.6\n'
    const folder = folderWith({ ...files, 'fairlead.yaml': config })
    const { text } = await runWired(inventory, folder, { path: folder })
    expect(text.join('\n')).toContain('cluster prod-eu,')
  })
})
