import { describe, expect, it } from 'vitest'
import { inventoryData } from '../../../src/report/inventory/data.ts'
import { inventoryText } from '../../../src/report/inventory/text.ts'
import { parentsOf } from '../../../src/inventory/leading/parents.ts'
import { inventoryOf } from '../../support/inventory.ts'

/** Returns an Application of an external chart, with these values. */
const app = (values: string) => ({
  'apps/web.yaml': `apiVersion: argoproj.io/v1alpha1
kind: Application
metadata: {name: web, namespace: argocd}
spec:
  source:
    repoURL: https://charts.acme.dev
    chart: web
    targetRevision: 1.0.0
    helm:
      valuesObject:
        ${values}
  destination: {server: https://kubernetes.default.svc, namespace: web}
`,
})

async function imagesOf(values: string): Promise<string[]> {
  const { apps } = await inventoryOf(app(values))
  return apps.flatMap(({ images }) =>
    images
      .filter(({ artifact }) => artifact === 'image')
      .map(({ repository, tag }) => `${repository}:${tag}`),
  )
}

describe('a Git repository in the values of a chart is no image', () => {
  it.each([
    'git: {repository: github.com/acme/api, tag: v1}',
    'git: {repository: acme/api, tag: v1}',
    'gitRepository: {repository: acme/api, tag: v1}',
    'source: {repo: "git@github.com:acme/x.git", tag: v1}',
    'app: {repository: "https://github.com/acme/app", tag: "1.0"}',
    'dags: {repo: "https://git.acme.dev/dags.git", version: v2}',
    'code: {url: "ssh://git@git.acme.dev/x", tag: v3}',
    'webRepo: github.com/acme/web\n        webTag: v1',
    'image: github.com/acme/web:v1',
  ])('%s', async (values) => {
    expect(await imagesOf(values)).toEqual([])
  })

  it.each([
    ['git: {repository: registry.acme.dev/git, tag: v1}', 'registry.acme.dev/git:v1'],
    [
      'gitSync: {repository: registry.k8s.io/git-sync/git-sync, tag: v4}',
      'registry.k8s.io/git-sync/git-sync:v4',
    ],
    [
      'gitlab: {image: {repository: registry.gitlab.com/acme/web, tag: v1}}',
      'registry.gitlab.com/acme/web:v1',
    ],
    [
      'web: {repository: ghcr.io/acme/web, tag: v1, url: "https://github.com/acme/web"}',
      'ghcr.io/acme/web:v1',
    ],
    ['web: {image: acme/web, repo: "https://github.com/acme/web.git", tag: v1}', 'acme/web:v1'],
    ['gitea: {repository: gitea/gitea, tag: "1.22"}', 'gitea/gitea:1.22'],
  ])('but this is one: %s', async (values, image) => {
    expect(await imagesOf(values)).toEqual([image])
  })
})

it('the Git repository of an app is listed by its own name, and not among its images', async () => {
  const inventory = await inventoryOf({
    'apps/web.yaml': `apiVersion: argoproj.io/v1alpha1
kind: Application
metadata: {name: web, namespace: argocd}
spec:
  source: {repoURL: https://github.com/acme/web, targetRevision: v1.2.3, path: deploy}
  destination: {server: https://kubernetes.default.svc, namespace: web}
`,
    'flux/api.yaml': `apiVersion: source.toolkit.fluxcd.io/v1
kind: GitRepository
metadata: {name: api, namespace: flux-system}
spec: {url: https://github.com/acme/api, ref: {tag: v1.0.0}, interval: 1m}
---
apiVersion: kustomize.toolkit.fluxcd.io/v1
kind: Kustomization
metadata: {name: api, namespace: flux-system}
spec: {path: ./deploy, sourceRef: {kind: GitRepository, name: api}, interval: 1m, prune: true}
`,
  })
  const parents = parentsOf(inventory.apps)
  for (const { images, gitRevisions } of inventoryData(inventory, parents).apps) {
    expect(images).toEqual([])
    expect(gitRevisions).toMatchObject([{ kind: 'git', tag: expect.stringMatching(/^v1/) }])
  }
  const text = inventoryText(inventory, parents).join('\n')
  expect(text).toContain(
    'git repository https://github.com/acme/web at v1.2.3  apps/web.yaml:5 spec.source.targetRevision',
  )
  expect(text).toContain('git repository https://github.com/acme/api at v1.0.0')
})
