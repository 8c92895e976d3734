import type { ChangedFile } from './inner-change.ts'
import { changesValuesAlone } from './inner-change.ts'
import type { Tree } from '../tree/tree.ts'

/**
 * Changes that do not affect the structure of a repo: which apps exist, where they run and what they depend on. Most
 * changes are of this kind: they affect a values file or a plain manifest. Facts that are known for one revision then
 * also apply to the other. In doubt, a change is treated as structural.
 */

/** Files that determine which other files are used, or how. */
const LEADING_FILES =
  /(^|\/)(kustomization\.ya?ml|Kustomization|Chart\.yaml|requirements\.yaml|\.argocd-source[^/]*\.yaml|\.sourceignore|\.helmignore)$/
/**
 * Controller objects and their patches. A JSON patch contains neither `kind` nor `apiVersion`, and values of
 * argocd-apps have a format of their own.
 */
const LEADING_TEXT =
  /argoproj\.io|fluxcd\.io|^[ \t]*(-[ \t]*)?["']?kind["']?[ \t]*:[ \t]*["']?(Application|ApplicationSet|AppProject|HelmRelease|Kustomization|Component)\b|["']?\bop["']?\s*:|^[ \t]*["']?(additionalA|a)pplication(set)?s["']?\s*:|["']?itemTemplates["']?\s*:/im
/** Lines by which other objects can refer to an object, for example Flux to a ConfigMap with values. */
const NAMING_LINE = /^.*\b(kind|name|namespace|nameSuffix|namePrefix)["']?\s*:.*$/gm

/** Reports whether a file does not affect which apps exist and what they depend on, before and after the change. */
export function isPlain({ path, before, after }: ChangedFile): boolean {
  if (LEADING_FILES.test(path) || LEADING_TEXT.test(before) || LEADING_TEXT.test(after)) return false
  const [was, is] = [before, after].map((text) => text.match(NAMING_LINE) ?? [])
  return was?.length === is?.length && was?.every((line, i) => line === is?.[i]) === true
}

/** A file or link that differs between two trees. */
export interface Difference {
  readonly path: string
  /** Whether it is a regular file on both sides, with one mode. */
  readonly isEdited: boolean
}

/** The maximum number of changed files to inspect: larger changes are rarely all plain and take long to read. */
const MOST_FILES = 500

/**
 * Reports whether a change leaves the structure of a repo as it is, apart from the objects' own values.
 *
 * @returns the changed files whose objects differ only in their own values: see {@link changesValuesAlone}; undefined
 *   if the change may declare other apps, or other objects of the same name
 */
export async function leavesStructure(
  before: Tree,
  after: Tree,
  differences: readonly Difference[],
): Promise<ReadonlySet<string> | undefined> {
  if (differences.length > MOST_FILES || !differences.every(({ isEdited }) => isEdited)) return undefined
  const paths = differences.map(({ path }) => path)
  const [old, now] = await Promise.all([before.read(paths), after.read(paths)])
  const text = (content: Uint8Array | undefined) => Buffer.from(content ?? []).toString()
  const redeclared = new Set<string>()
  for (const path of paths) {
    const change = { path, before: text(old.get(path)?.content), after: text(now.get(path)?.content) }
    if (isPlain(change)) continue
    if (!changesValuesAlone(change)) return undefined
    redeclared.add(path)
  }
  return redeclared
}
