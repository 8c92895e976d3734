import type { Move } from '../bump/request.ts'
import { orderOf } from '../bump/version.ts'
import type { Source, SourceComparison } from '../forge/source.ts'
import { commitIn } from '../images/tag-fields.ts'

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
  readonly order: Move['order']
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
export async function judge(build: Build, standing: Standing, source: Source): Promise<Verdict> {
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
  const to = commitOf(build)
  if (repository === undefined) return unknown('the app repo is not known: name it with source-repository')
  if (to === undefined) return unknown('the commit of the new build is not known: name it with source-commit')
  const isRebuilt = standing.tag === build.tag
  const own = standing.tag === undefined || isRebuilt ? undefined : commitIn(standing.tag)
  const recorded = own === undefined ? await standing.recorded() : undefined
  const from = own ?? (isCommit(recorded?.commit) ? recorded?.commit : undefined)
  if (from === undefined)
    return unknown('the commit of what is there is not known: put a commit id into the tags')
  if (recorded && recorded.repository !== repository)
    return unknown(`what is there was built from ${recorded.repository}`)

  const answer = await source.compare({ repository, from: [from], to, isNeeded: true })
  if (answer.order === 'unknown') return unknown(answer.reason, { wasAsked: true })
  const asked = { comparison: answer, wasAsked: true }
  const [older, newer] = answer.order === 'behind' ? [to, from] : [from, to]
  const why = `${short(older)} is an ancestor of ${short(newer)} in ${repository}`
  if (answer.order === 'ahead') return { ...told, ...asked, order: 'newer', why }
  if (answer.order === 'behind') return { ...told, ...asked, order: 'older', why }
  if (answer.order === 'identical') return unknown(`both were built from ${short(to)}`, asked)
  return unknown(`${short(from)} and ${short(to)} are on branches of ${repository} that have parted`, {
    ...asked,
    hasDiverged: true,
  })
}

/** The id in a tag tells more than the job, which may deploy a build of another one; the job tells the whole id. */
function commitOf({ tag, namedCommit, jobCommit }: Build): string | undefined {
  if (namedCommit !== undefined) return namedCommit
  const inTag = tag === undefined ? undefined : commitIn(tag)
  return inTag === undefined || jobCommit?.startsWith(inTag) ? jobCommit : inTag
}

/** Whether it is a whole id: anybody may write a trailer, and a branch's name means another commit every day. */
function isCommit(text: unknown): boolean {
  return typeof text === 'string' && /^[0-9a-f]{40,64}$/.test(text)
}

function short(commit: string): string {
  return /^[0-9a-f]{8,64}$/.test(commit) ? commit.slice(0, 7) : commit
}
