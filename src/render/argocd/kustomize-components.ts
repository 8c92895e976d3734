import { posix } from 'node:path'
import { joinPath } from '../../tree/paths.ts'
import type { Files } from '../../yaml/files.ts'
import type { Json } from '../../yaml/value.ts'
import { listAt, valueAt } from '../../yaml/value.ts'
import { doublestar } from '../../patterns/doublestar.ts'
import type { Kustomization } from '../kustomization.ts'
import { isThere, listOf } from '../kustomization.ts'

/**
 * `edit add component`, which takes patterns; only what is there counts where the source says so.
 *
 * Rules: argo-cd util/kustomize/kustomize.go (Build); kustomize commands/internal/util (GlobPatternsWithLoader)
 *
 * @param folder that of the kustomization
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

/** The folders that a pattern means, as paths from another folder. Rule: Go's path/filepath (Glob) */
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
