/** No file that may deploy something is ignored silently: files that are not read are listed with the reason. */
import { describe, expect, it } from 'vitest'
import { planBump } from '../../../src/bump/plan.ts'
import type { AppTarget } from '../../../src/bump/request.ts'
import { namingWhatIsNotRead } from '../../../src/bump/not-found.ts'
import { runInventory } from '../../../src/commands/inventory.ts'
import { openInventory } from '../../../src/inventory/read.ts'
import { passedOver } from '../../../src/inventory/unseen/passed-over.ts'
import { imagesOf, inventoryOf, memoryTree } from '../../support/inventory.ts'

type Files = Readonly<Record<string, string>>

const application = `apiVersion: argoproj.io/v1alpha1
kind: Application
metadata: {name: web}
spec:
  destination: {server: https://kubernetes.default.svc, namespace: web}
  sources:
    - {repoURL: https://charts.acme.io, chart: web, targetRevision: 1.0.0, helm: {valueFiles: [$values/apps/web/values-dev.yaml]}}
    - {repoURL: https://github.com/acme/infra, targetRevision: main, ref: values}
`
const values = 'image: {repository: ghcr.io/acme/web, tag: 1.0.0}\n'
const seen = async (files: Files) =>
  (await passedOver(await openInventory(memoryTree(files)))).map(({ kind, file, count = 1 }) => [
    kind,
    file,
    count,
  ])
const reasons = async (files: Files) =>
  (await passedOver(await openInventory(memoryTree(files))))
    .filter(({ file }) => file === 'fairlead.yaml')
    .map(({ reason }) => reason)
const asked = (values: Partial<Asked>) =>
  ({
    app: [],
    environment: [],
    cluster: [],
    image: [],
    explain: [],
    unresolved: false,
    ...values,
  }) as unknown as Asked
type Asked = Parameters<typeof runInventory>[0]
const shown = async (files: Files) => {
  const ports = { tree: memoryTree(files), addresses: undefined }
  return (await runInventory(asked({}), ports)).text.join('\n')
}

describe('what is not read is named', () => {
  it.each([
    ['Helmfile', 'helmfile.yaml', 'releases: []\n'],
    ['Fleet', 'web/fleet.yaml', 'helm: {chart: web}\n'],
    [
      'Fleet',
      'web/repo.yaml',
      'apiVersion: fleet.cattle.io/v1alpha1\nkind: GitRepo\nmetadata: {name: web}\n',
    ],
    ['Jsonnet', 'apps/web.jsonnet', '{}\n'],
    ['Terraform argocd_application', 'argocd.tf', 'resource "argocd_application" "web" {}\n'],
    [
      'Terraform with objects of Argo CD or Flux',
      'argocd.tf',
      'resource "helm_release" "apps" {\n  chart = "argocd-apps"\n}\n',
    ],
    ['argocd app create', 'scripts/apps.sh', '#!/bin/sh\nargocd app create web --repo x --path y\n'],
    [
      'argocd app create',
      '.github/workflows/apps.yml',
      'jobs:\n  a:\n    steps:\n      - run: argocd app create web\n',
    ],
    [
      'JSON with objects of Argo CD or Flux',
      'apps/web-app.json',
      '{"apiVersion": "argoproj.io/v1alpha1", "kind": "Application", "metadata": {"name": "web"}}\n',
    ],
    ['flux create', 'Makefile', 'apps:\n\tflux create kustomization web --path=./web\n'],
    [
      'script with objects of Argo CD or Flux',
      'up.sh',
      'kubectl apply -f - <<EOF\napiVersion: argoproj.io/v1alpha1\nkind: Application\nEOF\n',
    ],
    ['template of another tool', 'apps/web.yaml.j2', application],
    [
      'Helm controller of k3s',
      'web.yaml',
      'apiVersion: helm.cattle.io/v1\nkind: HelmChart\nmetadata: {name: web}\n',
    ],
  ])('%s (%s)', async (tool, file, text) => {
    expect(await seen({ [file]: text })).toEqual([[tool, file, 1]])
    // The same result if there are also apps.
    const beside = { [file]: text, 'argo/web.yaml': application, 'apps/web/values-dev.yaml': values }
    expect(await seen(beside)).toEqual([[tool, file, 1]])
  })

  it('but not what only looks like it: comments, vendored files, Terraform of the cloud', async () => {
    expect(
      await seen({
        'scripts/apps.sh': '# argocd app create web\necho hello\n',
        'vendor/lib/main.libsonnet': '{}\n',
        'main.tf': 'resource "aws_s3_bucket" "b" {}\n',
      }),
    ).toEqual([])
  })

  it('objects that nothing takes, and an ApplicationSet that makes nothing', async () => {
    const kustomization =
      'apiVersion: kustomize.toolkit.fluxcd.io/v1\nkind: Kustomization\nmetadata: {name: apps, namespace: flux-system}\nspec: {path: ./apps, sourceRef: {kind: GitRepository, name: infra}}\n'
    const release =
      'apiVersion: helm.toolkit.fluxcd.io/v2\nkind: HelmRelease\nmetadata: {name: web}\nspec: {chart: {spec: {chart: web, sourceRef: {kind: HelmRepository, name: acme}}}}\n'
    expect(
      await seen({
        'clusters/prod/apps.yaml': kustomization,
        'apps/web.yaml': release,
        'bases/a/release.yaml': release,
        'bases/b/release.yaml': release,
        'argo/set.yaml':
          'apiVersion: argoproj.io/v1alpha1\nkind: ApplicationSet\nmetadata: {name: all}\nspec:\n  generators: [{list: {elements: []}}]\n  template: {metadata: {name: "{{name}}"}, spec: {}}\n',
      }),
    ).toEqual([
      ['ApplicationSet', 'argo/set.yaml', 1],
      ['HelmRelease', 'bases/a/release.yaml', 1],
      ['HelmRelease', 'bases/b/release.yaml', 1],
    ])
  })

  it('manifests in JSON, in whatever case their names are', async () => {
    const object = '{"apiVersion": "argoproj.io/v1alpha1", "kind": "Application", "metadata": {"name": "a"}}'
    expect(await seen({ 'a/WebApp.json': object, 'b/app.json': object })).toEqual([
      ['JSON with objects of Argo CD or Flux', 'a/WebApp.json', 1],
      ['JSON with objects of Argo CD or Flux', 'b/app.json', 1],
    ])
  })

  it('many files of a folder are one line', async () => {
    const files = Object.fromEntries(Array.from({ length: 30 }, (_, i) => [`lib/a${i}/x.jsonnet`, '{}\n']))
    expect(await seen(files)).toEqual([['Jsonnet', 'lib/a0/x.jsonnet', 30]])
    const text = await shown(files)
    expect(text).toContain('No apps found. Fairlead does not read these files:')
    expect(text).toContain(
      'Jsonnet lib/a0/x.jsonnet and 29 more in its folder: the output of Jsonnet is known only',
    )
    expect(text).toContain('fairlead bump --values-file FILE --key image.tag --image-tag 1.2.3')
  })
})

describe('values that no app reads', () => {
  const files = {
    'argo/web.yaml': application,
    'apps/web/values-dev.yaml': values,
    'apps/web/values-prod.yaml': values,
  }
  it('are named, with the lines that wire them', async () => {
    const [unread, ...more] = await passedOver(await openInventory(memoryTree(files)))
    expect(more).toEqual([])
    expect(unread).toMatchObject({
      file: 'apps/web/values-prod.yaml',
      line: 1,
      kind: 'values file',
      reason: 'it sets ghcr.io/acme/web, and no known app reads it',
    })
    expect(unread?.hint).toContain('valueFiles: [$values/apps/web/values-prod.yaml]')
    expect(unread?.hint).toContain('ref: values')
    const text = await shown(files)
    expect(text).toContain(
      '1 not resolved:\n  values file apps/web/values-prod.yaml:1: it sets ghcr.io/acme/web',
    )
  })

  it('in fairlead.yaml are named', async () => {
    const config =
      'images:\n  - {app: wbe, image: ghcr.io/acme/web, file: apps/wbe.yaml, key: image.tag}\nenvironments: {stagin: {paths: [x/**]}}\n'
    const unused = await passedOver(
      await openInventory(memoryTree({ 'argo/web.yaml': application, 'fairlead.yaml': config })),
    )
    expect(unused.map(({ file, reason }) => [file, reason])).toEqual([
      ['fairlead.yaml', 'the environment stagin has no apps'],
      ['fairlead.yaml', 'images names the app wbe, but there is no such app'],
    ])
  })
})

describe('a bump that finds no app', () => {
  const bump = (files: Files, target: Partial<AppTarget>) => {
    const tree = memoryTree(files)
    const image = { repository: 'ghcr.io/acme/api', tag: '1.1.0', digest: undefined }
    const request = {
      targets: [
        { kind: 'app' as const, apps: [], environments: [], clusters: [], images: [image], ...target },
      ],
      allow: { unpin: false, shared: false, downgrade: false, floating: false, create: false },
    }
    const open = () => openInventory(tree)
    return namingWhatIsNotRead(
      () => planBump(tree, request, async () => (await open()).inventory),
      request,
      open,
    )
  }

  it('names what is not read, the values of that image first', async () => {
    const files = {
      'helmfile.yaml': 'releases: []\n',
      'argo/web.yaml': application,
      'teams/api/values-prod.yaml': 'image: {repository: ghcr.io/acme/api, tag: 1.0.0}\n',
    }
    for (const target of [{ apps: ['api'] }, {}, { environments: ['prod'] }])
      await expect(bump(files, target)).rejects.toMatchObject({
        faults: [
          {
            hint: expect.stringMatching(
              /Not read by Fairlead: values file teams\/api\/values-prod\.yaml: it sets ghcr\.io\/acme\/api, .*; Helmfile helmfile\.yaml: /,
            ) as string,
          },
        ],
      })
  })
})

describe('a place that fairlead.yaml names', () => {
  const config = (file: string) =>
    `images:\n  - {app: web, image: ghcr.io/acme/web, file: "${file}", key: tag}\n`

  it('makes its app known, for each environment that has the file', async () => {
    const inventory = await inventoryOf({
      'fairlead.yaml': config('tags/{environment}/web'),
      'tags/dev/web': 'tag: 1.1.0\n',
      'tags/production/web': 'tag: 1.0.0\n',
      'argo/other.yaml': application.replace('name: web', 'name: other'),
    })
    expect(imagesOf(inventory)).toEqual({
      'other -': expect.anything(),
      'web dev': ['ghcr.io/acme/web:1.1.0 tags/dev/web:1 tag'],
      'web production': ['ghcr.io/acme/web:1.0.0 tags/production/web:1 tag'],
    })
    expect(inventory.apps.find((app) => app.environment === 'production')?.production).toBe(true)
  })

  it('is one of what the app is made of, so that a diff knows its file', async () => {
    const inventory = await inventoryOf({
      'fairlead.yaml': config('versions.yaml'),
      'versions.yaml': 'tag: 1.1.0\n',
      'argo/web.yaml': application,
    })
    expect(inventory.apps.map(({ name }) => name)).toEqual(['web'])
    expect(inventory.apps[0]?.inputs.files.has('versions.yaml')).toBe(true)
  })
})

it('an Application whose name another tool fills in is none yet; one whose address is filled in is told by its path', async () => {
  const plain = (name: string, repoURL: string) =>
    `apiVersion: argoproj.io/v1alpha1\nkind: Application\nmetadata: {name: "${name}"}\nspec:\n  destination: {namespace: x}\n  source: {repoURL: "${repoURL}", path: web, targetRevision: main}\n`
  const inventory = await inventoryOf(
    {
      'argo/own.yaml': plain('own', 'https://github.com/acme/infra'),
      'argo/web.yaml': plain('web', 'https://github.com/<YOUR-ORG>/infra'),
      'argo/a.yaml': plain('${APP}', 'https://github.com/acme/infra'),
      'argo/b.yaml': plain('<app>-x', 'https://github.com/acme/infra'),
      'web/deployment.yaml':
        'apiVersion: apps/v1\nkind: Deployment\nmetadata: {name: web}\nspec: {template: {spec: {containers: [{name: web, image: "ghcr.io/acme/web:1.0.0"}]}}}\n',
      'web/other.jsonnet': '{}',
      'web/broken.yaml': 'a: [\n',
      'web/job.json':
        '{"apiVersion": "batch/v1", "kind": "Job", "metadata": {"name": "j"}, "spec": {"template": {"spec": {"containers": [{"name": "j", "image": "ghcr.io/acme/job:2"}]}}}}',
    },
    'https://github.com/acme/infra',
  )
  expect(inventory.unresolved.map(({ file, reason }) => [file, reason])).toEqual([
    ['argo/a.yaml', 'another tool fills in its name, ${APP}; it is known only then'],
    ['argo/b.yaml', 'another tool fills in its name, <app>-x; it is known only then'],
  ])
  expect(inventory.apps.map(({ name }) => name)).toEqual(['own', 'web'])
  const web = inventory.apps.find(({ name }) => name === 'web')
  expect(web?.images.map(({ repository }) => repository)).toEqual(['ghcr.io/acme/web', 'ghcr.io/acme/job'])
  expect(web?.notes.join()).toContain('a file of it is Jsonnet, such as web/other.jsonnet')
  expect(web?.notes.join()).toContain('web/broken.yaml cannot be read')
})

it('a guess is called one', async () => {
  const text = await shown({
    'apps/web/prod/values.yaml':
      'image: {repository: ghcr.io/acme/web}\nproxy: {image: {repository: envoy}}\n',
    'apps/web/Chart.yaml': 'apiVersion: v2\nname: web\nversion: 1.0.0\nappVersion: 2.0.0\n',
  })
  expect(text).toContain(
    "guess: the tag of ghcr.io/acme/web is not set; the chart's appVersion 2.0.0 is assumed",
  )
  expect(text).toContain('note: the tag of envoy is not set; the templates of its chart determine it')
  expect(text).not.toContain('envoy:2.0.0')
})

describe('what is told of', () => {
  it('names what roots, folders and artifacts of fairlead.yaml name in vain', async () => {
    const chart = { 'charts/apps/Chart.yaml': 'name: apps\nversion: 1.0.0\n', 'apps/web.yaml': application }
    expect(
      await reasons({
        ...chart,
        'fairlead.yaml': `roots:
  - {path: charts/aps}
  - {path: charts/apps, values: [values-prod.yaml]}
folders:
  - {app: tool, path: charts/apps, values: [tool.yaml]}
  - {app: plain, path: apps, values: [apps/web.yaml]}
artifacts:
  - {source: flux-system/infra, path: kubernets}
  - {source: infra, path: charts}
`,
      }),
    ).toEqual([
      'roots names the path charts/aps, but there is no such folder',
      'roots names the values file values-prod.yaml for charts/apps, but there is no such file',
      'folders names the values file tool.yaml for tool, but there is no such file',
      'folders names values files for plain, but apps is not a chart',
      'artifacts names the path kubernets for flux-system/infra, but there is no such folder',
      'artifacts names the source infra, but no Flux object references it',
    ])
  })

  it('says a reason once, however many folders it holds for, with the lines of fairlead.yaml', async () => {
    const set = (name: string) =>
      `apiVersion: argoproj.io/v1alpha1\nkind: ApplicationSet\nmetadata: {name: ${name}}\nspec:\n  generators: [{clusters: {selector: {matchLabels: {tier: prod}}}}]\n  template: {metadata: {name: x}, spec: {}}\n`
    const text = await shown({
      'a/a.yaml': set('a'),
      'b/b.yaml': set('b'),
      'c/c.yaml': set('c'),
      'c/d.yaml': set('d'),
    })
    expect(text).toContain(
      `4 not resolved:
  ApplicationSet (4): its apps come from the clusters registered in Argo CD; list them in fairlead.yaml (clusters, with server and labels)
      clusters: {NAME: {server: https://ADDRESS, labels: {tier: prod}}}
    a a/a.yaml:1
    b b/b.yaml:1
    c/c.yaml:1 and 1 more in its folder`,
    )
  })
})
