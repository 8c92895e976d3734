import type { Applied } from '../../render/flux/applied.ts'
import { listed } from '../../render/flux/applied.ts'
import type { Json } from '../../yaml/value.ts'
import type { ObjectChange } from '../model.ts'
import { unlistedNote } from '../../inventory/unseen/unlisted.ts'
import { groupBy } from '../../group-by.ts'
import type { RenderedPair } from '../../affected/rendered-pair.ts'

/** Which removed objects stay in the cluster, and why. */
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

/** A change as the notes on what is applied name it. */
export function appliedOf({ action, id, before, after }: ObjectChange): Applied {
  const label = [id.kind, [id.namespace, id.name].filter((part) => part !== undefined).join('/')].join(' ')
  return { action, label, before, after }
}

/** Where the name of a control plane is that of a folder, to move a file may be to move an app to another cluster. */
export function movedNote({ known: { before, after } }: RenderedPair): string[] {
  if (!before || !after || before.controlPlane === after.controlPlane) return []
  if (before.declaredAt.file === after.declaredAt.file) return []
  return [
    `its object was declared in ${before.declaredAt.file} and is now in ${after.declaredAt.file}; it is assumed to be the same app, because nothing else has its name. If these are two control planes, declare them in fairlead.yaml (controlPlanes)`,
  ]
}

/** Of an app whose file the kustomization beside it does not list: whether it is there at all nobody knows. */
export function unlistedNotes({ known: { before, after } }: RenderedPair): string[] {
  const app = after ?? before
  const note = app && unlistedNote(app)
  return note === undefined ? [] : [note]
}
