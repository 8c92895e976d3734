import { folderOf } from '../../tree/paths.ts'
import { sideBySide } from '../../yaml/files.ts'
import type { Context } from '../context.ts'
import { asUnresolved, guarded } from '../guarded.ts'
import { isInput } from '../inputs.ts'
import type { App, Unresolved } from '../model.ts'
import { folderApp, helmApp } from './apps.ts'
import { FOLDER_RULES, foundBy, isInsideChart, onlyValues, VALUES_RULES } from './layouts.ts'
import type { Found } from './layouts.ts'
import type { Reading } from '../../yaml/files.ts'

/** Reads all apps that the layout of the repo shows, from paths that no controller object claims. */
export function* readConventions(
  context: Context,
  claimed: ReadonlySet<string>,
  unresolved: Unresolved[],
): Reading<App[]> {
  const { files } = context
  const taken = new Set<string>()
  const placed = new Set<string>()
  const failed = ({ app }: Found, file: string) =>
    asUnresolved({ file, line: undefined, kind: 'Convention', name: app }, unresolved)
  const byValues = files.entries.flatMap(({ path }) => {
    if (claimed.has(path) || isInsideChart(files, path)) return []
    const found = foundBy(VALUES_RULES, context, path)
    if (!found) return []
    taken.add(folderOf(path))
    return [guarded(() => helmApp(context, found, path), failed(found, path))]
  })
  const claimedFolders = new Set([...claimed].map(folderOf))
  const folders = [...new Set(files.entries.map(({ path }) => folderOf(path)))].toSorted()
  const isFree = (folder: string) =>
    !taken.has(folder) && !claimedFolders.has(folder) && !isInsideChart(files, `${folder}/x`)
  const inFolders = folders.flatMap((folder) => {
    const found = isFree(folder) ? foundBy(FOLDER_RULES, context, folder) : undefined
    return found ? [{ folder, found }] : []
  })
  const others = [...taken, ...inFolders.flatMap(({ found, folder }) => (found.isWhole ? [] : [folder]))]
  const byFolder = inFolders.flatMap(({ folder, found }) => {
    if (found.isWhole && others.some((other) => other.startsWith(`${folder}/`))) return []
    placed.add(folder)
    return [guarded(() => folderApp(context, found, folder), failed(found, folder))]
  })
  const shared = onlyValues(context, claimed, [...taken, ...placed]).map(({ found, path }) =>
    guarded(() => helmApp(context, found, path), failed(found, path)),
  )
  const apps = yield* sideBySide<App | undefined>([...byValues, ...byFolder, ...shared])
  return withoutParts(apps.filter((app) => app !== undefined))
}

/**
 * Removes folders that the kustomization of an app above them includes, as resources or patches: they are parts of
 * that app, and must not deploy its objects a second time.
 */
function withoutParts(apps: readonly App[]): App[] {
  const wholes = apps.flatMap((app) => {
    const path = folderOfApp(app)
    // An app that is named after the repo has all other apps below it.
    return app.sources[0]?.type === 'kustomize' && path?.split('/').includes(app.name) ? [{ app, path }] : []
  })
  return apps.filter((part) => {
    const own = folderOfApp(part)
    if (own === undefined) return true
    return !wholes.some(
      ({ app, path }) => own.startsWith(`${path}/`) && isInput(app.inputs, part.declaredAt.file),
    )
  })
}

/** Returns the folder that is built; undefined for an app that consists of values files. */
function folderOfApp({ sources: [source], valuesFiles }: App): string | undefined {
  return source && source.type !== 'helm' && valuesFiles.length === 0 ? source.path : undefined
}
