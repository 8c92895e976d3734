/**
 * ApplicationSets: the Applications that the real controller makes are those of `fairlead inventory`, to the last field,
 * and what `fairlead render` gives of each is what the real repo server gives.
 */
import { mkdtempSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { git } from '../../support/git-commits.ts'
import { startBed } from '../bed.ts'
import type { Bed } from '../bed.ts'
import type { Cluster } from '../cluster.ts'
import type { Repository } from '../git.ts'
import type { KubeObject } from '../kube.ts'
import { waitFor } from '../wait.ts'
import { asRead, declaredIn, expectedOf, toldOf } from './applications.ts'
import type { DeclaredApplications } from './applications.ts'
import { REPO } from './sets/case.ts'
import type { SetCase } from './sets/case.ts'
import { combined } from './sets/combined.ts'
import { files } from './sets/files.ts'
import { gitSets } from './sets/git.ts'
import { list } from './sets/list.ts'
import { names } from './sets/names.ts'
import { patchedSets } from './sets/patched.ts'

const sets: readonly SetCase[] = [...list, ...gitSets, ...combined, ...patchedSets, ...names]

let bed: Bed
let cluster: Cluster
let repository: Repository
let declared: DeclaredApplications

/** Milliseconds: a machine under load is slow. */
const within = 240_000

const kind = { apiVersion: 'argoproj.io/v1alpha1', namespace: 'argocd' }

beforeAll(async () => {
  bed = await startBed()
  cluster = await bed.startCluster('a')
  await bed.startArgocd(cluster)
  const own = bed.git.url
  const here = (text: string) => text.replaceAll(REPO, `${own}/infra.git`)
  repository = bed.git.create('infra', {
    ...files,
    'fairlead.yaml': `argocd: {newGitFileGlobbing: true}\n`,
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
  const folder = mkdtempSync(join(bed.folder, 'checkout-'))
  git(bed.folder, 'clone', '--quiet', repository.url, folder)
  declared = await declaredIn(folder, repository.url)
  await applying
}, within)
afterAll(() => bed.close())

/** The Applications of a set, when its controller has said all that it has to say of it, and has made as many as it should. */
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

/** By its name, so that the order is none. */
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
      // What the controller says against a set, the inventory says, too.
      expect([...unknown, ...left].length > 0).toBe(set.refused !== undefined)
    },
    within + 10_000,
  )
})
