import { posix } from 'node:path'
import { joinPath } from '../../tree/paths.ts'
import type { Files } from '../../yaml/files.ts'
import type { Json } from '../../yaml/value.ts'
import { listAt, valueAt } from '../../yaml/value.ts'
import { doublestar } from '../../patterns/doublestar.ts'
import type { Kustomization } from '../kustomization.ts'
import { isThere, listOf } from '../kustomization.ts'

/**
 * Applies `edit add component`, which accepts patterns. If the source ignores missing components, only existing ones
 * are added.
 *
 * Rules: argo-cd util/kustomize/kustomize.go (Build); kustomize commands/internal/util (GlobPatternsWithLoader)
 *
 * @param folder the folder of the kustomization
 */
export function addComponents(
  kustomization: Kustomization,
  options: Json | undefined,
  files: Files,
  folder: string,
): void {
  const wanted = listAt(options, 'components').filter((entry) => typeof entry === 'string')
  const ignoreMissing = valueAt(options, 'ignoreMissingComponents') === true
  for (const entry of wanted) {
    if (ignoreMissing && !isThere(files, folder, entry)) continue
    const found = /[*?[]/.test(entry) ? foldersFitting(files, folder, entry) : []
    for (const component of found.length > 0 ? found : [entry]) {
      const known = listOf(kustomization, 'components')
      if (!known.includes(component)) kustomization['components'] = [...known, component]
    }
  }
}

/** Returns the folders that match a pattern, as paths relative to a folder. Rule: Go's path/filepath (Glob) */
function foldersFitting(files: Files, folder: string, pattern: string): readonly string[] {
  const whole = joinPath(folder, pattern)
  if (whole === undefined) return []
  const fits = doublestar(whole.replaceAll(/\*\*+/g, '*'))
  return files
    .folders()
    .filter((path) => fits.test(path))
    .toSorted()
    .map((path) => posix.relative(folder, path))
}
