import { randomUUID } from 'node:crypto'
import { version } from '../../runtime/version.ts'
import { gateCommand, runGate } from '../../commands/gate.ts'
import type { GateValues } from '../../commands/gate.ts'
import { inputError } from '../../errors.ts'
import type { GateChecks } from '../../forge/github/approvals/approvals.ts'
import type { GateChecks as GitLabChecks } from '../../forge/gitlab/approvals/approvals.ts'
import type { Rules } from '../../gate/decide.ts'
import type { MergeGuards } from '../../gate/merge/run.ts'
import { commits, isWithin, mergeOf } from '../../git/commits.ts'
import { isObjectId } from '../../git/object-id.ts'
import { fetchTip } from '../../git/find-commit.ts'
import { commitSides, resolveBase, resolveSides } from '../../git/sides.ts'
import { fromJson } from '../../report/json/json.ts'
import { JSON_LIMITS } from '../../report/json/limits.ts'
import { progress } from '../../report/terminal.ts'
import type { Review } from '../../review/model.ts'
import type { Context } from '../../runtime/context.ts'
import { defineCommand } from '../define.ts'
import type { Command, Wiring } from '../define.ts'
import { cacheFor } from './cache.ts'
import { folderOf, gitIn } from './folder.ts'
import { refuseTold, requestEvent, requestRef } from './gate-forge.ts'
import type { GateCheckout, GateForge, JudgedCommits } from './gate-forge.ts'
import { githubGate } from './gate-github.ts'
import { gitlabGate } from './gate-gitlab.ts'
import { localGate } from './gate-local.ts'
import { inventoriesFor } from './inventories.ts'
import { eventSides, addressesIn, jobCheckout, wantedSides } from './job.ts'
import { ownPace, runOf } from './records.ts'
import { registries } from './registry.ts'
import { renderingFor } from './rendering.ts'
import { readReport } from './reports.ts'

/** The checks that decide. Tests omit one to show that it is needed. */
export interface Defences {
  readonly checks?: GateChecks
  readonly gitlabChecks?: GitLabChecks
  readonly rules?: Rules
  readonly merge?: MergeGuards
}

export const command = gateWith({})

/** Returns the command with all checks, or with the given ones instead. */
export function gateWith(defences: Defences): Command {
  return defineCommand(gateCommand, (values, wiring) => gate(values, wiring, defences))
}

async function gate(values: GateValues, wiring: Wiring, defences: Defences) {
  const { rules, merge } = defences
  const { context } = wiring
  const folder = await folderOf(values.path, context)
  const git = gitIn(folder, context)
  const own = await jobCheckout(git, context)
  const addresses = addressesIn(own)
  const branch = own.defaultBranch
  const cache = await cacheFor(values['cache-path'], { folder, addresses }, wiring)
  const forge = await forgeFor(values, { git, own }, wiring, defences)
  const { event } = forge
  const fetch = context.job.present || event !== undefined
  let judged: JudgedCommits | undefined
  return runGate(values, {
    addresses,
    base: forge.base ?? branch,
    isDefaultBranch: (name) => (branch === undefined ? /^(main|master)$/.test(name) : name === branch),
    tip: (base) => resolveBase(git, { base, fetch, event }),
    sides: async (base) => {
      const options = { base, head: event === undefined ? 'HEAD' : undefined, fetch, event }
      const sides = await resolveSides(git, options)
      const tip = (await resolveBase(git, options)).commit
      const head = sides.head.commit
      if (tip === undefined || head === undefined) return { ...sides, isMerged: false, hasBase: false }
      // The branch may have moved in the meantime. The compared commits are the ones to judge.
      const compared = sides.conflict === undefined ? (sides.base.commit ?? tip) : tip
      judged = { base: compared, head }
      const isMerged = await isWithin(git, head, tip)
      // Plain git has no request whose state shows a merge. A second run therefore judges the merge of the first run
      // again.
      const made = isMerged && values.merge && values.forge === 'local' && (await mergeOf(git, head, tip))
      if (made) {
        const again = await resolveSides(git, { ...options, base: made.onto, fetch: false })
        judged = { base: made.onto, head }
        const hasBase = await isWithin(git, made.onto, head)
        return { ...again, branch: sides.branch, isMerged: false, hasBase }
      }
      return { ...sides, isMerged, hasBase: await isWithin(git, compared, head) }
    },
    sidesSince: async (commit) => {
      // A commit in a file of approvals must not be passed to git as an option, and may not be in this checkout.
      const there = isObjectId(commit) ? (await commits(git, [commit])).get(commit) : undefined
      if (there === undefined) return undefined
      const head = judged?.head ?? 'HEAD'
      return commitSides(git, { base: commit, head, branch: undefined }).catch(() => undefined)
    },
    report: reportFor(values, forge, context),
    rendering: (config) => renderingFor(config, { ...values, cache }, wiring, { git, addresses, folder }),
    inventories: inventoriesFor(cache, wiring),
    source: async (policy) => {
      if (judged === undefined)
        throw inputError('the change is not committed, so it cannot have been approved')
      return forge.source(policy, judged)
    },
    setup: forge.setup,
    ledger: () => forge.ledger(),
    witness: forge.witness,
    merge: {
      merging: async (base) => {
        if (judged === undefined) throw inputError('the change is not committed, so it cannot be merged')
        return forge.merging(base, judged)
      },
      rules: forge.mergeRules,
      guards: merge,
      pause: (tries) => ownPace.sleep(500 * 2 ** (tries - 1)),
      uuid: randomUUID,
    },
    pace: ownPace,
    run: {
      id: randomUUID(),
      version,
      request: values['pull-request'] ?? context.request?.number,
      run: runOf(context),
    },
    registry: registries(wiring),
    ...(rules && { rules }),
    progress: (done, total) =>
      wiring.progress(done < total ? progress(done, total, 'apps rendered', wiring.width) : undefined),
    width: wiring.width,
  })
}

/** Returns the forge that provides the facts about the change. A plan does not query a forge. */
/**
 * Returns the reader of the report that another job wrote: a file of this job, or one in the artifacts of the job that
 * the input report-job names. Undefined if the gate renders the change itself.
 *
 * @throws FairleadError (input) if report-job is set without report, or where the forge has no such jobs
 */
function reportFor(
  { report, 'report-job': job, forge: name, plan }: GateValues,
  { artifact }: GateForge,
  context: Context,
): (() => Promise<Review>) | undefined {
  if (job === undefined)
    return report === undefined ? undefined : async () => fromJson(await readReport(report, context))
  if (report === undefined)
    throw inputError('report-job is set, but report is not', {
      hint: 'Set report to the path of the report in its artifacts: .fairlead/report/report.json.',
    })
  if (artifact === undefined)
    throw inputError(`report-job is not available ${plan ? 'with plan: true' : `for forge: ${name}`}`, {
      hint: 'Remove it, and set report to a file that this job gets as an artifact.',
    })
  return async () => fromJson(await artifact(job, report, JSON_LIMITS.bytes))
}

async function forgeFor(
  values: GateValues,
  checkout: GateCheckout,
  wiring: Wiring,
  { checks, gitlabChecks }: Defences,
): Promise<GateForge> {
  if (values.forge === 'local') return localGate(values, checkout, wiring)
  refuseTold(values)
  if (values.plan) return plannedGate(values, checkout, wiring.context)
  if (values.forge === 'github') return githubGate(values, checkout, wiring, checks)
  return gitlabGate(values, checkout, wiring, gitlabChecks)
}

/**
 * Returns the forge facts for a plan. The change is the one of the job's event, or the request that an input names.
 * Neither needs a token.
 *
 * @throws FairleadError (input) if the repository does not have this request
 */
async function plannedGate(
  values: GateValues,
  { git, own }: GateCheckout,
  context: Context,
): Promise<GateForge> {
  const refused = () => Promise.reject(new Error('a plan is not judged'))
  const none = { source: refused, ledger: refused, merging: refused }
  const rest = { ...none, setup: undefined, mergeRules: undefined }
  const number = values['pull-request']
  if (number === undefined || own.change?.isRequest === true) {
    const event = eventSides(wantedSides({ base: values.base }, own), own, context)
    return { base: own.change?.base, event, ...rest }
  }
  const ref = requestRef(values.forge, number)
  const { commit, reason } = await fetchTip(git, ref, own.baseAt)
  if (commit === undefined)
    throw inputError(`the commit of the request ${number} could not be found (${ref}): ${reason}`, {
      hint: 'Check its number, and that the job has read access to the repository with git.',
    })
  return { base: undefined, event: requestEvent(commit.commit, { ref, name: number }, own), ...rest }
}
