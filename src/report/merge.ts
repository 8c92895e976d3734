import type { AppChange, DiffReport } from '../diff/model.ts'
import { compareApps } from '../diff/order.ts'
import { inputError } from '../errors.ts'

/**
 * Puts the parts of a matrix together: the report that one run without parts would have given, but for timing.
 *
 * @param digestsOf the digests of all apps, by environment
 * @throws FairleadError (input) where a part is missing, there twice, or of another comparison
 */
export function mergeShards(
  parts: readonly DiffReport[],
  digestsOf: (apps: readonly AppChange[]) => DiffReport['digests'],
): DiffReport {
  const [first] = parts
  if (!first) throw inputError('there is no part of a report to merge')
  check(parts, first)
  const ordered = parts.toSorted((a, b) => (a.shard?.index ?? 1) - (b.shard?.index ?? 1))
  const apps = ordered.flatMap((part) => part.apps).toSorted(compareApps)
  const versions = mergeVersions(ordered)
  const slowest = (of: (took: DiffReport['took']) => number) => Math.max(...parts.map(({ took }) => of(took)))
  return {
    ...first,
    apps,
    digests: digestsOf(apps),
    // A file may be the input of a child that only one part came upon.
    unclaimed: first.unclaimed.filter((file) => parts.every(({ unclaimed }) => unclaimed.includes(file))),
    warnings: [...new Set([...ordered.flatMap(({ warnings }) => warnings), ...versionWarnings(versions)])],
    versions: Object.fromEntries([...versions].map(([tool, all]) => [tool, all.join(' and ')])),
    took: {
      inventory: slowest(({ inventory }) => inventory),
      rendering: slowest(({ rendering }) => rendering),
      total: slowest(({ total }) => total),
    },
    shard: undefined,
  }
}

function check(parts: readonly DiffReport[], first: DiffReport): void {
  const count = first.shard?.count ?? 1
  const seen = new Set<number>()
  for (const part of parts) {
    const { index, count: own } = part.shard ?? { index: 1, count: 1 }
    if (own !== count) throw inputError(`one part is of ${count}, another of ${own}`, { hint: SAME_RUN })
    if (seen.has(index)) throw inputError(`part ${index} of ${count} is there twice`, { hint: SAME_RUN })
    seen.add(index)
    for (const side of ['base', 'head'] as const)
      if (part[side].commit !== first[side].commit)
        throw inputError(`part ${index} of ${count} compares another commit as ${side}`, { hint: SAME_RUN })
  }
  const missing = Array.from({ length: count }, (_, i) => i + 1).filter((index) => !seen.has(index))
  if (missing.length > 0)
    throw inputError(
      `of ${count} parts ${missing.slice(0, 10).join(', ')} ${missing.length === 1 ? 'is' : 'are'} missing`,
      {
        hint: 'Merge only when all jobs of the matrix have succeeded.',
      },
    )
}

const SAME_RUN = 'Merge the parts of one run, each of them once.'

/** Each program with its version; where the parts disagree, with all of them. */
function mergeVersions(parts: readonly DiffReport[]): Map<string, readonly string[]> {
  const found = new Map<string, Set<string>>()
  for (const { versions } of parts)
    for (const [tool, version] of Object.entries(versions))
      found.set(tool, (found.get(tool) ?? new Set()).add(version))
  return new Map([...found].map(([tool, versions]) => [tool, [...versions]]))
}

function versionWarnings(versions: ReadonlyMap<string, readonly string[]>): string[] {
  return [...versions]
    .filter(([, all]) => all.length > 1)
    .map(
      ([tool, all]) =>
        `The parts rendered with different versions of ${tool}: ${all.join(' and ')}. Objects may differ for that alone.`,
    )
}
