/**
 * `fairlead bump` of apps of Flux does what it reports: after a bump of each app the cluster runs the new image, no
 * other app has changed, and the reported proof is correct.
 */
import { mkdtempSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { loadAll } from 'js-yaml'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { fairlead } from '../../e2e/bundle.ts'
import { git } from '../../support/git-commits.ts'
import { startBed } from '../bed.ts'
import type { Bed } from '../bed.ts'
import { build } from '../build.ts'
import type { Cluster } from '../cluster.ts'
import type { Repository } from '../git.ts'
import type { KubeObject } from '../kube.ts'
import { waitFor } from '../wait.ts'
import { kustomizations } from './flux/applied.ts'
import { bumped } from './flux/bumped.ts'
import { cluster as filesOfCluster, sync } from './flux/corpus.ts'

/** The apps that set an image. The Kustomization `parent` creates the app `child`, which does. */
const apps = bumped.map(({ name }) => (name === 'parent' ? 'child' : name))

let bed: Bed
let cluster: Cluster
let repository: Repository

beforeAll(async () => {
  bed = await startBed()
  repository = bed.git.create('fleet', filesOfCluster('staging', bumped, `${bed.git.url}/fleet.git`))
  cluster = await bed.startCluster('staging')
  await bed.startFlux(cluster)
  for (const object of loadAll(sync(repository.url, './clusters/staging')))
    await cluster.kube.apply(object as KubeObject)
  await applied()
}, 600_000)
afterAll(() => bed?.close())

/** Has Flux fetch the repository, and waits until all Kustomizations are at its head. */
async function applied(): Promise<void> {
  const commit = repository.head()
  const source = {
    apiVersion: 'source.toolkit.fluxcd.io/v1',
    kind: 'GitRepository',
    namespace: 'flux-system',
  }
  await cluster.kube.patch(source, 'flux-system', {
    metadata: { annotations: { 'reconcile.fluxcd.io/requestedAt': commit } },
  })
  await waitFor(
    `all at ${commit}`,
    async (seen) => {
      const all = await cluster.kube.list(kustomizations)
      const late = all.filter(
        ({ metadata, status }) =>
          status?.lastAppliedRevision !== `main@sha1:${commit}` ||
          status.observedGeneration !== metadata.generation,
      )
      seen(late.map(({ metadata, status }) => [metadata.name, status?.conditions]))
      if (all.length === bumped.length + 2 && late.length === 0) return true
      await sleep(400)
      return undefined
    },
    300_000,
  )
}

/** Returns the image of each Deployment, by name. */
async function running(): Promise<Record<string, string>> {
  const all = await cluster.kube.list({ apiVersion: 'apps/v1', kind: 'Deployment' })
  return Object.fromEntries(
    all.map(({ metadata, spec }) => [metadata.name, spec.template.spec.containers[0].image as string]),
  )
}

const expected = (tagOf: (index: number) => string) =>
  Object.fromEntries(apps.map((name, i) => [name, `ghcr.io/acme/${name}:${tagOf(i)}`]))

it('a bump of each app moves its image and no other', async () => {
  expect(await running()).toEqual(expected(() => '1.0.0'))
  const folder = mkdtempSync(join(bed.folder, 'checkout-'))
  git(bed.folder, 'clone', '--quiet', repository.url, folder)
  const { program } = await build(process.env, () => undefined)
  const proofs: unknown[] = []
  for (const [i, name] of apps.entries()) {
    const { stdout, stderr } = await fairlead(folder, [
      'bump',
      `--app=${name}`,
      `--image=ghcr.io/acme/${name}`,
      `--image-tag=2.${i}.0`,
      '--output=json',
      `--kustomize-path=${program('kustomize')}`,
    ])
    const answer = JSON.parse(stdout || '{}') as { proof?: readonly { app: string; verdict: string }[] }
    if (answer.proof === undefined) throw new Error(`${name}: ${stdout}${stderr}`)
    proofs.push(...answer.proof.map(({ app, verdict }) => ({ app, verdict })))
    git(folder, 'commit', '--quiet', '--all', '--message', `Bump ${name}`)
  }
  git(folder, 'push', '--quiet', 'origin', 'HEAD:main')
  expect(proofs).toEqual(apps.map((app) => ({ app, verdict: 'proved' })))
  await applied()
  expect(await running()).toEqual(expected((i) => `2.${i}.0`))
}, 600_000)
