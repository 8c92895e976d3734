import type { Sides } from '../../git/sides.ts'
import type { Unresolved } from '../../inventory/model.ts'

/** The maximum numbers of files and reasons. `fairlead inventory` shows all of them. */
const MOST_FILES = 3
const MOST_REASONS = 5

/**
 * Returns what the inventory could not resolve, one sentence for each reason. Objects in changed files come first.
 *
 * @param changed the paths that differ between the sides
 */
export function unresolvedWarnings(
  unresolved: readonly Unresolved[],
  changed: ReadonlySet<string>,
): string[] {
  const byReason = new Map<string, Unresolved[]>()
  const isChanged = ({ file }: Unresolved) => Number(changed.has(file))
  // A patch does not hide apps, because the set that it changes is checked separately.
  const telling = unresolved.filter((one) => !one.isPatch || changed.has(one.file))
  for (const one of telling.toSorted((a, b) => isChanged(b) - isChanged(a)))
    byReason.set(one.reason, [...(byReason.get(one.reason) ?? []), one])
  const sentences = [...byReason.values()].map(sentence)
  const left = [...byReason.values()].slice(MOST_REASONS).flat().length
  return [
    ...sentences.slice(0, MOST_REASONS),
    ...(left > 0 ? [`${left} more objects are not checked. Run fairlead inventory to list them.`] : []),
  ]
}

/** Returns the submodules that a change updates and that no known app uses. Their content is not checked. */
export function submoduleWarnings({ differences }: Sides, unclaimed: readonly string[]): string[] {
  const changed = new Set(unclaimed)
  const moved = differences.filter(({ path, entry }) => entry?.mode === '160000' && changed.has(path))
  return moved.map(({ path }) => `Not checked: the submodule ${path}, which changes. No known app reads it.`)
}

function sentence(same: readonly Unresolved[]): string {
  const files = [...new Set(same.map(({ file }) => file))]
  const shown = files.slice(0, MOST_FILES).join(', ')
  const where = files.length > MOST_FILES ? `${shown} and ${files.length - MOST_FILES} more` : shown
  const [one] = same
  if (one?.isTemplate)
    return `Not checked: the apps that templates of charts would declare, because no app of this repo deploys these charts (${where}). If something else deploys such a chart, add its Application as a file to this repo.`
  return `Not checked: ${same.length === 1 ? `${one?.kind ?? ''} ${one?.name ?? ''}`.trim() : `${same.length} objects`} (${where}): ${one?.reason ?? ''}`
}
