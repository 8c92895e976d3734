/**
 * Checks the API errors that `fairlead diff` predicts: the API server refuses these objects and accepts the similar
 * ones. Each object is tried by dry runs in both ways that controllers apply: client-side, as Argo CD does by
 * default, and server-side, as Flux and Argo CD with `ServerSideApply=true` do.
 */
import { afterAll, beforeAll, expect, it } from 'vitest'
import { startBed } from '../bed.ts'
import type { Bed } from '../bed.ts'
import type { Cluster } from '../cluster.ts'
import { kindOf, KubeError } from '../kube.ts'
import type { Kube, KubeObject } from '../kube.ts'
import { waitFor } from '../wait.ts'
import { json } from './changing-app.ts'
import type { PlainObject } from './objects.ts'
import { allAttempts, limited } from './refusals.ts'
import type { Attempt } from './refusals.ts'
import { Clone } from './told.ts'

let bed: Bed
let cluster: Cluster

beforeAll(async () => {
  bed = await startBed()
  cluster = await bed.startCluster('a')
}, 600_000)
afterAll(() => bed.close())

const ways = ['client', 'server'] as const
type Way = (typeof ways)[number]

/** Returns the name that the namespace and the app of an attempt have. */
const nameOf = (index: number, way: Way) => `${way}-${index}`

function application(url: string, index: number, way: Way): PlainObject {
  const name = nameOf(index, way)
  return {
    apiVersion: 'argoproj.io/v1alpha1',
    kind: 'Application',
    metadata: { name, namespace: 'argocd' },
    spec: {
      project: 'default',
      source: { repoURL: url, targetRevision: 'main', path: `cases/${index}` },
      destination: { server: 'https://kubernetes.default.svc', namespace: name },
      syncPolicy: { automated: {}, ...(way === 'server' && { syncOptions: ['ServerSideApply=true'] }) },
    },
  }
}

/** The rules by which a report predicts that an object will not be applied. */
const refusing = ['api-refuses', 'immutable-field', 'immutable-data', 'pvc-shrunk', 'job-template-changed']

/** Returns the outcome that the report predicts for each attempt, by its app. */
async function told(): Promise<Map<string, string>> {
  const repository = bed.git.create('infra', { 'README.md': 'Infra\n' })
  const entries = allAttempts.map((attempt, i) => [i, attempt] as const)
  const declared = entries.flatMap(([i]) =>
    ways.map((way) => [`clusters/a/${nameOf(i, way)}.yaml`, json(application(repository.url, i, way))]),
  )
  const base = repository.commit({
    'fairlead.yaml': json({ clusters: { a: { kubeVersion: '1.36.3' } } }),
    'crds/limited.yaml': json(limited),
    ...Object.fromEntries(declared),
    ...Object.fromEntries(
      entries.map(([i, { before }]) => [`cases/${i}/object.yaml`, before === undefined ? '' : json(before)]),
    ),
  })
  const head = repository.commit(
    Object.fromEntries(entries.map(([i, { after }]) => [`cases/${i}/object.yaml`, json(after)])),
  )
  const clone = await Clone.of(bed, repository)
  const report = await clone.ask(['diff', '--base', base, '--head', head, '--comment', 'never'], [1])
  return new Map(
    report['apps'].map(({ app, status, risks, objects }: PlainObject) => {
      const rules = [risks, ...objects.map((one: PlainObject) => one['risks'])]
        .flat()
        .map(({ rule }) => rule as string)
      const isStrict = rules.includes('unknown-field')
      const outcome = rules.some((rule) => refusing.includes(rule))
        ? 'refused'
        : isStrict
          ? 'strict'
          : 'taken'
      return [app.name, status === 'failed' ? 'failed' : outcome]
    }),
  )
}

/** Tries an attempt against the API server. Returns the error with which it refuses the attempt, if any. */
async function tried(kube: Kube, { before, after }: Attempt, namespace: string, way: Way) {
  const placed = (object: PlainObject) =>
    ({ ...object, metadata: { ...object['metadata'], namespace } }) as unknown as KubeObject
  try {
    if (way === 'server') {
      if (before !== undefined) {
        await serverSide(kube, placed(before), '')
        await inUse(kube, placed(before))
      }
      await serverSide(kube, placed(after), 'dryRun=All&')
    } else if (before === undefined) {
      const path = await pathOf(kube, placed(after))
      await kube.request('POST', `${path}?dryRun=All`, placed(after))
    } else {
      const { metadata } = await kube.create(placed(before))
      await inUse(kube, placed(before))
      const path = `${await pathOf(kube, placed(before))}/${metadata.name}?dryRun=All`
      await kube.request('PATCH', path, mergePatch(before, after), 'application/merge-patch+json')
    }
    return undefined
  } catch (error) {
    if (error instanceof KubeError) return error.message
    throw error
  } finally {
    if (before !== undefined) await free(kube, placed(before))
  }
}

/** Waits until a definition is established, because the API server validates objects against it only then. */
async function inUse(kube: Kube, object: KubeObject): Promise<void> {
  if (object.kind !== 'CustomResourceDefinition') return
  const { name } = object.metadata
  await waitFor(`the definition ${name}`, async () => {
    const { status } = await kube.get(kindOf(object), name)
    const conditions: { type: string; status: string }[] = status?.conditions ?? []
    return conditions.some((one) => one.type === 'Established' && one.status === 'True') || undefined
  })
}

/** Deletes an object that occupies a name or an address of the whole cluster, because the next attempt needs it. */
async function free(kube: Kube, object: KubeObject): Promise<void> {
  const { name } = object.metadata
  const live = await kube.get(kindOf(object), name)
  if (live.metadata.namespace !== undefined && live.kind !== 'Service') return
  await kube.delete(kindOf(object), name)
  await waitFor(`${live.kind} ${name} to go`, async () =>
    (await kube.find(kindOf(object), name)) === undefined ? true : undefined,
  )
}

/** Applies an object server-side, as Flux does. */
async function serverSide(kube: Kube, object: KubeObject, query: string): Promise<void> {
  const path = `${await pathOf(kube, object)}/${encodeURIComponent(object.metadata.name)}`
  await kube.request(
    'PATCH',
    `${path}?${query}force=true&fieldManager=kustomize-controller`,
    object,
    'application/apply-patch+yaml',
  )
}

const pathOf = (kube: Kube, { apiVersion, kind, metadata: { namespace = '' } }: KubeObject) =>
  kube.path({ apiVersion, kind, namespace })

/** Returns the patch that client-side apply sends: the differences from what it applied last (RFC 7386). */
function mergePatch(before: unknown, after: unknown): unknown {
  const isMap = (value: unknown): value is PlainObject =>
    typeof value === 'object' && value !== null && !Array.isArray(value)
  if (!isMap(before) || !isMap(after)) return after
  const keys = [...new Set([...Object.keys(before), ...Object.keys(after)])]
  return Object.fromEntries(
    keys.flatMap((key) => {
      if (JSON.stringify(before[key]) === JSON.stringify(after[key])) return []
      return [[key, key in after ? mergePatch(before[key], after[key]) : null]]
    }),
  )
}

/** Tries an attempt in a namespace of its own. */
async function inPlace(kube: Kube, index: number, attempt: Attempt, way: Way): Promise<string | undefined> {
  const namespace = nameOf(index, way)
  await kube.create({ apiVersion: 'v1', kind: 'Namespace', metadata: { name: namespace } })
  return tried(kube, attempt, namespace, way)
}

it('what is said to be refused is refused, and near misses are neither', { timeout: 600_000 }, async () => {
  const { kube } = cluster
  await kube.apply(limited as unknown as KubeObject)
  await waitFor('the kind Thing', () =>
    kube.path({ apiVersion: 'limited.example.com/v1', kind: 'Thing' }).then(
      () => true,
      () => undefined,
    ),
  )
  const said = await told()
  const wrong: unknown[] = []
  for (const way of ways)
    for (const [i, attempt] of allAttempts.entries()) {
      const answer = await inPlace(kube, i, attempt, way)
      const isRefused = attempt.outcome === 'refused' || (attempt.outcome === 'strict' && way === 'server')
      const saying = said.get(nameOf(i, way))
      if (saying !== attempt.outcome || (answer !== undefined) !== isRefused)
        wrong.push({ what: attempt.what, way, expected: attempt.outcome, saying, answer: answer ?? 'taken' })
    }
  expect(wrong).toEqual([])
  const count = (outcome: Attempt['outcome']) => allAttempts.filter((one) => one.outcome === outcome).length
  expect(count('refused')).toBeGreaterThanOrEqual(25)
  expect(count('taken')).toBeGreaterThanOrEqual(25)
})
