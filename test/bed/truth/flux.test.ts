/**
 * `fairlead render` renders what Flux applies: Kustomizations of every kind, applied by the real controllers to real
 * API servers, object by object.
 *
 * The bed cannot check the following: the rendering of a HelmRelease (its controller is not available, so here it is
 * an ordinary object), sources of the kinds OCIRepository, Bucket and ExternalArtifact, SOPS with a key, and the
 * files that source-controller leaves out of its archive by itself (the bed has a stand-in for that module).
 */
import { setTimeout as sleep } from 'node:timers/promises'
import { loadAll } from 'js-yaml'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { git } from '../../support/git-commits.ts'
import { startBed } from '../bed.ts'
import type { Bed } from '../bed.ts'
import type { Cluster } from '../cluster.ts'
import type { Repository } from '../git.ts'
import type { KubeObject } from '../kube.ts'
import { waitFor } from '../wait.ts'
import { applying } from './flux/applying.ts'
import { differencesOf, kustomizations } from './flux/applied.ts'
import { cluster as filesOfCluster, sync } from './flux/corpus.ts'
import type { Piece } from './flux/corpus.ts'
import { generated } from './flux/generated.ts'
import { kustomized } from './flux/kustomized.ts'
import { production } from './flux/production.ts'
import { older, sources } from './flux/sources.ts'
import { variables } from './flux/variables.ts'
import { renderedOf } from './rendered.ts'
import type { RenderedApp, RenderedRepository } from './rendered.ts'

const pieces: readonly Piece[] = [...generated, ...kustomized, ...variables, ...sources, ...applying]
const applied = pieces.filter(({ fails }) => fails === undefined)
const refused = pieces.filter(({ fails }) => fails !== undefined)

/**
 * Kustomizations that only the API server refuses. `diff` reports such a change with the risk `namespace-missing`.
 */
const toldByDiff = ['without-namespace']

let bed: Bed
let repository: Repository
let rendered: RenderedRepository
/** The final state of each Kustomization, by `cluster/namespace/name`. */
const live = new Map<string, KubeObject>()
const clusters = new Map<string, Cluster>()

beforeAll(async () => {
  bed = await startBed()
  repository = fleet(bed)
  const rendering = renderedOf(bed, repository)
  await Promise.all([
    start('staging', new Map(pieces.map(({ name, fails }) => [name, fails]))),
    start('production', new Map(production.names.map((name) => [name, undefined]))),
    rendering,
  ])
  rendered = await rendering
}, 600_000)
afterAll(() => bed?.close())

function fleet({ git: server }: Bed): Repository {
  const url = `${server.url}/fleet.git`
  const files = { ...filesOfCluster('staging', pieces, url), ...production.files(url) }
  const filled = Object.entries(files).map(
    ([path, file]) => [path, typeof file === 'string' ? file.replaceAll('${URL}', url) : file] as const,
  )
  // Fairlead asks the server for the newest tag, because a clone may lack tags.
  const config = JSON.stringify({ fetch: { hosts: { [new URL(url).host]: { private: true } } } })
  const made = server.create('fleet', { ...Object.fromEntries(filled), 'fairlead.yaml': config })
  for (const { files: old, tags } of older) {
    const commit = made.commit(old, 'release')
    for (const name of tags) git(made.folder, 'tag', name, commit)
  }
  return made
}

/**
 * Starts a cluster, points Flux at its folder as `flux bootstrap` does, and waits until each Kustomization is as
 * expected.
 */
async function start(name: string, expected: ReadonlyMap<string, string | undefined>): Promise<void> {
  const cluster = await bed.startCluster(name)
  clusters.set(name, cluster)
  await bed.startFlux(cluster)
  for (const object of loadAll(sync(repository.url, `./clusters/${name}`)))
    await cluster.kube.apply(object as KubeObject)
  // Flux retries a Kustomization that failed and reports it as in progress again, so the first result counts.
  const settled = new Map<string, KubeObject>()
  await waitFor(
    `the Kustomizations of ${name}`,
    async (seen) => {
      const all = await cluster.kube.list(kustomizations)
      for (const one of all)
        if (isSettled(one, expected.get(one.metadata.name))) settled.set(one.metadata.name, one)
      const open = all.filter(({ metadata }) => !settled.has(metadata.name))
      const missing = ['flux-system', ...expected.keys()].filter((wanted) => !settled.has(wanted))
      seen([missing, open.map((one) => [one.metadata.name, readyOf(one)?.message])])
      if (open.length + missing.length === 0) return true
      await sleep(400)
      return undefined
    },
    480_000,
  )
  for (const one of settled.values()) live.set(`${name}/${one.metadata.namespace}/${one.metadata.name}`, one)
}

function isSettled(kustomization: KubeObject, fails: string | undefined): boolean {
  const ready = readyOf(kustomization)
  if (ready?.observedGeneration !== kustomization.metadata.generation) return false
  const { lastAppliedRevision: is, lastAttemptedRevision: wanted, inventory } = kustomization.status
  // Flux sets the Ready condition a moment before the other fields of the status.
  return fails === undefined
    ? ready?.status === 'True' && is === wanted && inventory !== undefined
    : ready?.status === 'False' && ready.message.includes(fails)
}

function readyOf(kustomization: KubeObject | undefined) {
  const conditions = (kustomization?.status?.conditions ?? []) as {
    type: string
    status: string
    message: string
    observedGeneration: number
  }[]
  return conditions.find(({ type }) => type === 'Ready')
}

const keyOf = ({ cluster, ownNamespace, name }: Omit<RenderedApp, 'objects' | 'notes'>) =>
  `${cluster}/${ownNamespace}/${name}`

describe('of a cluster', () => {
  it('all Kustomizations are known, and no others', () => {
    const ours = [...rendered.apps, ...rendered.failed].filter(({ kind }) => kind === 'Kustomization')
    const names = new Set(ours.map((app) => keyOf(app)))
    expect([...names].toSorted()).toEqual([...live.keys()].toSorted())
    expect(ours.length - names.size).toBe(0)
  })
})

describe('of a Kustomization', () => {
  async function compare(key: string, differs: Piece['differs'] = {}) {
    const failed = rendered.failed.filter((app) => keyOf(app) === key)
    expect(failed.map(({ faults }) => faults)).toEqual([])
    const app = rendered.apps.find((one) => keyOf(one) === key)
    const [cluster, kustomization] = [clusters.get(key.split('/')[0] ?? ''), live.get(key)]
    if (!app || !cluster || !kustomization) throw new Error(`no ${key}`)
    const found = await differencesOf(cluster, kustomization, app)
    // Every difference in `differs` must also occur.
    expect({ ...Object.fromEntries(found), ...intersection(found, differs) }).toEqual(differs)
  }

  it.each(applied.map(({ name, differs }) => [name, differs] as const))(
    '%s all objects are as rendered',
    (name, differs) => compare(`staging/flux-system/${name}`, differs),
  )

  it('that others make all objects are as rendered', async () => {
    const known = new Set(pieces.map(({ name }) => `staging/flux-system/${name}`))
    const others = [...live.keys()].filter((key) => !known.has(key))
    expect(others.length).toBeGreaterThan(5)
    for (const key of others) await compare(key)
  })

  it.each(refused.map(({ name }) => name))('%s it is told that Flux refuses it', (name) => {
    const notes = rendered.apps.find((app) => app.name === name)?.notes ?? []
    const isTold =
      rendered.failed.some((app) => app.name === name) || notes.some((note) => note.includes('Flux rejects'))
    expect(isTold).toBe(!toldByDiff.includes(name))
  })
})

/** Returns the reasons of the differences that were found. */
function intersection(found: ReadonlyMap<string, unknown>, reasons: Readonly<Record<string, string>>) {
  return Object.fromEntries(Object.entries(reasons).filter(([key]) => found.has(key)))
}
