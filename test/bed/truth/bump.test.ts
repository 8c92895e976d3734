/**
 * Checks the inventory against a cluster: after `fairlead bump` of an app, its pods run the new image, and the pods
 * of all other apps run the same images as before. The proof that the bump reports matches the images that run.
 */
import { load } from 'js-yaml'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { git } from '../../support/git-commits.ts'
import { startBed } from '../bed.ts'
import type { Bed } from '../bed.ts'
import type { Cluster } from '../cluster.ts'
import type { Repository } from '../git.ts'
import type { KubeObject } from '../kube.ts'
import { kindOf } from '../kube.ts'
import { timed, toStandardError as say } from '../report.ts'
import { waitFor } from '../wait.ts'
import { bumpApps, firstTag, image, infraFiles } from './bump-apps.ts'
import type { BumpApp } from './bump-apps.ts'
import { gitRepository } from './deployed.ts'
import { settled } from './whole-cluster.ts'
import { Clone } from './told.ts'

let bed: Bed
let cluster: Cluster
let repository: Repository
let clone: Clone
let apps: BumpApp[]

const applications = { apiVersion: 'argoproj.io/v1alpha1', kind: 'Application', namespace: 'argocd' }
const root = 'root'

beforeAll(async () => {
  bed = await startBed()
  repository = bed.git.create('infra', { 'README.md': 'Infra\n' })
  const files = infraFiles(repository.url)
  repository.commit(files)
  apps = bumpApps(repository.url)
  ;[cluster, clone] = await Promise.all([bed.startCluster('a'), Clone.of(bed, repository)])
  await Promise.all([bed.startArgocd(cluster), bed.startFlux(cluster)])
  await cluster.kube.create(load(files['bootstrap/root.yaml'] ?? '') as KubeObject)
  await timed(say, `${apps.length} apps`, () => runs(new Map(apps.map(({ name }) => [name, firstTag]))))
}, 600_000)
afterAll(() => bed.close())

/** Returns the images that the pods of each app run, sorted. The namespace of an app has the app's name. */
async function running(): Promise<Map<string, string[]>> {
  const pods = await cluster.kube.list({ apiVersion: 'v1', kind: 'Pod' })
  const found = new Map(apps.map(({ name }): [string, string[]] => [name, []]))
  for (const { metadata, spec } of pods)
    for (const container of [...(spec.initContainers ?? []), ...spec.containers])
      found.get(metadata.namespace ?? '')?.push(container.image as string)
  return new Map([...found].map(([name, images]) => [name, images.toSorted()]))
}

/** Returns the apps whose pods do not run the image with its expected tag. Images that never change are ignored. */
function differing(
  images: ReadonlyMap<string, readonly string[]>,
  tags: ReadonlyMap<string, string>,
): string[] {
  return [...images].flatMap(([name, all]) => {
    const own = [...new Set(all.filter((one) => one.startsWith(`${image}:`)))]
    const others = all.filter((one) => !own.includes(one) && !beside.includes(one))
    const wanted = `${image}:${tags.get(name)}`
    return own.length === 1 && own[0] === wanted && others.length === 0 ? [] : [`${name}: ${all.join(', ')}`]
  })
}
const beside = ['example.com/init:3.2.1', 'example.com/web-proxy:1.0.0']

/** Refreshes the controllers until the pods of all apps run these tags and all workloads have settled. */
async function runs(tags: ReadonlyMap<string, string>): Promise<void> {
  const commit = repository.head()
  await refresh(commit, [root])
  await waitFor(
    `all at ${commit}`,
    async (seen) => {
      const found = await cluster.kube.list(applications)
      const status = found.find(({ metadata }) => metadata.name === root)?.['status']
      const isDeclared = status?.sync?.revision === commit && status.sync.status === 'Synced'
      const late = found.filter(({ metadata, status: own }) => {
        const at: string[] = own?.sync?.revisions ?? [own?.sync?.revision]
        return metadata.annotations?.[refreshed] === undefined && !at.includes(commit)
      })
      const different = differing(await running(), tags)
      seen({ different, root: status?.sync, late: late.map(({ metadata }) => metadata.name) })
      if (isDeclared)
        await refresh(
          commit,
          late.map(({ metadata }) => metadata.name),
        )
      return isDeclared && late.length === 0 && different.length === 0 ? true : undefined
    },
    240_000,
  )
  await settled(cluster.kube)
}
const refreshed = 'argocd.argoproj.io/refresh'

async function refresh(commit: string, names: readonly string[]): Promise<void> {
  const annotate = (object: KubeObject, name: string, value: string) =>
    cluster.kube.patch(kindOf(object), object.metadata.name, { metadata: { annotations: { [name]: value } } })
  const source = gitRepository('')
  const isThere = await cluster.kube.find(kindOf(source), source.metadata.name)
  if (isThere) await annotate(source, 'reconcile.fluxcd.io/requestedAt', commit)
  await Promise.all(
    names.map((name) =>
      annotate({ ...applications, metadata: { name, namespace: 'argocd' } }, refreshed, 'normal'),
    ),
  )
}

it.each([
  ['in the order of the repository', 1],
  // If a bump changes another app by mistake, a later bump of that app can hide it, but not in both orders.
  ['and the other way round', 2],
])(
  'a bump of each app moves that app and no other, %s',
  async (_, round) => {
    const order = round === 1 ? apps : apps.toReversed()
    const tags = new Map<string, string>()
    const proofs: unknown[] = []
    for (const [i, { name }] of order.entries()) {
      const tag = `${round + 1}.${i}.0`
      const answer = await clone.ask(['bump', '--app', name, '--image', image, '--image-tag', tag])
      git(clone.folder, 'commit', '--quiet', '--all', '--message', `Bump ${name}`)
      git(clone.folder, 'push', '--quiet', 'origin', 'main')
      tags.set(name, tag)
      proofs.push(...answer['proof'].map(({ app, verdict, saying }: Proof) => ({ app, verdict, saying })))
    }
    await timed(say, 'the bumps', () => runs(tags))
    const images = await running()
    expect(differing(images, tags)).toEqual([])
    // Every bump was proved, and its proof matches the image that runs now.
    expect(proofs).toEqual(
      order.map(({ name }) => ({
        app: name,
        verdict: 'proved',
        saying: expect.stringContaining(`runs ${tags.get(name)}`),
      })),
    )
  },
  600_000,
)

interface Proof {
  readonly app: string
  readonly verdict: string
  readonly saying: string
}
