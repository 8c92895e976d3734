/** Follows all objects of a kind, across broken connections and paused servers. */
import { setTimeout as sleep } from 'node:timers/promises'
import type { Kube, KubeKind, KubeObject } from '../kube.ts'

/**
 * Calls `see` with the current state of each object, and again whenever it changes. Never returns. `deleted` is true
 * if the object no longer exists.
 */
export async function follow(
  kube: Kube,
  kind: KubeKind,
  see: (object: KubeObject, deleted: boolean) => void,
): Promise<never> {
  let known = new Map<string, KubeObject>()
  for (;;) {
    try {
      const { items, resourceVersion } = await kube.listAt(kind)
      const listed = new Map(items.map((item) => [item.metadata.uid ?? '', item]))
      // The objects that were deleted while there was no watch.
      for (const [uid, object] of known) if (!listed.has(uid)) see(object, true)
      known = listed
      for (const item of items) see(item, false)
      for await (const { type, object } of kube.watch(kind, resourceVersion)) {
        if (type === 'ERROR') break
        if (type === 'BOOKMARK') continue
        const uid = object.metadata.uid ?? ''
        if (type === 'DELETED') known.delete(uid)
        else known.set(uid, object)
        see(object, type === 'DELETED')
      }
    } catch (error) {
      process.stderr.write(`${kind.kind}: ${String(error)}\n`)
      await sleep(300)
    }
  }
}
