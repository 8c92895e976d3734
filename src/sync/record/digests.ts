import * as v from 'valibot'
import type { ApplicationName, ArgocdServer } from '../../controllers/argocd/api/server.ts'
import type { Application, TreeNode } from '../../controllers/argocd/api/shapes.ts'
import { Lanes } from '../../lanes.ts'
import { some } from '../../shapes/json.ts'
import type { RunningImage } from '../model.ts'

/** The source of pods. */
export interface DigestParts {
  readonly server: ArgocdServer
  readonly name: ApplicationName
  readonly signal: AbortSignal
}

/** The most pods of an app that are read, one of each workload, and how many at the same time. */
const MOST = { pods: 20, lanes: 4 }

const containers = v.fallback(
  v.array(
    v.object({ name: v.string(), image: v.optional(v.string(), ''), imageID: v.optional(v.string(), '') }),
  ),
  [],
)

/** The fields of a pod that show what runs. */
const Pod = some({
  spec: some({
    containers: v.fallback(v.array(v.object({ name: v.string(), image: v.string() })), []),
    initContainers: v.fallback(v.array(v.object({ name: v.string(), image: v.string() })), []),
  }),
  status: some({ containerStatuses: containers, initContainerStatuses: containers }),
})

/**
 * Returns the images that an app runs, each with its digest: from the reference if it is pinned, otherwise from the
 * status of one pod of each workload, as far as the token can read it. An image has an entry for each of its digests.
 */
export async function runningDigests(live: Application, parts: DigestParts): Promise<RunningImage[]> {
  const listed = (live.status?.summary?.images ?? []).toSorted()
  const open = listed.filter((image) => digestIn(image) === undefined)
  const seen = open.length === 0 ? [] : await ofPods(parts)
  return listed.flatMap((image): RunningImage[] => {
    const pinned = digestIn(image)
    if (pinned !== undefined) return [{ image, digest: pinned, from: 'reference' }]
    const digests = new Set(seen.flatMap((one) => (one.image === image ? [one.digest] : [])))
    return digests.size === 0
      ? [{ image, digest: undefined, from: undefined }]
      : [...digests].toSorted().map((digest) => ({ image, digest, from: 'pod' }))
  })
}

interface Seen {
  readonly image: string
  readonly digest: string
}

async function ofPods({ server, name, signal }: DigestParts): Promise<Seen[]> {
  const tree = await server.tree(name, signal).catch(() => undefined)
  const pods = tree === undefined ? [] : onePodEach(tree.data.nodes).slice(0, MOST.pods)
  const lanes = new Lanes(MOST.lanes)
  const found = await Promise.all(
    pods.map((pod) =>
      lanes.run(async () => {
        const id = {
          group: '',
          kind: 'Pod',
          version: 'v1',
          namespace: pod.namespace ?? '',
          name: pod.name ?? '',
        }
        return digestsOf(await server.resource(name, id, signal).catch(() => undefined))
      }),
    ),
  )
  return found.flat()
}

/**
 * Returns the newest pod of each set of equal pods: pods of one owner, such as a ReplicaSet, with the same images.
 */
function onePodEach(nodes: readonly TreeNode[]): TreeNode[] {
  const pods = nodes.filter(({ kind, group }) => kind === 'Pod' && !group)
  const sets = new Map<string, TreeNode>()
  for (const pod of pods.toSorted((a, b) => (a.createdAt ?? 0) - (b.createdAt ?? 0))) {
    const owner = pod.parentRefs[0]?.uid || pod.uid
    sets.set(JSON.stringify([owner, pod.images.toSorted()]), pod)
  }
  return [...sets.values()]
}

/**
 * Returns the digests by the images in the spec, because the status may name another image that has the same content.
 */
function digestsOf(object: unknown): Seen[] {
  const pod = v.safeParse(Pod, object)
  if (!pod.success) return []
  const { spec, status } = pod.output
  const wanted = new Map([...spec.initContainers, ...spec.containers].map(({ name, image }) => [name, image]))
  return [...status.initContainerStatuses, ...status.containerStatuses].flatMap(({ name, imageID }) => {
    const [image, digest] = [wanted.get(name), digestIn(imageID)]
    return image === undefined || digest === undefined ? [] : [{ image, digest }]
  })
}

/**
 * Returns the digest by which a registry identifies an image. An id without a repository is the digest of the image's
 * own configuration, which no registry knows: `docker://sha256:…`, `sha256:…`.
 */
function digestIn(reference: string): string | undefined {
  return /[^/@]@(sha256:[0-9a-f]{64})$/.exec(reference)?.[1]
}
