/** The commit that a change is compared with. */
import { readFile } from 'node:fs/promises'
import { inputError } from '../errors.ts'
import { commits, isWithin, parentsOf, refuseOption } from './commits.ts'
import type { Commit } from './commits.ts'
import type { EventSides, TipsOptions } from './event-sides.ts'
import { fetchTip, findCommit, short } from './find-commit.ts'
import type { Git } from './git.ts'
import { mayBeBranch, missingCure } from './missing.ts'

export interface Base {
  readonly commit: Commit
  readonly branch: string | undefined
  readonly isExact: boolean
  readonly warnings: readonly string[]
}

/**
 * Finds the base: a commit that the event names, or else the current tip of the branch on its server.
 *
 * @throws FairleadError (input) if it does not exist, with a fix
 */
export async function findBase(git: Git, options: TipsOptions): Promise<Base> {
  const { event } = options
  const name = options.base.replace(/^(refs\/heads\/|(refs\/remotes\/)?origin\/)/, '')
  refuseOption(name)
  for (const [i, from] of (event?.from ?? []).entries()) {
    const commit = await findCommit(git, from, options)
    if (!commit) continue
    const warnings =
      i === 0
        ? []
        : [
            `The commit ${short(event?.from[0])} no longer exists. The change is compared with ${short(commit.commit)}, the commit before it.`,
          ]
    return { commit, branch: name, isExact: true, warnings }
  }
  if (event && event.from.length > 0)
    throw inputError(
      `the commit ${short(event.from[0])} that the change starts from is not in this checkout and cannot be fetched`,
      {
        hint: `${git.cure('history')} Or set base.`,
      },
    )
  const isBranch = mayBeBranch(name)
  const fresh =
    options.fetch && isBranch ? await fetchTip(git, `refs/heads/${name}`, event?.baseAt) : undefined
  if (fresh?.commit) return { commit: fresh.commit, branch: name, isExact: false, warnings: [] }
  return keptBase(git, name, { ...options, reason: fresh?.reason })
}

/**
 * Returns the base in this checkout, with a warning if it may be old: the changes that others have merged since then
 * would be reported as part of this change.
 */
async function keptBase(
  git: Git,
  name: string,
  options: TipsOptions & { readonly reason: string | undefined },
): Promise<Base> {
  const { event, reason } = options
  const names = [`refs/remotes/origin/${name}`, `refs/heads/${name}`, name]
  const found = await commits(git, names)
  const first = names.find((one) => found.has(one)) ?? ''
  const kept = found.get(first) ?? (await findCommit(git, name, options))
  // `main~1` is not a branch, although a commit with this name exists below refs/heads/.
  const branch = first === name || !kept || /[~^:]|@\{/.test(name) ? undefined : name
  const asItIs = (commit: Commit, warnings: readonly string[] = []): Base => ({
    commit,
    branch,
    isExact: false,
    warnings,
  })
  if (kept && (reason === undefined || branch === undefined)) return asItIs(kept)
  if (kept && (await isOfThisJob(git, name, kept.commit, event))) return asItIs(kept)
  const why = `${JSON.stringify(name)} could not be fetched${reason === undefined || reason === '' ? '' : ` (${reason})`}`
  for await (const commit of knownBases(git, options)) {
    const text = `${why}, so the change is compared with ${short(commit.commit)}, the base in the event of this job.`
    return { ...asItIs(commit, [text]), branch: name }
  }
  if (kept)
    return asItIs(kept, [
      `${why}, so the change is compared with the base in this checkout (${short(kept.commit)}), which may be old. Changes that others made since then would be shown as part of this change. ${git.cure('history')}`,
    ])
  throw inputError(
    `the base ${JSON.stringify(name)} is not in this checkout${reason === undefined || reason === '' ? '' : `, and cannot be fetched (${reason})`}`,
    { hint: await missingCure(git, name) },
  )
}

/** Finds the base as it was at the job's event, the nearest commit first. */
export async function* knownBases(
  git: Git,
  options: Pick<TipsOptions, 'fetch' | 'event'>,
): AsyncGenerator<Commit> {
  const { baseWas = [] } = options.event ?? {}
  const into = options.event && (await baseOfTrial(git, options.event))
  for (const name of [...(into === undefined ? [] : [into]), ...baseWas]) {
    const commit = await findCommit(git, name, options)
    if (commit) yield commit
  }
}

/**
 * Returns the base that the forge has merged a request into. For any other commit, also a merge commit of a person,
 * the first parent is the request's own previous commit, or one from a rebase.
 */
async function baseOfTrial(git: Git, { trialMerge, head }: EventSides): Promise<string | undefined> {
  if (trialMerge === undefined || trialMerge === head) return undefined
  const [into, merged] = await parentsOf(git, trialMerge)
  if (merged === undefined || head === undefined || merged === head) return merged && into
  return (await isWithin(git, head, merged)) ? into : undefined
}

/**
 * Reports whether the checkout's branch was fetched together with the checked-out commit: the last fetch lists it, or
 * there was no fetch, and both come from the clone. Jobs often keep no credentials for another fetch.
 */
async function isOfThisJob(
  git: Git,
  name: string,
  commit: string,
  event: EventSides | undefined,
): Promise<boolean> {
  if (event?.checkedOut === undefined || event.baseAt !== undefined) return false
  const here = (await commits(git, ['HEAD'])).get('HEAD')
  if (here?.commit !== event.checkedOut) return false
  const { fetched } = await git.about()
  const left = await readFile(fetched, 'utf8').catch(() => undefined)
  if (left === undefined) return true
  const lines = left.split('\n')
  const isLine = (line: string, id: string) => line.startsWith(`${id}\t`)
  return lines.some((line) => isLine(line, commit) && line.includes(`\tbranch '${name}' of `))
}
