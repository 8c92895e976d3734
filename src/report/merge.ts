import { isDeepStrictEqual as isSame } from 'node:util'
import type { AppChange, Review } from '../review/model.ts'
import { compareApps } from '../review/order.ts'
import { inputError } from '../errors.ts'
import { appKey } from './json/json.ts'

type DigestsOf = (apps: readonly AppChange[]) => Review['digests']

/**
 * Takes the reports of other jobs: one, or the parts of a matrix. Whoever controls such a job controls the content of
 * its report, so the result names those jobs as its source. Only two things are ensured: the digests are those of the
 * listed apps, and no app is listed twice.
 *
 * @param digestsOf returns the digests of all apps, by environment
 * @throws FairleadError (input) if the reports contradict themselves or each other, or a part is missing
 */
export function takeReports(parts: readonly Review[], digestsOf: DigestsOf): Review {
  const [first] = parts
  if (!first) throw inputError('reports does not list any report')
  const told =
    parts.length === 1
      ? 'Another job rendered this report. Its content, including the commits and digests, is only as trustworthy as that job.'
      : `${parts.length} other jobs rendered this report. Its content, including the commits and digests, is only as trustworthy as those jobs.`
  const isWhole = parts.length === 1 && first.shard === undefined
  const report = isWhole ? { ...first, digests: digestsOf(first.apps) } : mergeShards(parts, digestsOf)
  // An untrusted job may have written the address, so no reviewer must follow it.
  return { ...report, apps: report.apps.map((change) => ({ ...change, url: undefined })), told }
}

/**
 * Merges the parts of a matrix into the report that a single run would have created, except for the timing.
 *
 * @param digestsOf returns the digests of all apps, by environment
 * @throws FairleadError (input) if a part is missing, given twice, or of another comparison, or if two parts contain
 *   the same app with different results
 */
export function mergeShards(parts: readonly Review[], digestsOf: DigestsOf): Review {
  const [first] = parts
  if (!first) throw inputError('there is no report to merge')
  check(parts, first)
  const ordered = parts.toSorted((a, b) => (a.shard?.index ?? 1) - (b.shard?.index ?? 1))
  const apps = appsOf(ordered).toSorted(compareApps)
  const versions = mergeVersions(ordered)
  const slowest = (of: (took: Review['took']) => number) => Math.max(...parts.map(({ took }) => of(took)))
  return {
    ...first,
    risks: [
      ...new Map(ordered.flatMap(({ risks }) => risks).map((one) => [JSON.stringify(one), one])).values(),
    ],
    apps,
    digests: digestsOf(apps),
    // A file may be the input of a child that only one part found.
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

function check(parts: readonly Review[], first: Review): void {
  const count = first.shard?.count ?? 1
  const seen = new Set<number>()
  for (const part of parts) {
    const { index, count: own } = part.shard ?? { index: 1, count: 1 }
    if (own !== count)
      throw inputError(`one part belongs to ${count} parts, another to ${own}`, { hint: SAME_RUN })
    if (seen.has(index)) throw inputError(`part ${index} of ${count} is given twice`, { hint: SAME_RUN })
    seen.add(index)
    for (const side of ['base', 'head'] as const)
      if (!isSame(part[side], first[side]))
        throw inputError(`part ${index} of ${count} compares a different commit as ${side}`, {
          hint: SAME_RUN,
        })
    if (part.comparedInstead !== first.comparedInstead)
      throw inputError(`part ${index} of ${count} disagrees about what was compared`, {
        hint: SAME_RUN,
      })
  }
  const missing = Array.from({ length: count }, (_, i) => i + 1).filter((index) => !seen.has(index))
  if (missing.length > 0)
    throw inputError(
      `of ${count} parts ${missing.slice(0, 10).join(', ')} ${missing.length === 1 ? 'is' : 'are'} missing`,
      {
        hint: 'Merge the parts only after all jobs of the matrix have succeeded.',
      },
    )
}

/** Returns the apps of all parts. An app that two parts found (a child of two apps) is listed once. */
function appsOf(parts: readonly Review[]): AppChange[] {
  const known = new Map<string, { readonly change: AppChange; readonly index: number | undefined }>()
  for (const { apps, shard } of parts)
    for (const change of apps) {
      const other = known.get(appKey(change))
      if (other && !isSame(other.change, change))
        throw inputError(
          `the parts ${other.index} and ${shard?.index} both contain the app ${JSON.stringify(change.app.name)}, with different results`,
          { hint: SAME_RUN },
        )
      if (!other) known.set(appKey(change), { change, index: shard?.index })
    }
  return [...known.values()].map(({ change }) => change)
}

const SAME_RUN = 'Merge the parts of a single run, each part once.'

/** Returns each program with its version, or with all of its versions if the parts differ. */
function mergeVersions(parts: readonly Review[]): Map<string, readonly string[]> {
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
        `The parts were rendered with different versions of ${tool}: ${all.join(' and ')}. Objects may differ for that reason alone.`,
    )
}
