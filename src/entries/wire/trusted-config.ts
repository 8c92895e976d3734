import type { Config } from '../../config/config.ts'
import { configOf } from '../../config/read.ts'
import { FairleadError } from '../../errors.ts'
import type { Git } from '../../git/git.ts'
import { readDefaultBranch } from '../../git/refs.ts'
import { resolveBase } from '../../git/sides.ts'
import { repositoryOf } from './origin.ts'
import type { Context } from '../../runtime/context.ts'
import type { Wiring } from '../define.ts'
import { eventSides } from './job.ts'
import type { JobCheckout } from './job.ts'

/** A checkout that a job or a person works in. */
export interface Checked {
  readonly git: Git
  readonly job: JobCheckout
  /** The branch that an input names as the base. */
  readonly base?: string | undefined
}

/**
 * A configuration of which nothing counts that decides over programs, hosts, credentials and what is written unless
 * somebody has reviewed it. What a job has checked out may be a stranger's change, whatever its event is (a comment, a
 * dispatch): there, `render`, `fetch` and `records` count as the base branch has them, or the default branch where the
 * job is of no request. A person at a terminal chose what is checked out.
 *
 * @param own as what is checked out has it
 */
export async function trustedConfig(own: Config, checked: Checked, wiring: Wiring): Promise<Config> {
  if (!wiring.context.job.present) return own
  const { render: _render, fetch: _fetch, records: _records, ...harmless } = own
  const { config, reason } = await configOfBase(checked, wiring)
  if (config) {
    const { render, fetch, records } = config
    return { ...harmless, ...(render && { render }), ...(fetch && { fetch }), ...(records && { records }) }
  }
  if (own.render !== undefined || own.fetch !== undefined || own.records === true)
    wiring.warn(
      `${own.records === true ? 'fetch, render and records' : 'fetch and render'} in fairlead.yaml are ignored because ${reason}: the checkout may be a change that nobody has reviewed.`,
    )
  return harmless
}

/** The configuration of the branch that changes go into; or why it is not known, as half a sentence. */
async function configOfBase(
  { git, job, base }: Checked,
  { context }: Wiring,
): Promise<{ readonly config?: Config; readonly reason: string }> {
  if (job.change === undefined && (await isOfStranger(git, context)))
    return { reason: `the repository of the checkout and ${context.job.repository} have different owners` }
  const branch = base ?? job.change?.base ?? job.defaultBranch ?? (await defaultBranchOfOrigin(git))
  if (branch === undefined) return { reason: 'the default branch is not known' }
  try {
    // Named, the branch is what it is now, and not what it was before a push.
    const event = eventSides({ base: branch }, job, context)
    const side = await resolveBase(git, { base: branch, fetch: true, event })
    return { config: await configOf(side.tree), reason: '' }
  } catch (error) {
    if (!(error instanceof FairleadError) || job.change?.isRequest === true) throw error
    return {
      reason: `the fairlead.yaml of the branch ${JSON.stringify(branch)} cannot be read (${error.faults[0].message})`,
    }
  }
}

/**
 * Whether a checkout comes from another owner on the forge that runs the job: a fork, which its owner decides over. What
 * is on another server was named by the workflow.
 */
async function isOfStranger(git: Git, { job, serverUrl, gitlab, environment }: Context): Promise<boolean> {
  const isGitlab = environment['GITLAB_CI'] === 'true'
  const origin = (await git.tryAbout())?.origin
  const path = repositoryOf(origin, isGitlab ? gitlab.serverUrl : serverUrl, isGitlab)
  const ownerOf = (name: string | undefined) => name?.split('/', 1)[0]?.toLowerCase()
  return path !== undefined && ownerOf(path) !== ownerOf(job.repository)
}

async function defaultBranchOfOrigin(git: Git): Promise<string | undefined> {
  const asked = await git.attempt(['ls-remote', '--symref', '--', 'origin', 'HEAD'])
  return asked.ok ? readDefaultBranch(asked.stdout)?.replace('refs/heads/', '') : undefined
}
