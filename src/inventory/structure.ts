import type { ChangedFile } from './inner-change.ts'
import { changesValuesAlone } from './inner-change.ts'
import type { Tree } from '../tree/tree.ts'

/**
 * Which changes leave what a repo declares as it is: which apps there are, where they run and what they are made
 * of. Those of a values file or of a plain manifest do, and they are most of the changes; then what is known of
 * one revision is known of the other. In doubt a change does not count as one.
 */

/** Files whose content says which other files count, or how. */
const LEADING_FILES =
  /(^|\/)(kustomization\.ya?ml|Kustomization|Chart\.yaml|requirements\.yaml|\.argocd-source[^/]*\.yaml|\.sourceignore|\.helmignore)$/
/** Objects of controllers and what patches them; a JSON patch names neither, values of argocd-apps have a form of their own. */
const LEADING_TEXT =
  /argoproj\.io|fluxcd\.io|^[ \t]*(-[ \t]*)?["']?kind["']?[ \t]*:[ \t]*["']?(Application|ApplicationSet|AppProject|HelmRelease|Kustomization|Component)\b|["']?\bop["']?\s*:|^[ \t]*["']?(additionalA|a)pplication(set)?s["']?\s*:|["']?itemTemplates["']?\s*:/im
/** By these others refer to an object, for example Flux to a ConfigMap with values. */
const NAMING_LINE = /^.*\b(kind|name|namespace|nameSuffix|namePrefix)["']?\s*:.*$/gm

/** Whether a file says nothing about which apps there are and what they are made of, before and after. */
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

/** More changed files are seldom all plain, and to look at them takes long. */
const MOST_FILES = 500

/**
 * Whether a change leaves what a repo declares as it is, but for the objects' own values.
 *
 * @returns the changed files whose objects are others all the same: see {@link changesValuesAlone}; undefined where
 *   other apps may be declared, or others by the same names
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
