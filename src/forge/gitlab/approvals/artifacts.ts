import * as v from 'valibot'
import { inputError } from '../../../errors.ts'
import { explained } from '../project.ts'
import type { GateFacts } from './facts.ts'

/**
 * Reads a file in the artifacts of another job of the pipeline. The pipeline is the one of the job's own token. A job
 * that gets artifacts of another one also gets the variables of its dotenv report, which override its own, including
 * the predefined ones; a job that reads a file gets only the file.
 *
 * Source: https://docs.gitlab.com/ci/variables/#cicd-variable-precedence, https://docs.gitlab.com/api/job_artifacts/
 *
 * @param path of the file in the artifacts: `.fairlead/report/report.json`
 * @param most the maximum number of bytes
 * @throws FairleadError (input) if this is not a job, or the pipeline has no successful job with this file
 */
export async function artifactOf(facts: GateFacts, job: string, path: string, most: number): Promise<string> {
  if (path === '' || path.split('/').some((name) => name === '' || name === '.' || name === '..'))
    throw inputError(`${JSON.stringify(path)} is not the path of a file in artifacts`, {
      hint: 'Write it as artifacts: paths has it, such as .fairlead/report/report.json.',
    })
  const own = await facts.ownJob()
  if (own.data === undefined)
    throw inputError(`the job ${job} of this pipeline cannot be found: ${own.fault.message}`, {
      hint: 'Run the gate in a job of GitLab CI, or pass the file itself.',
    })
  const jobs = await facts.jobsOf(own.data.pipeline.id)
  if (jobs.data === undefined)
    throw inputError(`the jobs of this pipeline cannot be read: ${jobs.fault.message}`, {
      hint: `The token needs ${jobs.needs}.`,
    })
  // A job that was retried is listed with the former ones.
  const named = jobs.data.filter(({ name }) => name === job).toSorted((a, b) => b.id - a.id)
  const [newest] = named
  if (newest === undefined)
    throw inputError(`this pipeline has no job ${job}`, {
      hint: `It has: ${[...new Set(jobs.data.map(({ name }) => name))].join(', ') || 'none'}.`,
    })
  if (newest.status !== 'success')
    throw inputError(`the job ${job} of this pipeline has not succeeded: its status is ${newest.status}`, {
      hint: 'Let this job need it (needs: [{job: …, artifacts: false}]), and start a new pipeline.',
    })
  const { project } = facts
  const attempt = {
    doing: `read ${path} in the artifacts of ${job}`,
    role: 'Reporter',
    scope: 'read_api',
  } as const
  const encoded = path.split('/').map(encodeURIComponent).join('/')
  return explained(
    project,
    attempt,
    async () =>
      (
        await project.client.request(
          'GET',
          `${project.at}/jobs/${newest.id}/artifacts/${encoded}`,
          v.string(),
          {
            text: { most },
          },
        )
      ).data,
    true,
  )
}
