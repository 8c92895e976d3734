/** The head commit of a change in a job. */
import { inputError } from '../errors.ts'
import type { Base } from './base-tip.ts'
import { commits, isWithin, parentsOf } from './commits.ts'
import type { EventSides, TipsOptions, Tips } from './event-sides.ts'
import { fetchTip, findCommit, short } from './find-commit.ts'
import type { Git } from './git.ts'
import { headOf } from './working-tree.ts'
import type { Head } from './working-tree.ts'

/**
 * Finds the head: the commit of the event, regardless of the checkout; or the checkout, if it is built on that
 * commit.
 */
export async function findHead(
  git: Git,
  base: Base,
  options: TipsOptions & { readonly event: EventSides },
): Promise<Pick<Tips, 'head' | 'isExact' | 'warnings'>> {
  const { event } = options
  const here = await headOf(git, 'HEAD', (await commits(git, ['HEAD'])).get('HEAD'))
  const { isExact } = base
  const { id, warning } = await idOfHead(git, here, options)
  const warnings = warning === undefined ? base.warnings : [...base.warnings, warning]
  if (id === undefined || here.commit === id) return { head: here, isExact, warnings }
  const [into, merged] = await parentsOf(git, here.commit)
  if (merged === id && event.isRequest) {
    const head = { ...here, commit: id }
    // The forge has merged it into exactly this base: no further merge and no history is needed.
    if (into === base.commit.commit) return { head, isExact: true, warnings }
    const own = await findCommit(git, id, options, event.headRefs)
    return { head: own ? { ...here, ...own } : here, isExact, warnings }
  }
  const own = await findCommit(git, id, options, event.headRefs)
  const holds = own !== undefined && (await isWithin(git, own.commit, here.commit))
  if (!event.isRequest) {
    if (holds) return { head: here, isExact, warnings }
    const text = `The checkout (${short(here.commit)}) is compared, which is not the commit that this job runs for (${short(id)}).`
    return { head: here, isExact, warnings: [...warnings, text] }
  }
  if (!own)
    throw inputError(
      `the commit ${short(id)} that this job runs for is not in this checkout, which is at ${short(here.commit)}, and cannot be fetched`,
      {
        hint: `Check it out: with pull_request_target and workflow_run, actions/checkout without ref checks out the base. Or set head. ${git.cure('history')}`,
      },
    )
  // Steps of the job may have added commits to it; a merge commit of the forge belongs to a newer commit.
  const isForges =
    here.commit === event.checkedOut ||
    (merged !== undefined &&
      into !== undefined &&
      (await isWithin(git, own.commit, merged)) &&
      (await isWithin(git, into, base.commit.commit)))
  if (holds && !isForges && !(await isWithin(git, here.commit, base.commit.commit)))
    return { head: here, isExact, warnings }
  const isElsewhere = event.checkedOut !== undefined && here.commit !== event.checkedOut
  const text = `The commit ${short(own.commit)} that this job runs for is compared, not the checkout (${short(here.commit)}).`
  return {
    head: { name: event.headName ?? id, ...own, isCommitted: true },
    isExact,
    warnings: isElsewhere ? [...warnings, text] : warnings,
  }
}

/**
 * Returns the commit of the event. The event of a comment on a request contains no commit: the current commit of the
 * request's ref on the server is used.
 */
async function idOfHead(
  git: Git,
  here: Head,
  { event, fetch }: TipsOptions & { readonly event: EventSides },
): Promise<{ readonly id?: string | undefined; readonly warning?: string }> {
  const { head, headAt, checkedOut } = event
  if (head !== undefined || headAt === undefined) return { id: head }
  const told = fetch ? await fetchTip(git, headAt, event.baseAt) : undefined
  if (told?.commit) return { id: told.commit.commit }
  const why = `${headAt}, which this job runs for, could not be fetched${told ? ` (${told.reason})` : ''}`
  if (checkedOut === undefined || here.commit === checkedOut)
    throw inputError(why, {
      hint: `Check it out: set ref: ${headAt} for actions/checkout, or let it keep its credentials. Or set head.`,
    })
  return { warning: `${why}, so the checkout (${short(here.commit)}) is compared.` }
}
