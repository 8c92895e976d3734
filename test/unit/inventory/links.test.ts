/**
 * Symbolic links in an infra repo: the content that is read through a link, and the apps that a change of its target
 * affects.
 */
import { describe, expect, it } from 'vitest'
import { affectedApps } from '../../../src/affected/apps.ts'
import type { Inventory } from '../../../src/inventory/model.ts'
import { openInventory, readInventory } from '../../../src/inventory/read.ts'
import type { Files } from '../../support/git.ts'
import { imagesOf } from '../../support/inventory.ts'
import { memoryTree } from '../../support/memory-tree.ts'

const application = (name: string, source: string) => `apiVersion: argoproj.io/v1alpha1
kind: Application
metadata:
  name: ${name}
spec:
  destination: {server: https://kubernetes.default.svc, namespace: ${name}}
  source:
    repoURL: https://github.com/acme/infra
    targetRevision: main
${source.replaceAll(/^/gm, '    ')}
`
const deployment = (tag: string) => `apiVersion: apps/v1
kind: Deployment
metadata: {name: web}
spec: {template: {spec: {containers: [{name: web, image: 'ghcr.io/acme/web:${tag}'}]}}}
`
const chart: Files = {
  'charts/web/Chart.yaml': 'apiVersion: v2\nname: web\nversion: 1.0.0\n',
  'charts/web/values.yaml': 'image: {repository: ghcr.io/acme/web, tag: "0"}\n',
  'charts/web/templates/all.yaml': '{{ .Values.image }}',
}
const link = (target: string) => ['120000', target] as const

const affected = ({ apps }: Inventory, path: string) => affectedApps([apps, apps], [path])

const layouts: Record<string, { files: Files; place: string; touching: string[]; beside: string[] }> = {
  'a values file': {
    files: {
      ...chart,
      'apps/web.yaml': application('web', 'path: charts/web\nhelm: {valueFiles: [/envs/prod/web.yaml]}'),
      'envs/prod/web.yaml': link('../../shared/web.yaml'),
      'shared/web.yaml': 'image: {tag: "1"}\n',
      'shared/other.yaml': 'image: {tag: "2"}\n',
    },
    place: 'ghcr.io/acme/web:1 shared/web.yaml:1 image.tag',
    touching: ['shared/web.yaml', 'envs/prod/web.yaml'],
    beside: ['shared/other.yaml'],
  },
  'a folder on the way to a values file': {
    files: {
      ...chart,
      'apps/web.yaml': application('web', 'path: charts/web\nhelm: {valueFiles: [../../envs/prod/web.yaml]}'),
      'envs/prod': link('../stages/3'),
      'stages/3/web.yaml': 'image: {tag: "1"}\n',
      'stages/2/web.yaml': 'image: {tag: "2"}\n',
    },
    place: 'ghcr.io/acme/web:1 stages/3/web.yaml:1 image.tag',
    touching: ['stages/3/web.yaml', 'envs/prod'],
    beside: ['stages/2/web.yaml'],
  },
  'the folder of the chart': {
    files: {
      ...chart,
      'apps/web.yaml': application('web', 'path: deployed/web'),
      'deployed/web': link('../charts/web'),
    },
    place: 'ghcr.io/acme/web:0 charts/web/values.yaml:1 image.tag',
    touching: ['charts/web/templates/all.yaml', 'deployed/web'],
    beside: ['charts/api/values.yaml'],
  },
  'a folder inside of the chart': {
    files: {
      ...chart,
      'apps/web.yaml': application('web', 'path: charts/web'),
      'charts/web/files': link('../../shared'),
      'shared/motd.txt': link('../texts/motd'),
      'texts/motd': 'Hello',
    },
    place: 'ghcr.io/acme/web:0 charts/web/values.yaml:1 image.tag',
    touching: ['shared/motd.txt', 'shared/new.txt', 'texts/motd', 'charts/web/files'],
    beside: ['texts/other'],
  },
  'an overlay, whose base is found from where it really is': {
    files: {
      'apps/web.yaml': application('web', 'path: live/prod'),
      'live/prod': link('../kustomize/overlays/prod'),
      'kustomize/overlays/prod/kustomization.yaml': 'resources: [../../base]\n',
      'kustomize/base/kustomization.yaml': 'resources: [web.yaml]\n',
      'kustomize/base/web.yaml': link('../../manifests/web.yaml'),
      'manifests/web.yaml': deployment('3'),
      // If the base were resolved from the link's own path, it would be this one.
      'base/kustomization.yaml': 'resources: []\n',
    },
    place: 'ghcr.io/acme/web:3 manifests/web.yaml:4 spec.template.spec.containers[0].image',
    touching: ['manifests/web.yaml', 'kustomize/base/web.yaml', 'live/prod'],
    beside: ['base/kustomization.yaml'],
  },
  'plain manifests': {
    files: {
      'apps/web.yaml': application('web', 'path: plain'),
      'plain/web.yaml': link('../manifests/web.yaml'),
      'manifests/web.yaml': deployment('4'),
    },
    place: 'ghcr.io/acme/web:4 manifests/web.yaml:4 spec.template.spec.containers[0].image',
    touching: ['manifests/web.yaml', 'plain/web.yaml'],
    beside: ['manifests/api.yaml'],
  },
}

describe('what is read through a link', () => {
  it.each(Object.entries(layouts))('%s', async (_, { files, place, touching, beside }) => {
    const inventory = await readInventory(memoryTree(files))
    expect(Object.values(imagesOf(inventory)).flat()).toEqual([place])
    for (const path of touching) expect(await affected(inventory, path), path).toHaveLength(1)
    for (const path of beside) expect(await affected(inventory, path), path).toEqual([])
  })
})

it('An Application that a link names, too, is one', async () => {
  const files = {
    'apps/web.yaml': application('web', 'path: plain'),
    'live/web.yaml': link('../apps/web.yaml'),
    'plain/web.yaml': deployment('4'),
  }
  const { apps } = await readInventory(memoryTree(files))
  expect(apps.map(({ name, declaredAt: { file } }) => [name, file])).toEqual([['web', 'apps/web.yaml']])
})

it('Links that lead out of the repo, nowhere or in a circle lead to no file', async () => {
  for (const target of ['../../../etc/passwd', '/etc/passwd', 'nowhere.yaml', 'web.yaml', '..']) {
    const files = {
      ...chart,
      'apps/web.yaml': application('web', 'path: charts/web\nhelm: {valueFiles: [/envs/web.yaml]}'),
      'envs/web.yaml': link(target),
    }
    const inventory = await readInventory(memoryTree(files))
    expect(inventory.apps[0]?.notes, target).toContain('the values file envs/web.yaml does not exist')
    // It takes effect when the link is fixed.
    expect(await affected(inventory, 'envs/web.yaml'), target).toHaveLength(1)
  }
})

it('A head whose link leads elsewhere is read anew, the rest is taken over', async () => {
  const files = layouts['a values file']?.files ?? {}
  const before = await openInventory(memoryTree(files))
  const head = memoryTree({ ...files, 'envs/prod/web.yaml': link('../../shared/other.yaml') })
  const known = { other: before, changed: new Set(['envs/prod/web.yaml']) }
  const after = await openInventory(head, { known, config: before.context.config })
  expect(Object.values(imagesOf(after.inventory)).flat()).toEqual([
    'ghcr.io/acme/web:2 shared/other.yaml:1 image.tag',
  ])
})
