/** The inventory for people: a part of it, its tree, and the explanation of one app. */
import { describe, expect, it } from 'vitest'
import { runInventory } from '../../../src/commands/inventory.ts'
import { inventoryOf, memoryTree } from '../../support/inventory.ts'
import { imageText } from '../../../src/report/inventory/text.ts'

type Asked = Parameters<typeof runInventory>[0]
type Filters = Pick<Asked, 'app' | 'environment' | 'cluster' | 'image' | 'explain' | 'unresolved'>
const none: Filters = { app: [], environment: [], cluster: [], image: [], explain: [], unresolved: false }
const files = {
  'clusters/prod/root.yaml': `apiVersion: argoproj.io/v1alpha1
kind: Application
metadata: {name: root, namespace: argocd}
spec:
  destination: {server: https://kubernetes.default.svc, namespace: argocd}
  source: {repoURL: https://github.com/acme/infra, targetRevision: main, path: clusters/prod/apps}
`,
  'clusters/prod/apps/web.yaml': `apiVersion: argoproj.io/v1alpha1
kind: Application
metadata: {name: web-prod, namespace: argocd}
spec:
  destination: {server: https://kubernetes.default.svc, namespace: web}
  source:
    repoURL: https://github.com/acme/infra
    targetRevision: main
    path: charts/web
    helm: {valueFiles: [values-prod.yaml], parameters: [{name: replicas, value: "2"}]}
`,
  'clusters/dev/api.yaml': `apiVersion: argoproj.io/v1alpha1
kind: Application
metadata: {name: api, namespace: argocd}
spec:
  destination: {server: https://kubernetes.default.svc, namespace: api}
  source: {repoURL: https://charts.acme.io, chart: api, targetRevision: 1.0.0, helm: {valuesObject: {controller: {image: {tag: v1.2}}}}}
`,
  'charts/web/Chart.yaml': 'apiVersion: v2\nname: web\nversion: 1.0.0\n',
  'charts/web/values.yaml': 'image: {repository: ghcr.io/acme/web, tag: 1.0.0}\n',
  'charts/web/values-prod.yaml': 'image: {tag: 1.1.0}\n',
  'helmfile.yaml': 'releases: []\n',
}
const run = (values: Partial<Filters>) =>
  runInventory({ ...none, ...values } as unknown as Asked, { tree: memoryTree(files), addresses: undefined })
const lines = async (values: Partial<Filters>) => (await run(values)).text

describe('inventory', () => {
  it('writes an image that has a digest and no tag as a reference', async () => {
    const { apps } = await inventoryOf({
      ...files,
      'charts/web/values.yaml': `image: {repository: ghcr.io/acme/web, digest: "sha256:${'a'.repeat(64)}"}\n`,
      'charts/web/values-prod.yaml': 'replicas: 1\n',
    })
    const [use] = apps.find(({ name }) => name === 'web-prod')?.images ?? []
    expect(use && imageText(use)).toContain('ghcr.io/acme/web@sha256:aaaaaaaaaaaa ')
  })

  it('says once why an image has no place', async () => {
    const set = `apiVersion: argoproj.io/v1alpha1
kind: ApplicationSet
metadata: {name: web, namespace: argocd}
spec:
  goTemplate: true
  generators: [{list: {elements: [{env: prod, major: "1", minor: "0"}]}}]
  template:
    metadata: {name: 'web-{{.env}}'}
    spec:
      destination: {namespace: web}
      source: {repoURL: https://github.com/acme/infra, path: charts/web, helm: {parameters: [{name: image.tag, value: "{{.major}}.{{.minor}}"}]}}
`
    const tree = memoryTree({
      'set.yaml': set,
      'charts/web/Chart.yaml': files['charts/web/Chart.yaml'],
      'charts/web/values.yaml': files['charts/web/values.yaml'],
    })
    const { text } = await runInventory(none as unknown as Asked, { tree, addresses: undefined })
    expect(text.filter((line) => line.includes('not from a single value there'))).toHaveLength(1)
  })

  it('takes the app of the very name before one that has the name of its namespace beside it', async () => {
    const app = (name: string, namespace: string) =>
      files['clusters/prod/apps/web.yaml']
        .replace('name: web-prod', `name: ${name}`)
        .replace('namespace: web}', `namespace: ${namespace}}`)
    const own = {
      ...files,
      'clusters/prod/apps/web.yaml': app('web', 'web'),
      'clusters/prod/apps/tools.yaml': app('web-tools', 'tools'),
    }
    const named = async (app: string) => {
      const asked = { ...none, app: [app] } as unknown as Asked
      const { data } = await runInventory(asked, { tree: memoryTree(own), addresses: undefined })
      return (data as { apps: { name: string }[] }).apps.map(({ name }) => name)
    }
    expect(await named('web')).toEqual(['web'])
    expect(await named('web-tools')).toEqual(['web-tools'])
  })

  it('shows each app below the one that leads to it, and calls an image without a repository by its key', async () => {
    expect(await lines({})).toEqual([
      'dev',
      '  api (Application, cluster dev, namespace api, manual sync) clusters/dev/api.yaml:1',
      '    controller.image:v1.2  clusters/dev/api.yaml:6 spec.source.helm.valuesObject.controller.image.tag',
      '    https://charts.acme.io/api:1.0.0  clusters/dev/api.yaml:6 spec.source.targetRevision',
      '    note: the defaults of its chart api are not in this repo',
      '',
      'prod (production)',
      '  root (Application, cluster prod, namespace argocd, manual sync) clusters/prod/root.yaml:1',
      '    web-prod (Application, cluster prod, namespace web, manual sync) clusters/prod/apps/web.yaml:1',
      '      ghcr.io/acme/web:1.1.0  charts/web/values-prod.yaml:1 image.tag',
      '',
      '1 not resolved:',
      '  Helmfile helmfile.yaml: it deploys on its own, and its files are not read',
    ])
  })

  it.each<[string, Partial<Filters>, string[]]>([
    ['app, by the name without its environment', { app: ['web'] }, ['web-prod']],
    ['app, by a pattern', { app: ['*o*'] }, ['root', 'web-prod']],
    ['environment, in any spelling', { environment: ['production'] }, ['root', 'web-prod']],
    ['cluster', { cluster: ['dev'] }, ['api']],
    ['image', { image: ['ghcr.io/acme/web'] }, ['web-prod']],
    ['image, by a pattern', { image: ['ghcr.io/*'] }, ['web-prod']],
    ['unresolved', { unresolved: true }, []],
  ])('shows a part by %s', async (_, values, names) => {
    const { data } = await run(values)
    expect((data as { apps: { name: string }[] }).apps.map(({ name }) => name)).toEqual(names)
  })

  it('counts what is not resolved beside a part, and lists nothing else by --unresolved', async () => {
    expect((await lines({ app: ['web'] })).at(-1)).toBe(
      '1 more could not be resolved. List them with --unresolved.',
    )
    expect((await lines({ unresolved: true }))[0]).toBe('1 not resolved:')
  })

  it('says what there is where a name is none', async () => {
    await expect(run({ app: ['wbe-prod'] })).rejects.toMatchObject({
      faults: [
        {
          message: 'there is no app "wbe-prod"',
          hint: expect.stringContaining('Did you mean "web-prod"?') as string,
        },
      ],
    })
    await expect(run({ explain: ['nope'] })).rejects.toMatchObject({
      faults: [{ hint: expect.stringContaining('1 could not be resolved') as string }],
    })
  })

  it('explains an app: the chain to its root, the layers of its values, what sets each image', async () => {
    expect(await lines({ explain: ['web'] })).toEqual([
      'web-prod (Application, cluster prod, namespace web, project default, production, manual sync)',
      '  Declared:',
      '    at clusters/prod/apps/web.yaml:1',
      '    by Application root at clusters/prod/root.yaml:1',
      '    not declared by anything else in this repo: root is a root',
      '  Environment:',
      '    prod (production)',
      '  Sources:',
      '    helm charts/web of this repo at main',
      '  Values (the last one wins):',
      '    1. charts/web/values.yaml (chart defaults)',
      '    2. charts/web/values-prod.yaml (values file)',
      '    3. parameters of the Application itself',
      '  Images:',
      '    ghcr.io/acme/web:1.1.0  charts/web/values-prod.yaml:1 image.tag (values file)',
    ])
  })
})
