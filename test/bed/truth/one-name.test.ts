/** Two objects that declare an Application of the same name: Argo CD does what `fairlead diff` reports. */
import { afterAll, beforeAll, expect, it } from 'vitest'
import { git } from '../../support/git-commits.ts'
import { fairlead } from '../../e2e/bundle.ts'
import { startBed } from '../bed.ts'
import type { Bed } from '../bed.ts'
import type { Cluster } from '../cluster.ts'
import type { KubeObject } from '../kube.ts'
import { waitFor } from '../wait.ts'

let bed: Bed
let cluster: Cluster

beforeAll(async () => {
  bed = await startBed()
  cluster = await bed.startCluster('a')
  await bed.startArgocd(cluster)
})
afterAll(() => bed.close())

const kinds = { apiVersion: 'argoproj.io/v1alpha1', namespace: 'argocd' }

function spec(path: string) {
  return {
    project: 'default',
    source: { repoURL: `${bed.git.url}/infra.git`, targetRevision: 'main', path },
    destination: { server: 'https://kubernetes.default.svc', namespace: 'default' },
  }
}

function applicationSet(set: string, name: string, path: string): KubeObject {
  return {
    apiVersion: kinds.apiVersion,
    kind: 'ApplicationSet',
    metadata: { name: set, namespace: 'argocd' },
    spec: {
      generators: [{ list: { elements: [{ name }] } }],
      template: { metadata: { name: '{{name}}' }, spec: spec(path) },
    },
  }
}

function application(name: string, path: string): KubeObject {
  return {
    apiVersion: kinds.apiVersion,
    kind: 'Application',
    metadata: { name, namespace: 'argocd' },
    spec: spec(path),
  }
}

/** Waits until the cluster has an Application that meets the condition. */
function until(name: string, holds: (object: KubeObject) => boolean): Promise<KubeObject> {
  return waitFor(`Application ${name}`, async (seen) => {
    const found = await cluster.kube.find({ ...kinds, kind: 'Application' }, name)
    seen(found)
    return found !== undefined && holds(found) ? found : undefined
  })
}

const isOf = (set: string) => (object: KubeObject) =>
  (object.metadata.ownerReferences ?? []).some(({ name }) => name === set)

/** Returns the output of `diff` for a change in a repository that declares these objects. */
async function saidOf(repository: string, objects: readonly KubeObject[]): Promise<string> {
  const map = (value: string) =>
    `apiVersion: v1\nkind: ConfigMap\nmetadata: {name: own}\ndata: {value: ${value}}\n`
  const { url, commit, folder } = bed.git.create(repository, {
    ...Object.fromEntries(
      objects.map((object, i) => [
        `sets/${i}.yaml`,
        JSON.stringify(object).replaceAll('/infra.git', `/${repository}.git`),
      ]),
    ),
    'one/a.yaml': map('"1"'),
    'two/a.yaml': map('"1"'),
  })
  commit({ 'one/a.yaml': map('"2"') })
  const clone = `${folder}-clone`
  git(bed.folder, 'clone', '--quiet', url, clone)
  const { stdout } = await fairlead(clone, ['diff', '--base', 'HEAD~1', '--output', 'json'])
  return stdout
}

it('two ApplicationSets: the first keeps it, the other reports an error', async () => {
  const [first, second] = [applicationSet('first', 'clash', 'one'), applicationSet('second', 'clash', 'two')]
  await cluster.kube.create(first)
  await until('clash', isOf('first'))
  await cluster.kube.create(second)
  await waitFor('the error of the second set', async (seen) => {
    const set = await cluster.kube.find({ ...kinds, kind: 'ApplicationSet' }, 'second')
    const conditions = (set?.['status']?.conditions ?? []) as { type: string; status: string }[]
    seen(conditions)
    return conditions.find(({ type, status }) => type === 'ErrorOccurred' && status === 'True')
  })
  const left = await until('clash', () => true)
  expect(isOf('first')(left)).toBe(true)
  expect(left['spec'].source.path).toBe('one')
  expect(await saidOf('two-sets', [first, second])).toContain(
    'Argo CD leaves the Application to the ApplicationSet that owns it; the other ApplicationSet reports an error',
  )
})

it('an Application and an ApplicationSet: the set takes it over', async () => {
  const [plain, set] = [application('taken', 'two'), applicationSet('taker', 'taken', 'one')]
  await cluster.kube.create(plain)
  await cluster.kube.create(set)
  const taken = await until('taken', isOf('taker'))
  expect(taken['spec'].source.path).toBe('one')
  expect(await saidOf('set-and-plain', [plain, set])).toContain(
    'The ApplicationSet takes over the Application',
  )
})
