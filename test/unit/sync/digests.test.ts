import { describe, expect, it } from 'vitest'
import * as v from 'valibot'
import { givenToken } from '../../../src/controllers/argocd/access/credential.ts'
import { ArgocdServer } from '../../../src/controllers/argocd/api/server.ts'
import { Application } from '../../../src/controllers/argocd/api/shapes.ts'
import { runningDigests } from '../../../src/sync/record/digests.ts'

interface PlayedPod {
  readonly name: string
  readonly owner: string
  readonly images: Readonly<Record<string, string>>
  /** By container: the image ID that the kubelet reports. */
  readonly ids: Readonly<Record<string, string>>
  readonly createdAt?: string
}

const digest = (letter: string) => `sha256:${letter.repeat(64)}`

/** Queries a server with these pods; the token may not read those in `refused`. */
async function ask(images: readonly string[], pods: readonly PlayedPod[], refused: readonly string[] = []) {
  const asked: string[] = []
  const answer = (data: unknown, status = 200) => new Response(JSON.stringify(data), { status })
  const fetch = async (address: string | URL | Request) => {
    const { pathname, searchParams } = new URL(String(address))
    if (pathname.endsWith('/resource-tree'))
      return answer({
        nodes: pods.map(({ name, owner, images: own, createdAt }) => ({
          kind: 'Pod',
          name,
          namespace: 'shop',
          uid: `uid-${name}`,
          images: Object.values(own),
          parentRefs: [{ kind: 'ReplicaSet', name: owner, uid: owner }],
          createdAt,
        })),
      })
    const name = searchParams.get('resourceName') ?? ''
    asked.push(name)
    const pod = pods.find((one) => one.name === name)
    if (pod === undefined || refused.includes(name)) return answer({ code: 7, message: 'no' }, 403)
    const manifest = {
      spec: {
        containers: Object.entries(pod.images).map(([container, image]) => ({ name: container, image })),
      },
      status: {
        // The kubelet may report another image with the same content.
        containerStatuses: Object.entries(pod.ids).map(([container, imageID]) => ({
          name: container,
          image: 'other/name:tag',
          imageID,
        })),
      },
    }
    return answer({ manifest: JSON.stringify(manifest) })
  }
  const server = new ArgocdServer({ url: new URL('http://127.0.0.1:1'), credential: givenToken('t'), fetch })
  const live = v.parse(Application, {
    metadata: { name: 'web' },
    spec: { destination: {} },
    status: { summary: { images } },
  })
  const name = { name: 'web', namespace: undefined }
  const found = await runningDigests(live, { server, name, signal: AbortSignal.timeout(5000) })
  return { found: found.map(({ image, digest: one, from }) => [image, one, from]), asked }
}

const pod = (name: string, owner: string, image: string, id: string, createdAt?: string): PlayedPod => ({
  name,
  owner,
  images: { main: image },
  ids: { main: id },
  ...(createdAt !== undefined && { createdAt }),
})

describe('the digests of what runs', () => {
  it('are those of the references where they are pinned, and nothing is asked', async () => {
    const pinned = `ghcr.io/acme/web:1@${digest('a')}`
    expect(await ask([pinned], [pod('p', 'rs', pinned, '')])).toEqual({
      found: [[pinned, digest('a'), 'reference']],
      asked: [],
    })
  })

  it('are read of one pod of each workload, the newest', async () => {
    const image = 'ghcr.io/acme/web:1'
    const id = `ghcr.io/acme/web@${digest('b')}`
    const pods = [
      pod('old', 'rs-1', image, `ghcr.io/acme/web@${digest('0')}`, '2026-11-29T10:00:00Z'),
      pod('new', 'rs-1', image, id, '2026-11-29T11:00:00Z'),
      pod('other', 'rs-2', 'ghcr.io/acme/db:2', `docker-pullable://ghcr.io/acme/db@${digest('c')}`),
    ]
    const { found, asked } = await ask([image, 'ghcr.io/acme/db:2'], pods)
    expect(found).toEqual([
      ['ghcr.io/acme/db:2', digest('c'), 'pod'],
      [image, digest('b'), 'pod'],
    ])
    expect(asked.toSorted()).toEqual(['new', 'other'])
  })

  it('are two where a tag was moved between the starts of two workloads', async () => {
    const image = 'ghcr.io/acme/web:1'
    const pods = [
      pod('a', 'rs-1', image, `ghcr.io/acme/web@${digest('2')}`),
      pod('b', 'rs-2', image, `ghcr.io/acme/web@${digest('1')}`),
    ]
    expect((await ask([image], pods)).found).toEqual([
      [image, digest('1'), 'pod'],
      [image, digest('2'), 'pod'],
    ])
  })

  it.each([
    ['of an image that was never pulled', ''],
    ["of an image's configuration, which no registry knows", `docker://${digest('d')}`],
    ['of one that was loaded by hand', digest('d')],
    ['that is cut off', 'ghcr.io/acme/web@sha256:abc'],
  ])('are not known from an id %s', async (_, id) => {
    const image = 'ghcr.io/acme/web:1'
    expect((await ask([image], [pod('p', 'rs', image, id)])).found).toEqual([[image, undefined, undefined]])
  })

  it('lack where the token may not read a pod, and of no more than twenty pods', async () => {
    const image = 'ghcr.io/acme/web:1'
    const id = `ghcr.io/acme/web@${digest('e')}`
    expect((await ask([image], [pod('p', 'rs', image, id)], ['p'])).found).toEqual([
      [image, undefined, undefined],
    ])
    const many = Array.from({ length: 40 }, (_, i) => pod(`p${i}`, `rs-${i}`, image, id))
    expect((await ask([image], many)).asked).toHaveLength(20)
  })
})
