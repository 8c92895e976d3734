/** The two commits that a change is between: in a job those that its event is about, as the forge has them. */
import { readFile } from 'node:fs/promises'
import { FairleadError, inputError } from '../errors.ts'
import { commits, isShallow, isWithin, parentsOf, refuseOption } from './commits.ts'
import type { Commit } from './commits.ts'
import type { Git } from './git.ts'
import { allowed, fetchFromOrigin } from './partial.ts'
import { headOf } from './working-tree.ts'
import type { Head } from './working-tree.ts'

/** What the event of a job tells of the change that it runs for. */
export interface EventSides {
  /** Commits to compare the head with as it is, in the order of preference; else the tip of the base counts. */
  readonly from: readonly string[]
  /** Commits of the base as the event knew it, the nearest first. */
  readonly baseWas: readonly string[]
  /** The commit that the event is about; undefined where what is checked out counts. */
  readonly head: string | undefined
  readonly headName: string | undefined
  /** The refs under which the base's repository keeps it. */
  readonly headRefs: readonly string[]
  /** Whether the event is about a request, which nothing else may stand for. */
  readonly isRequest: boolean
  /** The commit that the CI system checks out. */
  readonly checkedOut: string | undefined
  /** The address of the repository that has the base, where `origin` is another one; undefined where it is that. */
  readonly baseAt: string | undefined
}

export interface TipsOptions {
  /** The branch that the change goes into, or any revision. */
  readonly base: string
  /** The change: any revision. Without it that of the event, or what is checked out, with what is not committed. */
  readonly head?: string | undefined
  /** Whether git may fetch what a shallow, partial or kept clone lacks. */
  readonly fetch: boolean
  /** In a job. */
  readonly event?: EventSides | undefined
}

export interface Tips {
  readonly base: Commit
  readonly head: Head
  /** The branch whose tip the base is, or that it is taken for. */
  readonly branch: string | undefined
  /** Whether the two are compared as they are, and nothing is merged. */
  readonly isExact: boolean
  readonly warnings: readonly string[]
}

interface Base {
  readonly commit: Commit
  readonly branch: string | undefined
  readonly isExact: boolean
  readonly warnings: readonly string[]
}

/**
 * Finds the base and the head.
 *
 * @throws FairleadError (input) where one of them is not there, with what to do
 */
export async function findTips(git: Git, options: TipsOptions): Promise<Tips> {
  const base = await findBase(git, options)
  const { event } = options
  if (options.head !== undefined || event === undefined) {
    const head = await headOf(git, options.head, await findCommit(git, options.head ?? 'HEAD', options))
    return { ...base, base: base.commit, head }
  }
  return { ...base, ...(await findHead(git, base, { ...options, event })), base: base.commit }
}

/**
 * A commit by its id or another name, fetched where it is not here and may be. `<id>^1` is its first parent, also where
 * a shallow clone has cut that off.
 */
export async function findCommit(
  git: Git,
  name: string,
  { fetch, event }: Pick<TipsOptions, 'fetch' | 'event'>,
  refs: readonly string[] = [],
): Promise<Commit | undefined> {
  refuseOption(name)
  const [, child] = /^([0-9a-f]{40,64})\^1$/.exec(name) ?? []
  if (child !== undefined) {
    const [parent] = await parentsOf(git, child)
    return parent === undefined ? undefined : findCommit(git, parent, { fetch, event })
  }
  const find = async () => (await commits(git, [name])).get(name)
  const here = await find()
  if (here || !fetch || !/^[0-9a-f]{40,64}$/.test(name)) return here
  // A server need not give a commit by its id alone, and a ref may have moved on.
  for (const wanted of [name, ...refs])
    for (const address of new Set([undefined, event?.baseAt])) {
      const fetched = await fetchFromOrigin(git, { options: await depth(git), wanted: [wanted], address })
      const found = fetched.ok ? await find() : undefined
      if (found) return found
    }
  return undefined
}

/** Of a shallow clone no more than the commit itself; of a whole one all that it lacks. */
async function depth(git: Git): Promise<string[]> {
  return (await isShallow(git)) ? ['--depth=1'] : []
}

async function findBase(git: Git, options: TipsOptions): Promise<Base> {
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
            `The commit ${short(event?.from[0])} is gone: what is compared with is ${short(commit.commit)}, the commit before.`,
          ]
    return { commit, branch: name, isExact: true, warnings }
  }
  if (event && event.from.length > 0)
    throw inputError(
      `the commit ${short(event.from[0])} that the change starts from is not in this checkout, and cannot be fetched`,
      {
        hint: `${HISTORY} Or name the base.`,
      },
    )
  const isBranch = !/[~^:]|@\{/.test(name) && !/^[0-9a-f]{40,64}$/.test(name)
  const fresh = options.fetch && isBranch ? await fetchBranch(git, name, event?.baseAt) : undefined
  if (fresh?.commit) return { commit: fresh.commit, branch: name, isExact: false, warnings: [] }
  return keptBase(git, name, { ...options, reason: fresh?.reason })
}

/** The tip of a branch as its server has it now, or why that is not known. */
async function fetchBranch(
  git: Git,
  name: string,
  address: string | undefined,
): Promise<{ readonly commit?: Commit; readonly reason: string }> {
  const ref = `refs/heads/${name}`
  const asking = ['ls-remote', '--', address ?? 'origin', ref]
  const asked = await git.attempt(asking, { settings: address === undefined ? [] : allowed(address) })
  const id = asked.stdout
    .split('\n')
    .find((line) => line.endsWith(`\t${ref}`))
    ?.split('\t')[0]
  if (!asked.ok) return { reason: reasonOf(git.explain(asking, asked)) }
  if (id === undefined) return { reason: 'there is no branch of that name now' }
  const here = (await commits(git, [id])).get(id)
  if (here) return { commit: here, reason: '' }
  const wanted = { options: await depth(git), wanted: [ref], address }
  const fetched = await fetchFromOrigin(git, wanted)
  if (!fetched.ok) return { reason: reasonOf(git.explain(['fetch'], fetched)) }
  const commit = (await commits(git, ['FETCH_HEAD'])).get('FETCH_HEAD')
  return commit ? { commit, reason: '' } : { reason: 'git has fetched no commit' }
}

/** The base as it is here, with a warning where it may be old: that would tell what others have merged as this change. */
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
  // `main~1` is no branch, though there is a commit of that name below refs/heads/.
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
  for (const was of event?.baseWas ?? []) {
    const commit = await findCommit(git, was, options)
    if (commit)
      return {
        ...asItIs(commit, [
          `${why}, so the change is compared with ${short(commit.commit)}: the base as this job's event knew it.`,
        ]),
        branch: name,
      }
  }
  if (kept)
    return asItIs(kept, [
      `${why}, so it is compared as this checkout has it (${short(kept.commit)}), which may be old: what others have changed since would be shown as part of this change. ${HISTORY}`,
    ])
  throw inputError(
    `the base ${JSON.stringify(name)} is not in this checkout${reason === undefined || reason === '' ? '' : `, and cannot be fetched (${reason})`}`,
    {
      hint: `Fetch it: git fetch origin ${name}:refs/remotes/origin/${name}. ${HISTORY} Or name another base.`,
    },
  )
}

const HISTORY = 'In a workflow, let actions/checkout have fetch-depth: 0; in GitLab, set GIT_DEPTH: 0.'

/**
 * Whether the checkout's branch was fetched together with what is checked out: the last fetch has left that. Jobs often
 * keep no credentials for another one.
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
  const lines = (await readFile(fetched, 'utf8').catch(() => '')).split('\n')
  const isLine = (line: string, id: string) => line.startsWith(`${id}\t`)
  return lines.some((line) => isLine(line, commit) && line.includes(`\tbranch '${name}' of `))
}

/** The commit of the event, whatever is checked out; or what is checked out, where that is built on it. */
async function findHead(
  git: Git,
  base: Base,
  options: TipsOptions & { readonly event: EventSides },
): Promise<Pick<Tips, 'head' | 'isExact' | 'warnings'>> {
  const { event } = options
  const here = await headOf(git, 'HEAD', (await commits(git, ['HEAD'])).get('HEAD'))
  const { isExact, warnings } = base
  if (event.head === undefined || here.commit === event.head) return { head: here, isExact, warnings }
  const [into, merged] = await parentsOf(git, here.commit)
  if (merged === event.head && event.isRequest) {
    const head = { ...here, commit: event.head }
    // The forge has merged it into this very base: there is nothing left to do, and no history is needed.
    if (into === base.commit.commit) return { head, isExact: true, warnings }
    const own = await findCommit(git, event.head, options, event.headRefs)
    return { head: own ? { ...here, ...own } : here, isExact, warnings }
  }
  const own = await findCommit(git, event.head, options, event.headRefs)
  const holds = own !== undefined && (await isWithin(git, own.commit, here.commit))
  if (!event.isRequest) {
    if (holds) return { head: here, isExact, warnings }
    const text = `What is checked out (${short(here.commit)}) is compared, which is not the commit that this job runs for (${short(event.head)}).`
    return { head: here, isExact, warnings: [...warnings, text] }
  }
  if (!own)
    throw inputError(
      `the commit ${short(event.head)} that this job is about is neither in this checkout, which is at ${short(here.commit)}, nor can it be fetched`,
      {
        hint: 'Check it out: with pull_request_target and workflow_run the base is checked out where actions/checkout has no ref. Or name head.',
      },
    )
  // Steps of the job may have committed on top of it.
  if (holds && !(await isWithin(git, here.commit, base.commit.commit)))
    return { head: here, isExact, warnings }
  const isElsewhere = event.checkedOut !== undefined && here.commit !== event.checkedOut
  const text = `The commit ${short(own.commit)} that this job is about is compared, and not what is checked out (${short(here.commit)}).`
  return {
    head: { name: event.headName ?? event.head, ...own, isCommitted: true },
    isExact,
    warnings: isElsewhere ? [...warnings, text] : warnings,
  }
}

function short(id = ''): string {
  return id.replace(/^[0-9a-f]{13,}/, (whole) => whole.slice(0, 12))
}

/** What failed, in one line without git's own words. */
function reasonOf(error: Error): string {
  const [first = ''] = (error instanceof FairleadError ? error.faults[0].message : error.message).split('\n')
  return first.replace(/ \([^()]*\)$/, '')
}
