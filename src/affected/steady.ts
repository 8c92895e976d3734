import type { Sides } from '../git/sides.ts'
import type { DeclaredApp } from '../inventory/model.ts'
import { objectInFile } from '../inventory/object-in-file.ts'
import { leavesStructure } from '../inventory/structure.ts'
import { withFields } from '../inventory/with-fields.ts'
import type { Files } from '../yaml/files.ts'

/**
 * A change that leaves which apps there are as it is: what is known of them on the base is so after the change, and no
 * second inventory is read. Their objects may hold other values.
 */

/** The inventory of the base, as far as it decides whether a change is steady. */
interface Known {
  /** Files that ApplicationSets are made of. */
  readonly generating: Iterable<string>
  /** The apps that are made of one of these files. */
  madeOf(paths: readonly string[]): readonly DeclaredApp[]
}

/**
 * Whether both sides declare the same apps.
 *
 * @returns the files whose objects have other values after the change; undefined where it is not so, or in doubt
 */
export async function redeclaredBy(sides: Sides, known: Known): Promise<ReadonlySet<string> | undefined> {
  const read = new Set(known.generating)
  if (sides.changed.some((path) => read.has(path))) return undefined
  const redeclared = await leavesStructure(sides.base.tree, sides.head.tree, sides.differences)
  if (!redeclared || redeclared.size === 0) return redeclared
  // An object that something else makes of what is in a file is not read there.
  const isMade = ({ overlaidBy, inValues, generatedBy, declaredAt }: DeclaredApp) =>
    (overlaidBy ?? inValues) !== undefined || (generatedBy !== undefined && redeclared.has(declaredAt.file))
  return known.madeOf([...redeclared]).some(isMade) ? undefined : redeclared
}

/** Gives the apps of the base as they are after the change; one that stays as it is is the same. */
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
