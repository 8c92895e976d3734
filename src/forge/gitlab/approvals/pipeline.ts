import type { GateCheck } from '../../gate-checks.ts'
import { no, unread, yes } from '../../gate-checks.ts'
import type { GateFacts } from './facts.ts'
import { freezesAreRead } from './freezes.ts'
import { pages } from './pages.ts'
import { isByProgram, starterOf } from './people.ts'
import { isAmong } from '../../approvals.ts'
import type { PipelinePlace } from './given.ts'
import { approvalsIn, ownDeployment } from './given.ts'

const NEW_PIPELINE = 'Start a new pipeline for the merge request.'

/**
 * The sources of pipelines that run the file of their branch. A merge request pipeline runs the file of the change,
 * and a child pipeline may run a file that a job has written.
 *
 * Source: https://docs.gitlab.com/ci/jobs/job_rules/#ci_pipeline_source-predefined-variable
 */
const BRANCH_FILE = /^(push|web|api|trigger|schedule|pipeline|chat)$/

const ownPipeline: GateCheck<PipelinePlace> = {
  id: 'pipeline',
  description:
    'The job that judges belongs to a pipeline of the default branch: a merge request pipeline runs the file of the change. The job is identified by its own token, not by a variable, which anyone who starts a pipeline can set.',
  async inspect({ facts }) {
    const own = await facts.ownJob()
    if (own.data === undefined) return [unread('which job this is', own)]
    const { pipeline, ref, tag } = own.data
    const { default_branch: standard } = await facts.itself()
    const whole = await facts.pipeline(pipeline.id)
    if (whole.data === undefined) return [unread('the source of this pipeline', whole)]
    const { project_id: project, source } = whole.data
    if (project !== (await facts.itself()).id)
      return [no('This job belongs to a pipeline of another project.', 'Run the gate in the infra repo.')]
    if (ref === standard && tag !== true && BRANCH_FILE.test(source ?? ''))
      return [yes(`This pipeline runs on ${standard}, with its file.`)]
    return [
      no(
        `This pipeline (of ${tag === true ? 'the tag ' : ''}${ref}, started by ${source ?? 'an unknown source'}) runs the file of the change, of another branch or of a job, not that of ${standard ?? 'the default branch'}.`,
        'Start a pipeline of the default branch for the merge request: docs/gate.md has one to paste.',
      ),
    ]
  },
}

const variables: GateCheck<PipelinePlace> = {
  id: 'variables',
  description:
    'Nobody can pass variables to a pipeline or a job that they start: a variable could change what is judged, or run arbitrary code with access to the token.',
  inspect: ({ facts }) => noVariables(facts),
}

/** Checks that nobody can set variables of pipelines and manual jobs. */
export async function noVariables(facts: GateFacts) {
  const { ci_pipeline_variables_minimum_override_role: role, restrict_user_defined_variables: restricted } =
    await facts.itself()
  if (role === undefined || role === null)
    return [
      unread('who can pass variables to a pipeline', {
        needs: 'the role Maintainer and the scope read_api',
        fault: { message: 'GitLab does not return the setting' },
      }),
    ]
  if (role === 'no_one_allowed' && restricted !== false)
    return [yes('Nobody can pass variables to a pipeline.')]
  return [
    no(
      `Whoever starts a pipeline or a job can pass variables to it (${restricted === false ? 'every role that can start one' : `from the role ${role} on`}), and with them change what is judged.`,
      `Set "Minimum role to use pipeline variables" to "No one allowed": ${(await pages(facts)).cicd}`,
    ),
  ]
}

/** The states of a job that was stopped, or whose deployment was rejected. */
const ENDED_BADLY = /^(failed|canceling|canceled|skipped)$/

const waited: GateCheck<PipelinePlace> = {
  id: 'waited',
  description:
    'The job of each environment waited: it was approved, or it is a job that a person must start, and was started once. Nobody has stopped it or rejected its deployment.',
  async inspect(place) {
    const found = []
    for (const name of place.environments) {
      const own = await ownDeployment(place, name)
      if ('finding' in own) {
        found.push(own.finding)
        continue
      }
      const { job, deployment } = own
      const again = await place.facts.jobsOf(job.pipeline.id)
      if (again.data === undefined) found.push(unread(`whether the job ${job.name} ran before`, again))
      else if (again.data.filter((one) => one.name === job.name).length > 1)
        found.push(
          no(`The job ${job.name} was run again, so its approval may be for an earlier job.`, NEW_PIPELINE),
        )
      else if (ENDED_BADLY.test(job.status))
        found.push(no(`The job ${job.name} released nothing: its status is ${job.status}.`, NEW_PIPELINE))
      else if (approvalsIn(deployment).length > 0) found.push(yes(`The deployment to ${name} was approved.`))
      else {
        const manual = await place.facts.manualJobs(job.pipeline.id)
        if (manual.data === undefined) found.push(unread(`whether the job ${job.name} waited`, manual))
        else if (manual.data.includes(job.id)) found.push(yes(`A person started the job ${job.name}.`))
        else
          found.push(
            no(
              `The job ${job.name} did not wait for an approval.`,
              'Set when: manual for it, or require approvals for deployments to its environment.',
            ),
          )
      }
    }
    return found
  },
}

const newest: GateCheck<PipelinePlace> = {
  id: 'newest',
  description:
    'The merge request is open and not a draft, and no newer pipeline has deployed to the environment or is waiting to: an old pipeline that is approved late does not count. "Prevent outdated deployment jobs" does not apply to jobs that people start.',
  async inspect(place) {
    const { state, draft } = await place.facts.request(place.request)
    const found = []
    if (state !== 'opened') found.push(no(`The merge request !${place.request} is ${state}.`, 'Reopen it.'))
    else if (draft === true)
      found.push(no(`The merge request !${place.request} is a draft.`, 'Mark it as ready.'))
    for (const name of place.environments) {
      const own = await ownDeployment(place, name)
      if ('finding' in own) continue
      const [last] = (await place.facts.deployments(name)).data ?? []
      if (last !== undefined && last.id !== own.deployment.id)
        found.push(
          no(
            `A newer pipeline than this one has a deployment to ${name} (${last.deployable?.pipeline?.id ?? last.id}).`,
            NEW_PIPELINE,
          ),
        )
    }
    return found.length > 0 ? found : [yes('The merge request is open, and this pipeline is the newest.')]
  },
}

const asItIsNow: GateCheck<PipelinePlace> = {
  id: 'tips',
  description:
    'The gate judges the current tip of the base and the current commit of the merge request on GitLab: a checkout may be outdated, and so may its rules.',
  async inspect({ facts, request, judged }) {
    const { target_branch: base, sha } = await facts.request(request)
    const tip = await facts.branch(base)
    if (tip.data === undefined) return [unread(`the current commit of ${base}`, tip)]
    const stale = [
      ...(judged.base === tip.data.commit.id
        ? []
        : [`${base} at ${judged.base.slice(0, 12)}, which is now at ${tip.data.commit.id.slice(0, 12)}`]),
      ...(judged.head === sha
        ? []
        : [
            `the merge request at ${judged.head.slice(0, 12)}, which is now at ${sha?.slice(0, 12) ?? 'no commit'}`,
          ]),
    ]
    if (stale.length === 0) return [yes(`${base} and the merge request are judged as they are now.`)]
    return [
      no(
        `The checkout has ${stale.join(', and ')}.`,
        `Render again: ${NEW_PIPELINE.charAt(0).toLowerCase()}${NEW_PIPELINE.slice(1)}`,
      ),
    ]
  },
}

const starterIsKnown: GateCheck<PipelinePlace> = {
  id: 'starter',
  description:
    'If a program opened the merge request, the gate can read who started the pipeline that it names, and nobody else has edited the text that names it. If the text names no pipeline, the policy lists the program under `bots`.',
  async inspect(place) {
    const { facts, request, bots } = place
    if (!(await isByProgram(place))) return []
    const editor = await facts.editor(request)
    if (editor.fault !== undefined) return [unread('who edited the text of the merge request', editor)]
    if (editor.data !== undefined)
      return [
        no(
          `${editor.data} has edited the text of the merge request !${request}, which names the pipeline that created it, so it is no longer certain who started that pipeline.`,
          'Run the program again so that it rewrites the text, or open another merge request.',
        ),
      ]
    const starter = await starterOf(place)
    if (starter.fault !== undefined)
      return [unread('who started the pipeline that created the merge request', starter)]
    const { author } = await facts.request(request)
    if (starter.data !== undefined || isAmong(author?.username ?? '', bots)) return []
    return [
      no(
        `${author?.username}, a program, has opened the merge request !${request}, and its text names no pipeline, so it is not known who started it.`,
        `That person could approve it. Open it from a pipeline; or, if the program works on its own, list it in the policy of the base branch: gate: {bots: [${author?.username}]}.`,
      ),
    ]
  },
}

const pushesAreRead: GateCheck<PipelinePlace> = {
  id: 'pushes',
  description:
    'The gate can read who pushed to the project that the merge request comes from, even if that is a fork.',
  async inspect({ facts, request }) {
    const { source_project_id: from } = await facts.request(request)
    const again = `Push its branch to ${(await facts.itself()).path_with_namespace}, and open another merge request from there.`
    if (!from)
      return [
        no(
          'The fork that the merge request comes from no longer exists, so it is not known who pushed to it.',
          again,
        ),
      ]
    const pushes = await facts.pushes(from)
    if (pushes.fault === undefined) return []
    if (from === (await facts.itself()).id) return [unread('who pushed to the project', pushes)]
    const where = `the fork that the merge request comes from (project ${from})`
    return [{ ...unread(`who pushed to ${where}`, pushes), cure: again }]
  },
}

/** The checks of the pipeline that waited. */
export const pipelineChecks: readonly GateCheck<PipelinePlace>[] = [
  ownPipeline,
  variables,
  waited,
  newest,
  asItIsNow,
  pushesAreRead,
  starterIsKnown,
  freezesAreRead,
]
