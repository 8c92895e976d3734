import type { Sides } from '../git/sides.ts'
import type { DeclaredApp } from '../inventory/model.ts'
import { objectInFile } from '../inventory/object-in-file.ts'
import { leavesStructure } from '../inventory/structure.ts'
import { withFields } from '../inventory/with-fields.ts'
import type { Files } from '../yaml/files.ts'

/**
 * A change that does not affect which apps exist: facts about them on the base are also valid after the change, and
 * no second inventory is read. Their objects may contain other values.
 */

/** The data of the base's inventory that determines whether a change is steady. */
interface Known {
  /** Files that ApplicationSet generators read. */
  readonly generating: Iterable<string>
  /** Returns the apps that depend on one of these files. */
  madeOf(paths: readonly string[]): readonly DeclaredApp[]
}

/**
 * Returns the files whose objects have other values after the change, if both sides declare the same apps.
 *
 * @returns undefined if the apps differ, or in doubt
 */
export async function redeclaredBy(sides: Sides, known: Known): Promise<ReadonlySet<string> | undefined> {
  const read = new Set(known.generating)
  if (sides.changed.some((path) => read.has(path))) return undefined
  const redeclared = await leavesStructure(sides.base.tree, sides.head.tree, sides.differences)
  if (!redeclared || redeclared.size === 0) return redeclared
  // An object that is generated or changed by something else cannot be read from its file.
  const isMade = ({ overlaidBy, inValues, generatedBy, declaredAt }: DeclaredApp) =>
    (overlaidBy ?? inValues) !== undefined || (generatedBy !== undefined && redeclared.has(declaredAt.file))
  return known.madeOf([...redeclared]).some(isMade) ? undefined : redeclared
}

/** Returns a function that returns an app of the base as it is after the change; an unchanged app stays the same. */
export function afterChange(
  redeclared: ReadonlySet<string>,
  files: Files,
): <T extends DeclaredApp>(app: T) => T {
  const known = new Map<DeclaredApp, DeclaredApp>()
  const after = (app: DeclaredApp): DeclaredApp => {
    const found = known.get(app)
    if (found) return found
    known.set(app, app)
    const parent = app.parent && after(app.parent)
    const isAnew = redeclared.has(app.declaredAt.file)
    if (!isAnew && parent === app.parent) return app
    const now = withFields(app, {
      ...(parent && { parent }),
      ...(isAnew && { declaration: () => objectInFile(files, app) }),
    })
    known.set(app, now)
    return now
  }
  return (app) => after(app) as typeof app
}
