/** Follows all objects of a kind, over broken connections and servers that were paused. */
import { setTimeout as sleep } from 'node:timers/promises'
import type { Kube, KubeKind, KubeObject } from '../kube.ts'

/**
 * Calls `see` with each object as it is, and whenever it changes; never returns. `deleted` is true for one that is
 * gone.
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
      // What went away while nobody looked.
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
