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
 * Returns a configuration without unreviewed settings for programs, hosts, credentials and written data. The checkout
 * of a job may contain an untrusted change, whatever the event is (a comment, a dispatch). In a job, `render`,
 * `fetch` and `records` are therefore read from the base branch, or from the default branch if the job does not run
 * for a request. A person at a terminal selected the checkout, so its configuration is used as it is.
 *
 * @param own the configuration in the checkout
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

/** Returns the configuration of the target branch; or why it is unknown, as half a sentence. */
async function configOfBase(
  { git, job, base }: Checked,
  { context }: Wiring,
): Promise<{ readonly config?: Config; readonly reason: string }> {
  if (job.change === undefined && (await isOfStranger(git, context)))
    return { reason: `the repository of the checkout and ${context.job.repository} have different owners` }
  const branch = base ?? job.change?.base ?? job.defaultBranch ?? (await defaultBranchOfOrigin(git))
  if (branch === undefined) return { reason: 'the default branch is not known' }
  try {
    // A branch name refers to the current tip, and not to the commit before a push.
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
 * Reports whether a checkout comes from another owner on the forge that runs the job: a fork, which its owner
 * controls. A repository on another server was named by the workflow.
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
