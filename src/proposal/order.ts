import type { Order } from '../moves/order.ts'
import { orderOf } from '../moves/order.ts'
import type { AppRepo, SourceComparison } from '../forge/app-repo.ts'
import { isObjectId } from '../git/object-id.ts'
import { commitIn, isOnlyDigits } from '../images/tag-fields.ts'

/** A build that shall be written. */
export interface Build {
  readonly tag: string | undefined
  readonly digest: string | undefined
  /** The app repo. */
  readonly repository: string | undefined
  /** The commit that a person has named for it; goes before one in the tag. */
  readonly namedCommit: string | undefined
  /** The commit that the job runs for, which is mostly that of the build. */
  readonly jobCommit: string | undefined
}

/** A build that stands somewhere. */
export interface Standing {
  readonly tag: string | undefined
  readonly digest: string | undefined
  /** What was recorded when it was written; asked only where it is needed. */
  recorded(): Promise<{ readonly repository: string; readonly commit?: string } | undefined>
}

/** How a build stands to another one. */
export interface Verdict {
  readonly order: Order
  /** What it was told by, as a sentence without a stop; of an unknown order, why it cannot be told. */
  readonly why: string
  /** The histories of the two have parted: neither is the newer one. */
  readonly hasDiverged: boolean
  /** What the app repo said, where it was asked and knew both. */
  readonly comparison: SourceComparison | undefined
  readonly wasAsked: boolean
}

/**
 * Tells which of two builds is the newer one: by their tags (see `compareTags`), else by their commits. The
 * commit of a build is the one that was named for it, or whose id is in its tag, or that was recorded when it
 * was written.
 *
 * @throws FairleadError (remote) where the app repo may be asked but does not answer: an older build must not
 *   get over a newer one because of a fault that passes
 */
export async function judge(build: Build, standing: Standing, appRepo: AppRepo): Promise<Verdict> {
  const told = { hasDiverged: false, comparison: undefined, wasAsked: false }
  const unknown = (why: string, more: Partial<Verdict> = {}): Verdict => ({
    ...told,
    order: 'unknown',
    why,
    ...more,
  })
  const order = orderOf(standing.tag, standing.digest, build)
  if (order !== 'unknown') return { ...told, order, why: `${standing.tag} is the higher version` }

  const { repository } = build
  const [to, ...others] = commitsOf(build)
  if (repository === undefined) return unknown('the app repo is not known: set source-repository')
  if (to === undefined) return unknown('the commit of the new build is not known: set source-commit')
  const isRebuilt = standing.tag === build.tag
  const own = standing.tag === undefined || isRebuilt ? undefined : commitIn(standing.tag)
  const recorded = own === undefined || isOnlyDigits(own) ? await standing.recorded() : undefined
  const known = recorded?.repository === repository && isCommit(recorded.commit) ? recorded.commit : undefined
  const froms = [own, known].filter((commit) => commit !== undefined)
  const [from] = froms
  if (from === undefined)
    return unknown(
      recorded && recorded.repository !== repository
        ? `the current version was built from ${recorded.repository}`
        : 'the commit of the current version is not known: put the commit id into the tags',
    )

  const compare = (commit: string) => appRepo.compare({ repository, from: froms, to: commit, isNeeded: true })
  let answer = await compare(to)
  let chosen = to
  for (const other of others) {
    if (answer.order !== 'unknown') break
    answer = await compare(other)
    chosen = other
  }
  if (answer.order === 'unknown') return unknown(answer.reason, { wasAsked: true })
  const asked = { comparison: answer, wasAsked: true }
  const base = answer.from
  const [older, newer] = answer.order === 'behind' ? [chosen, base] : [base, chosen]
  const why = `${short(older)} is an ancestor of ${short(newer)} in ${repository}`
  if (answer.order === 'ahead') return { ...told, ...asked, order: 'newer', why }
  if (answer.order === 'behind') return { ...told, ...asked, order: 'older', why }
  if (answer.order === 'identical') return unknown(`both were built from ${short(chosen)}`, asked)
  return unknown(`${short(base)} and ${short(chosen)} are on diverged branches of ${repository}`, {
    ...asked,
    hasDiverged: true,
  })
}

/**
 * The commits that a build may be of, the likeliest first. The id in a tag tells more than the job, which may deploy a build
 * of another one; the job tells the whole id. One of digits only may be the number of a build.
 */
function commitsOf({ tag, namedCommit, jobCommit }: Build): string[] {
  if (namedCommit !== undefined) return [namedCommit]
  const inTag = tag === undefined ? undefined : commitIn(tag)
  const job = jobCommit === undefined ? [] : [jobCommit]
  if (inTag === undefined || jobCommit?.startsWith(inTag)) return job
  return isOnlyDigits(inTag) ? [inTag, ...job] : [inTag]
}

/** Whether it is a whole id: anybody may write a trailer, and a branch's name means another commit every day. */
function isCommit(text: unknown): boolean {
  return typeof text === 'string' && isObjectId(text)
}

function short(commit: string): string {
  return /^[0-9a-f]{8,64}$/.test(commit) ? commit.slice(0, 7) : commit
}
