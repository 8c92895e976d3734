import { undeclaredRef } from '../../affected/app-ref.ts'
import { posix } from 'node:path'
import type { Config } from '../../config/config.ts'
import { CONFIG_FILE } from '../../config/config.ts'
import { FairleadError } from '../../errors.ts'
import { groupBy } from '../../group-by.ts'
import { mayBeDeployed } from '../../inventory/unseen/deployable.ts'
import { environmentOf } from '../../inventory/environments/judge.ts'
import { KUSTOMIZATION_FILES } from '../../inventory/kustomize/kustomization.ts'
import { filesOfTools, toolsAmong } from '../../inventory/unseen/tool-files.ts'
import type { DeclaredSides } from '../../affected/declared.ts'
import type { AppChange, SideFailure } from '../model.ts'
import { notKnown } from './unread.ts'

/** The maximum number of files of a folder or a tool that are listed. More would add no information. */
const MOST_FILES = 5

/** A change with files that may be deployed in an unknown way. */
interface Unclaimed {
  readonly declared: DeclaredSides
  readonly config: Config
  /** Changed files that no app is known to read. */
  readonly unclaimed: readonly string[]
}

/**
 * Returns the folders with changed files that may be deployed, if neither side has any app. It is not known what
 * deploys them, so the report lists each of them as not compared. Documents and CI files do not count.
 */
export function foldersWithoutApp({ declared, config, unclaimed }: Unclaimed): AppChange[] {
  if (declared.before.size + declared.after.size > 0) return []
  const paths = pathsOf(declared)
  const ofTools = new Set([...filesOfTools(unclaimed, paths).values()].flat())
  const files = unclaimed.filter((file) => mayBeDeployed(file) || ofTools.has(file))
  const there = new Set(paths)
  return [...groupBy(files, (file) => folderOf(file, there))].map(([folder, own]) =>
    folderWithoutApp(folder, own, paths, config),
  )
}

function folderWithoutApp(
  folder: string,
  files: readonly string[],
  paths: readonly string[],
  config: Config,
): AppChange {
  const name = folder === '.' ? 'the root of the repo' : folder
  const nowhere = { labels: {}, cluster: undefined, server: undefined, namespace: undefined }
  const environment = environmentOf({ ...nowhere, name: '', paths: files }, undefined, config)
  const tools = [...filesOfTools(files, paths).keys()]
  const what = `No app was found in this repo, so it is unknown what deploys ${listed(files)}`
  const message =
    tools.length === 0 ? what : `${what}. ${listed(tools)} may deploy it; Fairlead does not read it`
  const app = posix.basename(folder) === '.' ? 'NAME' : posix.basename(folder)
  const quoted = [app, folder].map((text) => (/^[A-Za-z][\w./-]*$/.test(text) ? text : JSON.stringify(text)))
  const failure = (side: SideFailure['side']): SideFailure => ({
    side,
    message,
    hint: `If an Application or a Kustomization outside this repo deploys the folder, add it to ${CONFIG_FILE} on the base branch: folders: [{app: ${quoted[0]}, path: ${quoted[1]}${environment === undefined ? '' : `, environment: ${environment}`}}].`,
    at: undefined,
    isOutOfReach: true,
  })
  return notKnown(
    undeclaredRef(
      { name, kind: 'folder', environment, declaredAt: { file: files[0] ?? folder, line: 1 } },
      config,
    ),
    [failure('before'), failure('after')],
    files,
  )
}

/** Returns the nearest folder above a file that is a chart or a kustomization; otherwise the file's own folder. */
function folderOf(file: string, paths: ReadonlySet<string>): string {
  const markers = ['Chart.yaml', ...KUSTOMIZATION_FILES]
  for (let folder = posix.dirname(file); ; folder = posix.dirname(folder)) {
    if (markers.some((marker) => paths.has(posix.join(folder, marker)))) return folder
    if (folder === '.') return posix.dirname(file)
  }
}

/**
 * Returns an error if a repo without any app has files that may be deployed, because a check of no manifests would
 * pass. Returns undefined if it has no such files.
 */
export function nothingRendered(paths: readonly string[]): FairleadError | undefined {
  const tools = toolsAmong(paths)
  if (tools.length === 0 && !paths.some(mayBeDeployed)) return undefined
  const named = listed(tools.map(({ tool, file }) => `${tool} (${file})`))
  return new FairleadError('refused', [
    {
      message: `no app was found in this repo, so nothing was rendered${named === '' ? '' : `. It has files of ${named}, which Fairlead does not read`}`,
      hint: `Run fairlead inventory to see why. If something outside the repo deploys a folder, add it to ${CONFIG_FILE}: folders: [{app: NAME, path: FOLDER}].`,
    },
  ])
}

/** Returns warnings about a repo in which neither side has any app, as sentences. */
export function noAppWarnings({ before, after }: DeclaredSides): string[] {
  if (before.size + after.size > 0) return []
  const tools = toolsAmong(pathsOf({ before, after })).map(({ tool, file }) => `${tool} (${file})`)
  const why =
    tools.length === 0
      ? 'Run fairlead inventory to see why.'
      : `It has files of ${listed(tools)}, which Fairlead does not read.`
  return [`No app was found in this repo, so nothing is compared. ${why}`]
}

/**
 * Returns warnings about the changed files that may be deployed by a tool that Fairlead does not read, as sentences.
 * No result about the apps of the repo applies to these files.
 */
export function otherToolWarnings({ declared, unclaimed }: Omit<Unclaimed, 'config'>): string[] {
  if (unclaimed.length === 0 || declared.before.size + declared.after.size === 0) return []
  return [...filesOfTools(unclaimed, pathsOf(declared))].map(
    ([tool, files]) =>
      `Not checked: ${listed(files)}, which ${tool} may deploy. Fairlead does not read ${files.length === 1 ? 'such a file' : 'such files'}.`,
  )
}

function pathsOf({ before, after }: Pick<DeclaredSides, 'before' | 'after'>): string[] {
  const all = [before, after].flatMap(({ context }) => context.files.entries.map(({ path }) => path))
  return [...new Set(all)]
}

function listed(all: readonly string[]): string {
  const shown = all.slice(0, MOST_FILES)
  if (all.length > MOST_FILES) return `${shown.join(', ')} and ${all.length - MOST_FILES} more`
  return shown.length < 2 ? shown.join('') : `${shown.slice(0, -1).join(', ')} and ${shown.at(-1)}`
}
