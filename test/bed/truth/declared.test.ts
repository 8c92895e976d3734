/**
 * Apps of apps: when a root is synced, the Applications in the cluster match those of `fairlead inventory`, field by
 * field, and `fairlead render` renders each of them as the real repo server does. One layout serves two clusters:
 * each Application is in the right one, none is missing, and no two are confused.
 */
import { load } from 'js-yaml'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { startBed } from '../bed.ts'
import type { Bed } from '../bed.ts'
import type { Cluster } from '../cluster.ts'
import type { Repository } from '../git.ts'
import type { KubeObject } from '../kube.ts'
import { waitFor } from '../wait.ts'
import { asRead, declaredIn, expectedOf, toldOf } from './applications.ts'
import type { DeclaredApplications } from './applications.ts'
import { repoServerRenders } from './argocd.ts'
import type { Place } from './argocd.ts'
import { fleet, fleetFiles } from './declared/fleet.ts'
import { roots } from './declared/roots.ts'
import { differences, withoutArgocd } from './objects.ts'
import { renderedOf, theApp } from './rendered.ts'
import type { RenderedRepository } from './rendered.ts'
import { REPO } from './sets/case.ts'
import { files } from './sets/files.ts'

/** Milliseconds: a machine under load is slow. */
const within = 240_000

const settings = `clusters: {in-cluster: {kubeVersion: 1.36.3}}
argocd: {version: 3.5.7, namespace: argocd, newGitFileGlobbing: true}
`

/** A repository, and the output of Fairlead for it. */
interface Told {
  readonly repository: Repository
  readonly declared: DeclaredApplications
  readonly rendered: RenderedRepository
}

let bed: Bed
let first: Place
let second: Place
let ofRoots: Told
let ofFleet: Told

beforeAll(async () => {
  bed = await startBed()
  const clusters = await Promise.all([bed.startCluster('a'), bed.startCluster('b')])
  const [a, b] = clusters
  const [argocd, other] = await Promise.all(clusters.map((cluster) => bed.startArgocd(cluster)))
  if (!argocd || !other) throw new Error('each cluster has an Argo CD')
  await bed.addCluster(argocd, a, b)
  first = { argocd, kube: a.kube }
  second = { argocd: other, kube: b.kube }
  const all = [{ 'fairlead.yaml': settings }, files, ...roots.map((root) => root.files)]
  ofRoots = await published(
    'infra',
    Object.assign({}, ...all),
    roots.map(({ name }) => [a, `roots/${name}.yaml`] as const),
  )
  ofFleet = await published('fleet', fleetFiles(b.kube.connection.server), [
    [a, 'clusters/a/root.yaml'],
    [b, 'clusters/b/root.yaml'],
  ])
}, within)
afterAll(() => bed.close())

/** Creates a repository, applies its roots as a user does by hand, and runs Fairlead at the same time. */
async function published(
  name: string,
  content: Readonly<Record<string, string>>,
  applied: readonly (readonly [Cluster, string])[],
): Promise<Told> {
  const url = `${bed.git.url}/${name}.git`
  const at = Object.entries(content).map(([path, text]) => [path, text.replaceAll(REPO, url)] as const)
  const own = Object.fromEntries(at)
  const repository = bed.git.create(name, own)
  await Promise.all(applied.map(([{ kube }, path]) => kube.create(load(own[path] ?? '') as KubeObject)))
  const rendered = await renderedOf(bed, repository)
  return { repository, rendered, declared: await declaredIn(rendered.folder, repository.url) }
}

const applications = { apiVersion: 'argoproj.io/v1alpha1', kind: 'Application', namespace: 'argocd' }

/**
 * Returns all Applications of a repository in a cluster, when there are as many as expected and each one with
 * automated sync is in sync.
 */
function settled({ kube }: Place, { repository }: Told, count: number): Promise<readonly KubeObject[]> {
  return waitFor(
    'the Applications',
    async (seen) => {
      const all = (await kube.list(applications)).filter(({ spec }) =>
        [spec.source, ...(spec.sources ?? [])].some((source) => source?.repoURL === repository.url),
      )
      const open = all.filter(
        ({ spec, status }) =>
          spec.syncPolicy?.automated?.enabled !== false &&
          spec.syncPolicy?.automated !== undefined &&
          status?.sync?.status !== 'Synced',
      )
      seen([
        all.map(({ metadata }) => metadata.name),
        open.map(({ metadata, status }) => [
          metadata.name,
          status?.conditions,
          status?.operationState?.message,
        ]),
      ])
      return open.length === 0 && all.length >= count ? all : undefined
    },
    within,
  )
}

/** The apps that the inventory lists but the cluster does not have, with the reason. */
const onlyDeclared = new Map([
  ['skipped', 'its root leaves its file out, and who else may apply a file nobody can know'],
])

/** Returns the values by name, so that their order does not matter. */
const byName = (named: readonly (readonly [string, unknown])[]) => Object.fromEntries(named)

function expectSame(declared: DeclaredApplications['apps'], real: readonly KubeObject[]): void {
  expect(byName(declared.map(({ told, object }) => [told.name, asRead(object)]))).toEqual(
    byName(real.map((object) => [object.metadata.name, asRead(withoutArgocd(object))])),
  )
  expect(byName(declared.map(({ told }) => [told.name, toldOf(told)]))).toEqual(
    byName(real.map((object) => [object.metadata.name, expectedOf(object)])),
  )
}

const sorted = (names: Iterable<string>) => [...names].toSorted()

describe('apps of apps', () => {
  const expected = sorted(roots.flatMap(({ name, leadsTo }) => [name, ...leadsTo]))

  it(
    'the Applications in the cluster are those of the inventory, and no others',
    async () => {
      const real = await settled(first, ofRoots, expected.length)
      const { apps, unresolved } = ofRoots.declared
      expect(sorted(real.map(({ metadata }) => metadata.name))).toEqual(expected)
      expect(sorted(apps.map(({ told }) => told.name))).toEqual(sorted([...expected, ...onlyDeclared.keys()]))
      expect(unresolved).toEqual([])
      expectSame(
        apps.filter(({ told }) => !onlyDeclared.has(told.name)),
        real,
      )
    },
    within + 10_000,
  )

  it.concurrent.each(expected)(
    'the manifests of %s',
    async (name) => {
      const application = await waitFor(name, () => first.kube.find(applications, name), within)
      const { rendered } = ofRoots
      const theirs = await repoServerRenders(first, application, rendered.revision)
      expect(differences(theApp(rendered, name).objects, theirs)).toEqual([])
    },
    within + 10_000,
  )
})

describe.each(Object.entries(fleet))('one layout for two clusters: %s', (plane, deploysTo) => {
  it(
    'has the Applications that the inventory says it has, and each deploys where it says',
    async () => {
      const place = plane === 'a' ? first : second
      const real = await settled(place, ofFleet, Object.keys(deploysTo).length)
      expect(sorted(real.map(({ metadata }) => metadata.name))).toEqual(sorted(Object.keys(deploysTo)))
      const apps = ofFleet.declared.apps.filter(({ told }) => told.controlPlane === plane)
      expect(Object.fromEntries(apps.map(({ told }) => [told.name, told.cluster ?? plane]))).toEqual(
        deploysTo,
      )
      expect(apps).toHaveLength(real.length)
      expectSame(apps, real)
      const rendered = ofFleet.rendered.apps.filter(({ controlPlane }) => controlPlane === plane)
      expect(sorted(rendered.map(({ name }) => name))).toEqual(sorted(Object.keys(deploysTo)))
      for (const { name, objects } of rendered) {
        const application = real.find(({ metadata }) => metadata.name === name)
        if (!application) throw new Error(`there is no ${name}`)
        const theirs = await repoServerRenders(place, application, ofFleet.rendered.revision)
        expect([name, differences(objects, theirs)]).toEqual([name, []])
      }
    },
    within + 10_000,
  )
})

it('one layout for two clusters: nothing is in neither', () => {
  const { apps, unresolved } = ofFleet.declared
  expect(sorted(new Set(apps.map(({ told }) => String(told.controlPlane))))).toEqual(['a', 'b'])
  expect(unresolved).toEqual([])
  expect(ofFleet.rendered.failed).toEqual([])
})
