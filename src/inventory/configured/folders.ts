import type { FolderConfig } from '../../config/config.ts'
import { CONFIG_FILE } from '../../config/config.ts'
import type { Context } from '../context.ts'
import type { Found } from '../conventions/layouts.ts'
import { builtApp, chartApp } from '../conventions/apps.ts'
import type { Reading } from '../../yaml/files.ts'
import { sideBySide } from '../../yaml/files.ts'
import { joinPath } from '../../tree/paths.ts'
import { asUnresolved, guarded } from '../guarded.ts'
import type { App, Unresolved } from '../model.ts'

/** Reads the apps that only `fairlead.yaml` declares, each as a folder. A missing folder is unresolved. */
export function* readFolders(context: Context, unresolved: Unresolved[]): Reading<App[]> {
  const readings = (context.config.folders ?? []).map((rule) =>
    guarded(
      () => readFolder(context, rule, unresolved),
      asUnresolved(unresolvedOf(rule, CONFIG_FILE), unresolved),
    ),
  )
  return (yield* sideBySide<App | undefined>(readings)).filter((app) => app !== undefined)
}

function* readFolder(
  context: Context,
  rule: FolderConfig,
  unresolved: Unresolved[],
): Reading<App | undefined> {
  const { files } = context
  const { app, environment, values = [] } = rule
  const path = joinPath('', rule.path)
  if (path === undefined || !files.isFolder(path)) {
    const reason = `${CONFIG_FILE} says that ${rule.path} is the folder of ${app}, but there is no such folder`
    unresolved.push({ ...unresolvedOf(rule, CONFIG_FILE), reason })
    return undefined
  }
  const found: Found = { app, environment, isSaid: true }
  const chart = joinPath(path, 'Chart.yaml') ?? ''
  if (!files.has(chart)) return yield* builtApp(context, found, path)
  const layers = values.flatMap((file) => joinPath('', file) ?? [])
  const nowhere = { repoURL: undefined, chart: undefined, targetRevision: undefined }
  const source = { type: 'helm' as const, path, ...nowhere, inThisRepository: true }
  const notes = new Set(
    layers.filter((file) => !files.has(file)).map((file) => `its values file ${file} is not in the repo`),
  )
  return yield* chartApp(context, found, chart, { source, chart: path, layers, notes })
}

function unresolvedOf({ app }: FolderConfig, file: string): Omit<Unresolved, 'reason'> {
  return { file, line: undefined, kind: 'Convention', name: app }
}
