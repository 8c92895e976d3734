/** Tests the records of `sync` about a commit, against the real Argo CD. The running images come from the pods. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { SyncEntry } from '../../../src/records/entry.ts'
import { git } from '../../support/git-commits.ts'
import { deployment, Stage } from './stage.ts'
import type { Scene } from './stage.ts'

let stage: Stage

beforeAll(async () => {
  stage = await Stage.open()
})
afterAll(() => stage.close())

const BRANCH = 'fairlead-records'
const pinned = `example.com/cache@sha256:${'a'.repeat(64)}`

/** Returns a Deployment of two containers: one image by its tag, one by its digest. */
const two = (tag: string) =>
  deployment(`example.com/web:${tag}`).replace(
    'containers: [',
    `containers: [{name: cache, image: "${pinned}"}, `,
  )

/** Returns the entries on the branch, the oldest first. */
function entriesOf({ repository: { folder } }: Scene): SyncEntry[] {
  return git(folder, 'ls-tree', '-r', '--name-only', BRANCH, 'entries')
    .split('\n')
    .map((path) => JSON.parse(git(folder, 'show', `${BRANCH}:${path}`)) as SyncEntry)
}

/** Returns the digest that the kubelet reports for a container. */
async function digestIn(namespace: string, container: string): Promise<string> {
  const pods = await stage.cluster.kube.list({ apiVersion: 'v1', kind: 'Pod', namespace })
  const all = pods.flatMap(({ status }) => status.containerStatuses ?? [])
  const found = all.find(({ name }: { name: string }) => name === container) as { imageID: string }
  return found.imageID.replace(/^.*@/, '')
}

describe.concurrent('a record', () => {
  it('has the images that run with their digests, as the pods tell them, and who said so when', async () => {
    const scene = await stage.scene('recorded', { 'web.yaml': two('1.0.0') })
    const { json, app } = await scene.syncCommit({ 'web.yaml': two('1.1.0') }, { more: ['--record'] })
    expect(app?.outcome).toBe('verified')
    const web = await digestIn('recorded', 'main')
    const [entry] = entriesOf(scene)
    expect(entry).toMatchObject({
      kind: 'sync',
      commit: json.revision,
      outcome: 'verified',
      apps: [
        {
          app: 'recorded',
          application: { name: 'recorded' },
          controller: { name: 'argocd', version: expect.stringMatching(/^v3\./) as string },
          images: [
            { image: pinned, digest: pinned.replace(/^.*@/, ''), from: 'reference' },
            { image: 'example.com/web:1.1.0', digest: web, from: 'pod' },
          ],
        },
      ],
    })
    // By the server's clock, which is the clock of this machine here.
    const [begun, ended] = [entry?.begun, entry?.ended].map((time) => Date.parse(time ?? ''))
    expect(begun).toBeLessThanOrEqual(ended ?? 0)
    expect(Math.abs(Date.now() - (ended ?? 0))).toBeLessThan(60_000)
  })

  it('is written of what fails, too, and says no digest of an image that nobody could pull', async () => {
    const scene = await stage.scene('recorded-bad', { 'web.yaml': deployment('example.com/web:1') })
    const { code } = await scene.syncCommit(
      { 'web.yaml': deployment('example.com/web:2-pull-fails') },
      { more: ['--record'] },
    )
    expect(code).toBe(1)
    expect(entriesOf(scene)).toMatchObject([
      {
        outcome: 'failed',
        apps: [{ outcome: 'failed', rule: 'pods-run' }],
      },
    ])
    const images = entriesOf(scene)
      .flatMap(({ apps }) => apps)
      .flatMap(({ images: all }) => all)
    expect(images.find(({ image }) => image.endsWith('pull-fails'))).toEqual({
      image: 'example.com/web:2-pull-fails',
    })
  })
})
