import { CONTROLLER_WORDS, isTemplateFile } from '../leading/templates.ts'
import type { Files } from '../../yaml/files.ts'
import { isFluxKustomization, isHelmRelease, isWhole } from '../flux/kinds.ts'
import { attempted } from '../guarded.ts'
import type { Inventory, Unresolved } from '../model.ts'
import type { KubeObject } from '../../kube/objects.ts'
import { objectsOf } from '../../kube/objects.ts'
import { at } from '../../yaml/at.ts'
import { perFolder } from './other-tools.ts'
import { isPassedOver } from '../manifest-files.ts'

/**
 * Finds objects of controllers that no app of the inventory is built from: bases that no Kustomization includes,
 * although another repo may, and ApplicationSets that generate nothing. Only files that were already read are
 * considered.
 *
 * @param isRead whether an app is built from a file
 * @returns their files by kind
 */
export function unreachedFiles(
  files: Files,
  { apps, unresolved }: Inventory,
  isRead: (path: string) => boolean,
): ReadonlyMap<string, readonly string[]> {
  const told = new Set(unresolved.map(({ file }) => file))
  // An ApplicationSet may be deployed and generate nothing.
  const makers = new Set(apps.flatMap((app) => (app.generatedBy === undefined ? [] : [app.declaredAt.file])))
  const byKind = new Map<string, string[]>()
  for (const { path, mode } of files.entries) {
    if (mode === '120000' || !/\.ya?ml$/.test(path) || isPassedOver(path) || !files.isLoaded(path)) continue
    const text = files.text(path)
    if (text === undefined || told.has(path)) continue
    // Most files belong to an app and need no second check.
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

/** Returns the same files as unresolved entries, by folder. */
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

/** Reports whether an object leads to what is deployed and is not a patch of such an object. */
function leads(object: KubeObject): boolean {
  if (isHelmRelease(object)) return isWhole(object)
  if (isFluxKustomization(object)) return at(object.node, 'spec', 'sourceRef') !== undefined
  // Without generators it is a patch of another object.
  return (
    object.kind === 'ApplicationSet' &&
    object.apiVersion.startsWith('argoproj.io/') &&
    at(object.node, 'spec', 'generators') !== undefined
  )
}
