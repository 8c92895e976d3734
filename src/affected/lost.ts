import type { FairleadError } from '../errors.ts'
import { inputError } from '../errors.ts'
import { identityOf } from '../inventory/control-planes/identity.ts'
import type { DeclaredApp, Unresolved } from '../inventory/model.ts'
import type { RenderSide } from './render-side.ts'

/**
 * An app that only the other side has. Where what brings it cannot be read or rendered on this side, nobody knows
 * whether it is gone.
 *
 * @param app as the other side has it
 * @returns why nobody knows; undefined where it is gone, or not there yet
 */
export async function lostFault(
  own: RenderSide,
  other: RenderSide,
  app: DeclaredApp,
  seen: readonly DeclaredApp[] = [],
): Promise<FairleadError | undefined> {
  const fault = unreadable(own, other, app)
  if (fault) return fault
  const { parent } = app
  if (!parent || seen.includes(parent)) return undefined
  const same = own.declarations.named(parent.kind, parent.name)
  // One that no root leads to is not the one that a root led to.
  const isOther = (one: DeclaredApp | undefined) =>
    parent.isControlPlaneKnown && one?.isControlPlaneKnown === false
  const found =
    same.find((one) => identityOf(one) === identityOf(parent)) ??
    (same.length === 1 && !isOther(same[0]) ? same[0] : undefined)
  // What brings the parent itself may be what cannot be rendered.
  if (!found) return lostFault(own, other, parent, [...seen, parent])
  const result = await own.renders.of(found)
  return 'error' in result ? result.error : undefined
}

/**
 * Why nobody knows whether a side has an app: its object, the file that declares it, or what leads to it, cannot be
 * read there; or the ApplicationSet that makes it cannot be expanded.
 */
function unreadable(own: RenderSide, other: RenderSide, app: DeclaredApp): FairleadError | undefined {
  const { unresolved, named } = own.declarations
  const { file } = app.declaredAt
  const isSet = (one: Unresolved) =>
    one.kind === 'ApplicationSet' &&
    one.name === app.generatedBy &&
    // It may have been moved to another file.
    (one.file === file || !own.declarations.context.files.has(file))
  const found = unresolved.find(
    (one) =>
      (isSet(one) ||
        (one.file === file && (one.kind === 'file' || (one.kind === app.kind && one.name === app.name)))) &&
      // What cannot be read on the other side either does not hide the app there.
      !other.declarations.unresolved.some((known) => isSameFault(known, one)),
  )
  if (found)
    return inputError(`${found.reason}, so it is unknown whether ${app.name} still exists`, {
      at: { file, ...(found.line === undefined ? {} : { line: found.line }) },
    })
  const { parent } = app
  return parent && named(parent.kind, parent.name).length === 0 ? unreadable(own, other, parent) : undefined
}

function isSameFault(a: Unresolved, b: Unresolved): boolean {
  return a.file === b.file && a.kind === b.kind && a.name === b.name && a.reason === b.reason
}
