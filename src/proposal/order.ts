import type { Order } from '../moves/order.ts'
import { orderOf } from '../moves/order.ts'
import type { AppRepo, SourceComparison } from '../forge/app-repo.ts'
import { isObjectId } from '../git/object-id.ts'
import { commitIn, isOnlyDigits } from '../images/tag-fields.ts'

/** A build that is to be written. */
export interface Build {
  readonly tag: string | undefined
  readonly digest: string | undefined
  /** The app repo. */
  readonly repository: string | undefined
  /** The commit that the user set for it; takes precedence over one in the tag. */
  readonly namedCommit: string | undefined
  /** The commit that the job runs for, which is usually that of the build. */
  readonly jobCommit: string | undefined
}

/** A build that is already written at a location. */
export interface Standing {
  readonly tag: string | undefined
  readonly digest: string | undefined
  /** Returns what was recorded when it was written; called only if it is needed. */
  recorded(): Promise<{ readonly repository: string; readonly commit?: string } | undefined>
}

/** The order of a build relative to another one. */
export interface Verdict {
  readonly order: Order
  /** The reason for the order, as a sentence without a period; for an unknown order, why it cannot be determined. */
  readonly why: string
  /** The histories of the two have diverged: neither is newer. */
  readonly hasDiverged: boolean
  /** The answer of the app repo, if it was asked and knew both commits. */
  readonly comparison: SourceComparison | undefined
  readonly wasAsked: boolean
}

/**
 * Determines which of two builds is newer: by their tags (see `compareTags`), otherwise by their commits. The commit
 * of a build is the one that was set for it, or whose id is in its tag, or that was recorded when it was written.
 *
 * @throws FairleadError (remote) if the app repo may be asked but does not answer: an older build must not replace a
 *   newer one because of a temporary error
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
 * Returns the commits that a build may come from, the most likely one first. The id in a tag is more reliable than
 * the job, which may deploy a build of another commit. The job has the full id. An id of only digits may be a build
 * number.
 */
function commitsOf({ tag, namedCommit, jobCommit }: Build): string[] {
  if (namedCommit !== undefined) return [namedCommit]
  const inTag = tag === undefined ? undefined : commitIn(tag)
  const job = jobCommit === undefined ? [] : [jobCommit]
  if (inTag === undefined || jobCommit?.startsWith(inTag)) return job
  return isOnlyDigits(inTag) ? [inTag, ...job] : [inTag]
}

/**
 * Reports whether a text is a full commit id: anyone can write a trailer, and a branch refers to different commits
 * over time.
 */
function isCommit(text: unknown): boolean {
  return typeof text === 'string' && isObjectId(text)
}

function short(commit: string): string {
  return /^[0-9a-f]{8,64}$/.test(commit) ? commit.slice(0, 7) : commit
}
