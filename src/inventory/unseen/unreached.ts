import { CONTROLLER_WORDS, isTemplateFile } from '../leading/templates.ts'
import type { Files } from '../../yaml/files.ts'
import { isFluxKustomization, isHelmRelease, isWhole } from '../flux/kinds.ts'
import { attempted } from '../guarded.ts'
import type { Inventory, Unresolved } from '../model.ts'
import type { KubeObject } from '../../kube/objects.ts'
import { objectsOf } from '../../kube/objects.ts'
import { at } from '../../yaml/at.ts'
import { perFolder } from './other-tools.ts'

/** Folders whose YAML is not applied as it is. */
const NOT_APPLIED = /(?:^|\/)(?:\.[^/]+|node_modules|crds)\//

/**
 * Objects of controllers that no app of the inventory is made of: bases that no Kustomization takes, which another repo may
 * do, and ApplicationSets that make nothing. Only files that were read already are looked at.
 *
 * @param isRead whether some app is made of a file
 * @returns their files by kind
 */
export function unreachedFiles(
  files: Files,
  { apps, unresolved }: Inventory,
  isRead: (path: string) => boolean,
): ReadonlyMap<string, readonly string[]> {
  const told = new Set(unresolved.map(({ file }) => file))
  // A set may be deployed and make nothing.
  const makers = new Set(apps.flatMap((app) => (app.generatedBy === undefined ? [] : [app.declaredAt.file])))
  const byKind = new Map<string, string[]>()
  for (const { path, mode } of files.entries) {
    if (mode === '120000' || !/\.ya?ml$/.test(path) || NOT_APPLIED.test(path) || !files.isLoaded(path))
      continue
    const text = files.text(path)
    if (text === undefined || told.has(path)) continue
    // Most files are some app's, and need no second look.
    if (isRead(path) ? !text.includes('ApplicationSet') : !CONTROLLER_WORDS.test(text)) continue
    if (isTemplateFile(files, path)) continue
    const yaml = files.yaml(path)
    const objects = yaml
      ? attempted(
          () => objectsOf(yaml),
          () => [],
        )
      : []
    const isTaken = ({ kind }: KubeObject) => (kind === 'ApplicationSet' ? makers.has(path) : isRead(path))
    const lost = objects.filter((object) => leads(object) && !isTaken(object))
    for (const kind of new Set(lost.map((object) => object.kind))) {
      const own = byKind.get(kind)
      if (own) own.push(path)
      else byKind.set(kind, [path])
    }
  }
  return byKind
}

/** The same as what could not be resolved, by folder. */
export function unreached(byKind: ReadonlyMap<string, readonly string[]>): Unresolved[] {
  return [...byKind].flatMap(([kind, paths]) =>
    perFolder(paths).map(({ file, count }) => ({
      file,
      line: undefined,
      kind,
      name: undefined,
      reason:
        kind === 'ApplicationSet'
          ? 'its generators produce no Application from this repo'
          : 'no known Kustomization includes it, so it is not deployed from here unless something else deploys it',
      ...(count > 1 ? { count } : {}),
    })),
  )
}

/** Whether an object, and not a patch of one, leads to what is deployed. */
function leads(object: KubeObject): boolean {
  if (isHelmRelease(object)) return isWhole(object)
  if (isFluxKustomization(object)) return at(object.node, 'spec', 'sourceRef') !== undefined
  // Without generators it is a patch of another.
  return (
    object.kind === 'ApplicationSet' &&
    object.apiVersion.startsWith('argoproj.io/') &&
    at(object.node, 'spec', 'generators') !== undefined
  )
}
