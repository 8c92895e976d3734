/**
 * ApplicationSets: `fairlead inventory` lists the Applications that the real controller generates, field by field,
 * and `fairlead render` renders each of them as the real repo server does.
 */
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Argocd } from '../argocd.ts'
import { startBed } from '../bed.ts'
import type { Bed } from '../bed.ts'
import type { Cluster } from '../cluster.ts'
import type { Repository } from '../git.ts'
import type { KubeObject } from '../kube.ts'
import { waitFor } from '../wait.ts'
import { asRead, declaredIn, expectedOf, toldOf } from './applications.ts'
import type { DeclaredApplications } from './applications.ts'
import { repoServerRenders } from './argocd.ts'
import { forwardTo } from './forward.ts'
import type { Forward } from './forward.ts'
import { differences } from './objects.ts'
import { renderedOf, theApp } from './rendered.ts'
import type { RenderedRepository } from './rendered.ts'
import { REPO } from './sets/case.ts'
import type { SetCase } from './sets/case.ts'
import { clusters, clusterSets } from './sets/clusters.ts'
import { combined } from './sets/combined.ts'
import { files } from './sets/files.ts'
import { gitSets } from './sets/git.ts'
import { list } from './sets/list.ts'
import { names } from './sets/names.ts'
import { patchedSets } from './sets/patched.ts'

const sets: readonly SetCase[] = [...list, ...gitSets, ...combined, ...patchedSets, ...clusterSets, ...names]

let bed: Bed
let cluster: Cluster
let repository: Repository
let declared: DeclaredApplications
let rendered: RenderedRepository
let argocd: Argocd
const forwards: Forward[] = []

/** The `fairlead.yaml` that describes the bed's clusters and its Argo CD. */
const settings = (servers: readonly string[]) =>
  JSON.stringify({
    clusters: {
      'in-cluster': { kubeVersion: '1.36.3' },
      ...Object.fromEntries(
        clusters.map(({ name, ...facts }, i) => [
          name,
          { ...facts, server: servers[i], kubeVersion: '1.36.3' },
        ]),
      ),
    },
    argocd: { version: '3.5.7', namespace: 'argocd', newGitFileGlobbing: true },
  })

/** Registers the clusters in Argo CD. They are further addresses of the cluster that it runs in. */
async function addClusters(): Promise<string[]> {
  const { server, token } = cluster.kube.connection
  const added = clusters.map(async ({ name, labels, annotations, project }) => {
    const forward = await forwardTo(server)
    forwards.push(forward)
    const config = { bearerToken: token, tlsClientConfig: { insecure: true } }
    await cluster.kube.create({
      apiVersion: 'v1',
      kind: 'Secret',
      metadata: {
        name: `cluster-${new URL(forward.server).port}`,
        namespace: 'argocd',
        labels: { ...labels, 'argocd.argoproj.io/secret-type': 'cluster' },
        ...(annotations && { annotations }),
      },
      stringData: {
        name,
        server: forward.server,
        config: JSON.stringify(config),
        ...(project !== undefined && { project }),
      },
    })
    return forward.server
  })
  return Promise.all(added)
}

/** Milliseconds. The timeout is long because a machine under load is slow. */
const within = 240_000

const kind = { apiVersion: 'argoproj.io/v1alpha1', namespace: 'argocd' }

beforeAll(async () => {
  bed = await startBed()
  cluster = await bed.startCluster('a')
  argocd = await bed.startArgocd(cluster)
  const servers = await addClusters()
  const own = bed.git.url
  const here = (text: string) => text.replaceAll(REPO, `${own}/infra.git`)
  repository = bed.git.create('infra', {
    ...files,
    'fairlead.yaml': settings(servers),
    ...Object.fromEntries(sets.map(({ name, yaml }) => [`sets/${name}.yaml`, here(yaml)])),
  })
  const applying = cluster.kube.create({
    ...kind,
    kind: 'Application',
    metadata: { name: 'sets', namespace: 'argocd' },
    spec: {
      project: 'default',
      source: { repoURL: repository.url, targetRevision: 'main', path: 'sets' },
      destination: { server: 'https://kubernetes.default.svc', namespace: 'argocd' },
      syncPolicy: { automated: {} },
    },
  })
  rendered = await renderedOf(bed, repository)
  declared = await declaredIn(rendered.folder, repository.url)
  await applying
}, within)
afterAll(async () => {
  await bed.close()
  for (const forward of forwards) forward.close()
})

/**
 * Returns the Applications of a set when its controller has reported the expected conditions and generated enough of
 * them.
 */
function made({ name, makes, refused }: SetCase): Promise<KubeObject[]> {
  return waitFor(
    `ApplicationSet ${name}`,
    async (seen) => {
      const set = await cluster.kube.find({ ...kind, kind: 'ApplicationSet' }, name)
      const conditions = (set?.['status']?.conditions ?? []) as Condition[]
      const all = await cluster.kube.list({ ...kind, kind: 'Application' })
      const own = all.filter(({ metadata }) => metadata.ownerReferences?.some((owner) => owner.name === name))
      seen([conditions, own.map(({ metadata }) => metadata.name)])
      const isDone =
        refused === undefined
          ? conditions.some(({ type, status }) => type === 'ResourcesUpToDate' && status === 'True')
          : conditions.some(({ message }) => refused.test(message)) && own.length >= makes.length
      return isDone ? own : undefined
    },
    within,
  )
}

interface Condition {
  readonly type: string
  readonly status: string
  readonly message: string
}

/** Returns the values by name, so that their order does not matter. */
function byName(named: readonly (readonly [string, unknown])[]): Readonly<Record<string, unknown>> {
  return Object.fromEntries(named)
}

describe.each(sets)('ApplicationSet $name', (set) => {
  it(
    'makes the Applications of the inventory',
    async () => {
      const real = await made(set)
      expect(real.map(({ metadata }) => metadata.name).toSorted()).toEqual(set.makes.toSorted())
      const ours = declared.apps.filter(
        ({ told, fault }) => told.generatedBy === set.name && fault === undefined,
      )
      expect(ours.map(({ told }) => told.name).toSorted()).toEqual(set.makes.toSorted())
      const objects = byName(real.map((object) => [object.metadata.name, asRead(object)]))
      expect(byName(ours.map(({ told, object }) => [told.name, asRead(object)]))).toEqual(objects)
      const facts = byName(real.map((object) => [object.metadata.name, expectedOf(object)]))
      expect(byName(ours.map(({ told }) => [told.name, toldOf(told)]))).toEqual(facts)
      const unknown = declared.unresolved.filter(({ name }) => name === set.name)
      const left = declared.apps.filter(
        ({ told, fault }) => told.generatedBy === set.name && fault !== undefined,
      )
      // The inventory also reports each error that the controller reports for a set.
      expect([...unknown, ...left].length > 0).toBe(set.refused !== undefined)
    },
    within + 10_000,
  )

  it(
    'deploys what is rendered',
    async () => {
      const renders = (await made(set)).map(async (application) => {
        const { name } = application.metadata
        const place = { argocd, kube: cluster.kube }
        const theirs = repoServerRenders(place, application, rendered.revision).then(
          (objects) => differences(theApp(rendered, name).objects, objects),
          // Fairlead must also fail to render an app that Argo CD fails to render.
          (error: unknown) =>
            rendered.failed.some((app) => app.name === name) ? [] : [`only Argo CD fails: ${String(error)}`],
        )
        return [name, await theirs] as const
      })
      const differing = (await Promise.all(renders)).filter(([, lines]) => lines.length > 0)
      expect(differing).toEqual([])
    },
    within + 10_000,
  )
})
