import { describe, expect, it } from 'vitest'
import { command } from '../../src/entries/wire/diff.ts'
import type { Edits } from '../support/diff.ts'
import { changedRepo } from '../support/diff.ts'
import { hasTools, realTools } from '../support/helm.ts'
import { runWired } from '../support/wired.ts'

const before: Edits = {
  'clusters/prod/web.yaml': `apiVersion: argoproj.io/v1alpha1
kind: Application
metadata: {name: web, namespace: argocd}
spec:
  project: default
  source: {repoURL: https://github.com/acme/infra, targetRevision: HEAD, path: apps/web}
  destination: {server: https://kubernetes.default.svc, namespace: web}
`,
  'apps/web/kustomization.yaml': 'resources: [web.yaml]\n',
  'apps/web/web.yaml':
    'apiVersion: apps/v1\nkind: Deployment\nmetadata: {name: web}\nspec:\n  replicas: 3\n  selector: {matchLabels: {app: web}}\n  template:\n    metadata: {labels: {app: web}}\n    spec: {containers: [{name: web, image: "ghcr.io/acme/web:1.0.0"}]}\n',
}

describe.skipIf(!hasTools)('a diff that fails names each reason with its place', () => {
  async function faultsOf(after: Edits, inputs: Readonly<Record<string, string>> = {}) {
    const folder = changedRepo(before, after)
    const { helm, kubectl } = realTools(4)
    const programs = { 'helm-path': helm, 'kustomize-path': kubectl }
    const { failure, summary } = await runWired(command, folder, {
      path: folder,
      base: 'main',
      ...programs,
      ...inputs,
    })
    return { faults: failure?.faults ?? [], summary }
  }

  it('an app that cannot be rendered any more, with the message of the renderer', async () => {
    const { faults, summary } = await faultsOf({ 'apps/web/kustomization.yaml': 'resources: [wbe.yaml]\n' })
    const [verdict, reason] = faults
    expect(verdict?.message).toContain('the change breaks rendering of 1 app: web')
    expect(reason?.message).toMatch(/^web: .*wbe\.yaml/)
    expect(reason?.at?.file).toMatch(/^apps\/web\/kustomization\.yaml$|^clusters\/prod\/web\.yaml$/)
    expect(summary).toMatch(/^### Fairlead diff failed\n\n- the change breaks rendering of 1 app: web/)
  })

  it('a risk that is as high as fail-on says', async () => {
    const after = { 'apps/web/web.yaml': before['apps/web/web.yaml']?.replace('replicas: 3', 'replicas: 0') }
    const { faults } = await faultsOf(after, { 'fail-on': 'low' })
    expect(faults.slice(1)).toContainEqual({
      message: expect.stringMatching(/^web: .*0 replicas.* \([a-z-]+\)$/),
      at: { file: 'clusters/prod/web.yaml', line: 1 },
    })
    expect((await faultsOf(after, { 'fail-on': 'never' })).faults).toEqual([])
  })
})
