import type { Applied } from '../../render/flux/applied.ts'
import { listed } from '../../render/flux/applied.ts'
import type { Json } from '../../yaml/value.ts'
import type { ObjectChange } from '../model.ts'
import { unlistedNote } from '../../inventory/unseen/unlisted.ts'
import { groupBy } from '../../group-by.ts'
import type { RenderedPair } from '../../affected/rendered-pair.ts'

/** Returns notes on the removed objects that stay in the cluster, with the reasons. */
export function keptNotes(
  objects: readonly Applied[],
  reasonOf: (object: Json | undefined) => string | undefined,
) {
  const kept = objects.flatMap((object) => {
    const reason = object.action === 'removed' ? reasonOf(object.before) : undefined
    return reason === undefined ? [] : [{ object, reason }]
  })
  return [...groupBy(kept, ({ reason }) => reason)].map(
    ([reason, group]) =>
      `Stays in the cluster because ${reason}: ${listed(group.map(({ object }) => object))}`,
  )
}

/** Returns a change in the form that the notes on applied objects use. */
export function appliedOf({ action, id, before, after }: ObjectChange): Applied {
  const label = [id.kind, [id.namespace, id.name].filter((part) => part !== undefined).join('/')].join(' ')
  return { action, label, before, after }
}

/**
 * Returns a note if an app's file and control plane change. If control planes are named after folders, moving a file
 * may move the app to another cluster.
 */
export function movedNote({ known: { before, after } }: RenderedPair): string[] {
  if (!before || !after || before.controlPlane === after.controlPlane) return []
  if (before.declaredAt.file === after.declaredAt.file) return []
  return [
    `its object was declared in ${before.declaredAt.file} and is now in ${after.declaredAt.file}; it is assumed to be the same app, because nothing else has its name. If these are two control planes, declare them in fairlead.yaml (controlPlanes)`,
  ]
}

/**
 * Returns a note if the kustomization next to an app's file does not list it: it is not known whether the app exists.
 */
export function unlistedNotes({ known: { before, after } }: RenderedPair): string[] {
  const app = after ?? before
  const note = app && unlistedNote(app)
  return note === undefined ? [] : [note]
}
