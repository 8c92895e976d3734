import type { Approval } from '../../approvals.ts'
import { accountIn, starterOf } from './people.ts'
import type { GateFacts } from './facts.ts'
import { no, unread, yes } from '../../gate-checks.ts'
import { pages } from './pages.ts'
import type { Finding, GateCheck } from '../../gate-checks.ts'

/** The workflow run that waited for people, and the pull request that it judges. */
export interface RunPlace {
  readonly facts: GateFacts
  readonly run: number
  /** The environments that it waited for, as the workflow writes them. */
  readonly environments: readonly string[]
  /** The number of the pull request. */
  readonly request: string
  /** The commit of the request when the run began; undefined if it is unknown. */
  readonly head: string | undefined
  /** The two commits that are judged: those of a checkout, which may be outdated. */
  readonly judged: { readonly base: string; readonly head: string }
}

const NEW_RUN = 'Start a new run: close the request and open it again.'

/** The events whose runs use the workflow of the change itself. */
const OWN_WORKFLOW = /^(pull_request(_review|_review_comment)?|merge_group)$/

const trustedWorkflow: GateCheck<RunPlace> = {
  id: 'workflow',
  description:
    'The workflow that ran is the one of the default branch: with pull_request it would be the workflow of the change, which can omit anything.',
  async inspect({ facts, run }) {
    const { event, head_branch: branch, path } = await facts.run(run)
    const { default_branch: standard } = await facts.itself()
    if (event === 'pull_request_target' || (!OWN_WORKFLOW.test(event) && branch === standard))
      return [yes(`The workflow that ran is that of ${standard}.`)]
    return [
      no(
        `The workflow that ran (${path}, on ${event}) is the one of the change or of ${branch ?? 'another branch'}, not of ${standard}.`,
        'Run it on pull_request_target: actions/gate/README.md has a workflow to paste.',
      ),
    ]
  },
}

const firstAttempt: GateCheck<RunPlace> = {
  id: 'first-attempt',
  description:
    "The run is in its first attempt: GitHub's list of approvals of a run does not say which attempt was approved.",
  async inspect({ facts, run }) {
    const { run_attempt: attempt = 1 } = await facts.run(run)
    return [
      attempt === 1
        ? yes('This is the first attempt of the run.')
        : no(
            `This is attempt ${attempt} of the run, and its approvals may be for an earlier attempt.`,
            NEW_RUN,
          ),
    ]
  },
}

const waited: GateCheck<RunPlace> = {
  id: 'waited',
  description:
    'Someone approved this run for each of the environments: a job that runs without an approval was let through.',
  async inspect(place) {
    const found: Finding[] = []
    for (const name of place.environments) {
      const reviews = await reviewsOf(place, name)
      // The checks of environments report one that does not exist.
      if (reviews === undefined) continue
      found.push(
        reviews.some(({ state }) => state === 'approved')
          ? yes(`This run was approved for ${name}.`)
          : no(
              `Nobody approved this run for ${name}: it was let through by an administrator, or the environment has no reviewers.`,
              `Have one of its reviewers approve a new run. For what can let a job through, see ${pages(place.facts).environments}`,
            ),
      )
    }
    return found
  },
}

const newest: GateCheck<RunPlace> = {
  id: 'newest',
  description:
    'The request is open, and still at the commit of the start of the run: an old run that is approved late does not count.',
  async inspect({ facts, request, head }) {
    const { state, draft, head: now } = await facts.request(request)
    if (state !== 'open') return [no(`The request #${request} is ${state}.`, 'Reopen it.')]
    if (draft === true) return [no(`The request #${request} is a draft.`, 'Mark it as ready for review.')]
    if (head !== undefined && head !== now.sha)
      return [
        no(
          `The request #${request} is now at ${now.sha.slice(0, 12)}, but this run started with ${head.slice(0, 12)}: it was approved too late.`,
          'Approve the run of the latest commit.',
        ),
      ]
    return [yes(`The request #${request} is at the commit that this run started with.`)]
  },
}

const asItIsNow: GateCheck<RunPlace> = {
  id: 'tips',
  description:
    'The gate judges the current tip of the base and the current commit of the request on GitHub: a checkout may be outdated, and so may its rules.',
  async inspect({ facts, request, judged }) {
    const { base, head } = await facts.request(request)
    const tip = await facts.branch(base.ref)
    if (tip.data === undefined) return [unread(`the current commit of ${base.ref}`, tip)]
    const stale = [
      ...(judged.base === tip.data.commit.sha
        ? []
        : [
            `${base.ref} at ${judged.base.slice(0, 12)}, which is now at ${tip.data.commit.sha.slice(0, 12)}`,
          ]),
      ...(judged.head === head.sha
        ? []
        : [`the request at ${judged.head.slice(0, 12)}, which is now at ${head.sha.slice(0, 12)}`]),
    ]
    if (stale.length === 0) return [yes(`${base.ref} and the request are judged as they are now.`)]
    return [
      no(
        `The checkout has ${stale.join(', and ')}.`,
        'Check out again with the full history (fetch-depth: 0), and render again.',
      ),
    ]
  },
}

const starterIsKnown: GateCheck<RunPlace> = {
  id: 'starter',
  description:
    'If a program opened the request from a run that it names, the gate can read who started that run, and nobody else has edited the text that names it.',
  async inspect({ facts, request: number }) {
    const request = await facts.request(number)
    if (request.user.type === 'User') return []
    const editor = await facts.editor(number)
    if (editor.fault !== undefined) return [unread('who edited the text of the request', editor)]
    if (editor.data !== undefined)
      return [
        no(
          `${editor.data} has edited the text of the request #${number}, which names the run that created it, so it is no longer certain who started that run.`,
          'Run the program again so that it rewrites the text, or open another request.',
        ),
      ]
    const starter = await starterOf(facts, request)
    return starter.fault === undefined
      ? []
      : [unread('who started the run that created the request', starter)]
  },
}

/** The checks of the run that waited. */
export const runChecks: readonly GateCheck<RunPlace>[] = [
  trustedWorkflow,
  firstAttempt,
  waited,
  newest,
  asItIsNow,
  starterIsKnown,
]

/**
 * Returns the approvals of a run, for any of its environments.
 *
 * @param digest the digest in the plan of this run; if a comment names another digest, the approval is for that one
 */
export async function approvalsOf(place: RunPlace, digest: string): Promise<Approval[]> {
  const all: Approval[] = []
  for (const name of place.environments) {
    const reviews = ((await reviewsOf(place, name)) ?? []).filter(({ state }) => state === 'approved')
    if (reviews.length === 0) continue
    const time = await timeOf(place, name)
    for (const { user, comment } of reviews) {
      const [said] = /\b[0-9a-f]{32,64}\b/i.exec(comment) ?? []
      const seen = { digest: said ?? digest, head: place.head, note: comment === '' ? undefined : comment }
      all.push({ by: accountIn(user), ...seen, ...time })
    }
  }
  return all
}

/** Returns the reviews of a run for one environment, by its id, because its name may be written in another case. */
async function reviewsOf({ facts, run }: RunPlace, name: string) {
  const { data } = await facts.environment(name)
  if (data === undefined) return undefined
  const all = await facts.reviewsOf(run)
  return all.filter(({ environments }) => environments.some(({ id }) => id === data.id))
}

/**
 * Returns when a run was approved for an environment. GitHub does not report this time, but the job starts then, and
 * its deployment has that time. If it is missing, the start of the run is used, because the approval cannot be
 * earlier.
 */
async function timeOf({ facts, run }: RunPlace, name: string): Promise<Pick<Approval, 'at' | 'atFrom'>> {
  const { created_at: begun } = await facts.run(run)
  const deployments = (await facts.deployments(name)).data ?? []
  const since = deployments.filter(({ created_at: at }) => Date.parse(at) >= Date.parse(begun))
  for (const { id } of since) {
    const statuses = (await facts.statusesOf(id)).data ?? []
    const started = statuses.filter(
      ({ state, log_url: log = '', target_url: target = '' }) =>
        /^(in_progress|success|failure|error)$/.test(state) &&
        [log, target].some(
          (url) => url.includes(`/actions/runs/${run}/`) || url.endsWith(`/actions/runs/${run}`),
        ),
    )
    const times = started.map(({ created_at: at }) => Date.parse(at))
    if (times.length > 0)
      return { at: Math.min(...times), atFrom: 'the start of the job that the approval released' }
  }
  return { at: Date.parse(begun), atFrom: 'the start of the run: its deployment has no time' }
}
