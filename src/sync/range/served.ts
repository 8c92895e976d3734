import type { Application } from '../../controllers/argocd/api/shapes.ts'
import type { Side, Sides } from '../../git/sides.ts'
import type { DeclaredApp } from '../../inventory/model.ts'
import type { InventoryOptions } from '../../inventory/open.ts'
import { openInventory } from '../../inventory/read.ts'
import { overlayTree } from '../../tree/overlay.ts'
import type { Tree } from '../../tree/tree.ts'

/**
 * Applications that exist only on a server, as files of a repo: they are read, rendered and compared as if the repo
 * declared them.
 */

/** A folder name that is unlikely to exist in a repo. If it exists, its files are kept in addition to these. */
const FOLDER = 'fairlead-applications-of-the-server'

/** Returns the file that represents an Application among others. */
export function placeOfServed(one: Application, all: readonly Application[]): string {
  return `${FOLDER}/${all.findIndex(({ metadata: { uid } }) => uid === one.metadata.uid)}.yaml`
}

/**
 * Returns both sides as if they had the Applications in files. Without Applications, the sides do not change.
 *
 * @param isNew whether the content of an Application comes with the change: then it did not exist before
 */
export function withServed(
  sides: Sides,
  all: readonly Application[],
  isNew: (one: Application) => boolean,
): Sides {
  if (all.length === 0) return sides
  const withFiles = (side: Side, has: (one: Application) => boolean): Side => ({
    ...side,
    tree: treeWith(side.tree, all, has),
  })
  return {
    ...sides,
    base: withFiles(sides.base, (one) => !isNew(one)),
    head: withFiles(sides.head, () => true),
  }
}

/**
 * Reads Applications as if a tree declared them.
 *
 * @returns the apps in the order of the list; undefined for one that cannot be read
 */
export async function readServed(
  tree: Tree,
  all: readonly Application[],
  options: Pick<InventoryOptions, 'addresses' | 'config'>,
): Promise<readonly (DeclaredApp | undefined)[]> {
  const { inventory } = await openInventory(treeWith(tree, all), options)
  const byFile = new Map(inventory.apps.map((app) => [app.declaredAt.file, app]))
  return all.map((one) => byFile.get(placeOfServed(one, all)))
}

function treeWith(
  tree: Tree,
  all: readonly Application[],
  has: (one: Application) => boolean = () => true,
): Tree {
  const text = (one: Application) => new TextEncoder().encode(JSON.stringify(objectOf(one)))
  const own = all.filter(has)
  return overlayTree(tree, new Map(own.map((one) => [placeOfServed(one, all), text(one)])))
}

/** Returns the object as a file would declare it: the server also writes empty values. */
function objectOf({ metadata: { name, namespace, annotations }, spec }: Application): unknown {
  const dry = spec.sourceHydrator?.drySource
  return {
    apiVersion: 'argoproj.io/v1alpha1',
    kind: 'Application',
    metadata: { name, ...(namespace && { namespace }), annotations },
    // A hydrated Application is built from its dry source.
    spec: withoutEmpty(dry == null ? spec : { ...spec, source: dry }),
  }
}

function withoutEmpty(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withoutEmpty)
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(
    Object.entries(value).flatMap(([key, inner]) => {
      const isEmpty = inner === undefined || inner === null || inner === '' || isEmptyList(inner)
      return isEmpty ? [] : [[key, withoutEmpty(inner)]]
    }),
  )
}

function isEmptyList(value: unknown): boolean {
  return Array.isArray(value) && value.length === 0
}
