import { folderOf, isBelow, joinPath } from '../../tree/paths.ts'
import type { KubeObject } from '../../kube/objects.ts'
import { specOf } from '../../kube/objects.ts'
import { stringAt } from '../../yaml/at.ts'
import { pathOf } from './folders.ts'
import { isFluxInstance } from './instances.ts'
import { idOf } from './kinds.ts'

/**
 * Returns the folders that the clusters of some roots are built from. A root that builds the folder above its own
 * file is the root of its cluster (`flux bootstrap --path`), and the roots beside it belong to the same cluster. A
 * FluxInstance of the Flux Operator names the folder in its `sync`.
 *
 * Rules: https://fluxcd.io/flux/installation/bootstrap/ and https://fluxoperator.dev/docs/crd/fluxinstance/
 * (spec.sync)
 *
 * @param objects all objects of controllers that the repo declares
 */
export function homesOf(
  roots: readonly KubeObject[],
  objects: readonly KubeObject[],
): ReadonlyMap<KubeObject, string> {
  const ofFolder = new Map<string, string>()
  for (const root of roots) {
    const folder = folderOf(root.file)
    const path = pathOf([root], {})
    if (path === undefined || !isAbove(path, folder) || stringAt(root.node, 'spec', 'path') === undefined)
      continue
    const known = ofFolder.get(folder)
    if (known === undefined || path.length < known.length) ofFolder.set(folder, path)
  }
  const instances = objects
    .filter(isFluxInstance)
    .flatMap((instance) => {
      const path = stringAt(specOf(instance), 'sync', 'path')
      return path === undefined ? [] : (joinPath('', path.replace(/^\/+/, '')) ?? [])
    })
    .toSorted((a, b) => b.length - a.length)
  const homes = new Map<KubeObject, string>()
  for (const root of roots) {
    const folder = folderOf(root.file)
    const home = ofFolder.get(folder) ?? instances.find((path) => isAbove(path, folder))
    if (home !== undefined) homes.set(root, home)
  }
  return homes
}

/**
 * Returns the roots that may not be roots. Beside a root that syncs itself, as `flux bootstrap` and the Flux Operator
 * create it, a Kustomization that nothing includes is usually disabled.
 */
export function doubtfulRoots(roots: readonly KubeObject[]): ReadonlyMap<KubeObject, string> {
  const isOwn = (root: KubeObject) => {
    const path = pathOf([root], {})
    return root.madeOf !== undefined || (path !== undefined && isAbove(path, folderOf(root.file)))
  }
  const others = roots.filter((root) => !isOwn(root))
  if (others.length === roots.length) return new Map()
  const doubt = 'it is assumed to be a root: no known Kustomization includes it, so it may be disabled'
  return new Map(others.map((root) => [root, doubt]))
}

function isAbove(path: string, folder: string): boolean {
  return isBelow(folder, path)
}

/**
 * Returns the Kustomizations that lead to all others: those that none includes, and one of each cycle that is only
 * included by itself. Of a cycle, it prefers the one that builds the folder above its own file, as the root of a
 * cluster does.
 *
 * @param leads the ids that each Kustomization includes, by its id
 * @param taken the ids of those that something else leads to
 */
export function rootsOf(
  all: readonly KubeObject[],
  leads: ReadonlyMap<string, readonly string[]>,
  taken: ReadonlySet<string>,
): KubeObject[] {
  const included = new Set([...leads.values()].flat())
  const roots = all.filter((object) => !included.has(idOf(object)) && !taken.has(idOf(object)))
  const reached = new Set<string>()
  const reach = (ids: readonly string[]) => {
    for (const rest = [...ids]; rest.length > 0;) {
      const id = rest.pop() ?? ''
      if (reached.has(id)) continue
      reached.add(id)
      rest.push(...(leads.get(id) ?? []))
    }
  }
  reach([...roots.map(idOf), ...taken])
  const left = all.filter((object) => !reached.has(idOf(object)))
  const isHome = (object: KubeObject) => {
    const path = pathOf([object], {})
    return path !== undefined && path !== '' && isAbove(path, folderOf(object.file))
  }
  for (const object of left.toSorted((a, b) => Number(isHome(b)) - Number(isHome(a)))) {
    if (reached.has(idOf(object))) continue
    roots.push(object)
    reach([idOf(object)])
  }
  return roots
}
