import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { command as update } from '../../src/entries/wire/update.ts'
import { temporaryFolder } from '../support/git.ts'
import { hasTools, realTools } from '../support/helm.ts'
import { runWired } from '../support/wired.ts'
import { token, useHub } from './github-forge.setup.ts'

const hub = useHub()

const chart = (name: string) => `apiVersion: v2\nname: ${name}\nversion: 0.1.0\n`
const application = (name: string, path: string, files: string) => `apiVersion: argoproj.io/v1alpha1
kind: Application
metadata: {name: ${name}, namespace: argocd}
spec:
  project: default
  source: {repoURL: https://github.com/acme/infra, path: ${path}, helm: {valueFiles: [${files}]}}
  destination: {server: https://kubernetes.default.svc, namespace: web}
`
const files = {
  'clusters/prod/root.yaml': application('root', 'apps', 'values-prod.yaml'),
  'apps/Chart.yaml': chart('apps'),
  'apps/values-prod.yaml': 'apps: [web]\n',
  'apps/templates/apps.yaml': `{{- range .Values.apps }}\n---\n${application('{{ . }}-prod', 'charts/web', '/envs/{{ . }}.yaml')}{{- end }}\n`,
  'charts/web/Chart.yaml': chart('web'),
  'charts/web/values.yaml': 'image: {repository: ghcr.io/acme/web, tag: 0.0.1}\n',
  'charts/web/templates/deployment.yaml': 'apiVersion: apps/v1\nkind: Deployment\n',
  'charts/web/templates/service.yaml': 'apiVersion: v1\nkind: Service\n',
  'envs/web.yaml': 'image: {tag: 1.0.0}\n',
}

describe.skipIf(!hasTools)('an update without a clone, where a chart declares the apps', () => {
  it('writes where a child has its image, and its renderer sees no token', async () => {
    await hub.infra.push('main', files, { message: 'Apps' })
    const { helm } = realTools(4)
    const work = temporaryFolder()
    const seen = join(work, 'environment')
    writeFileSync(join(work, 'helm'), `#!/bin/sh\nset >> ${seen}\nexec ${helm} "$@"\n`, { mode: 0o755 })
    const { apiUrl, graphqlUrl, serverUrl } = hub.fake
    const { outputs } = await runWired(
      update,
      work,
      {
        repository: 'acme/infra',
        token,
        'source-token': 'ghs_sourceToken',
        'helm-path': join(work, 'helm'),
        app: 'web',
        environment: 'prod',
        image: 'ghcr.io/acme/web',
        'image-tag': '1.0.1',
      },
      {
        environment: {
          PATH: process.env['PATH'],
          GITHUB_API_URL: apiUrl,
          GITHUB_GRAPHQL_URL: graphqlUrl,
          GITHUB_SERVER_URL: serverUrl,
          GITHUB_TOKEN: token,
          FAIRLEAD_TOKEN: token,
        },
      },
    )
    expect(outputs).toMatchObject({ outcome: 'updated', 'files-updated': 'envs/web.yaml' })
    const environment = readFileSync(seen, 'utf8')
    expect(environment).toContain('PATH')
    expect(environment).not.toMatch(/ghs_|TOKEN/)
  })
})
