import type { FairleadError } from '../errors.ts'
import { inputError } from '../errors.ts'
import { identityOf } from '../inventory/control-planes/identity.ts'
import type { DeclaredApp, Unresolved } from '../inventory/model.ts'
import type { RenderSide } from './render-side.ts'

/**
 * Returns the reason why it is unknown whether this side has an app that only the other side has: its parent cannot
 * be read or rendered on this side.
 *
 * @param app the app on the other side
 * @returns undefined if the app is removed, or does not exist yet
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
  // A parent that no root leads to is not the one that a root leads to.
  const isOther = (one: DeclaredApp | undefined) =>
    parent.isControlPlaneKnown && one?.isControlPlaneKnown === false
  const found =
    same.find((one) => identityOf(one) === identityOf(parent)) ??
    (same.length === 1 && !isOther(same[0]) ? same[0] : undefined)
  // The parent may be missing because its own parent cannot be rendered.
  if (!found) return lostFault(own, other, parent, [...seen, parent])
  const result = await own.renders.of(found)
  return 'error' in result ? result.error : undefined
}

/**
 * Returns the reason why it is unknown whether a side has an app: its object, the file that declares it, or its
 * parent cannot be read there; or the ApplicationSet that generates it cannot be expanded.
 */
function unreadable(own: RenderSide, other: RenderSide, app: DeclaredApp): FairleadError | undefined {
  const { unresolved, named } = own.declarations
  const { file } = app.declaredAt
  const isSet = (one: Unresolved) =>
    one.kind === 'ApplicationSet' &&
    one.name === app.generatedBy &&
    // The set may have been moved to another file.
    (one.file === file || !own.declarations.context.files.has(file))
  const found = unresolved.find(
    (one) =>
      (isSet(one) ||
        (one.file === file && (one.kind === 'file' || (one.kind === app.kind && one.name === app.name)))) &&
      // If the other side has the same error, the error does not hide the app there.
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
