import { inputError } from '../../errors.ts'
import type { FairleadError } from '../../errors.ts'

/**
 * Whether a token is a job's own one. Those have the prefix `glcbt-`, or are JSON web tokens of any look: then only
 * a comparison with the job's variable tells.
 */
export function isJobToken(token: string, jobToken: string | undefined): boolean {
  return token.startsWith('glcbt-') || (jobToken !== undefined && token === jobToken)
}

/** Which input takes a token, and what it has to be for that. */
export interface TokenNeed {
  readonly input: 'token' | 'comment-token'
  /** Such as `open merge requests`. */
  readonly doing: string
  readonly role: 'Developer' | 'Reporter'
}

export const writerNeed: TokenNeed = { input: 'token', doing: 'open merge requests', role: 'Developer' }
export const commenterNeed: TokenNeed = { input: 'comment-token', doing: 'write notes', role: 'Reporter' }

/**
 * Makes sure that a token may be one for a purpose.
 *
 * @throws FairleadError (input) where there is none, or it is a job's own
 */
export function refuseToken(
  {
    name,
    token,
    isJobToken: isJob,
  }: { readonly name: string; readonly token: string | undefined; readonly isJobToken: boolean },
  need: TokenNeed,
): void {
  if (token === undefined || token.trim() === '') throw noToken(name, need)
  if (isJob) throw noJobToken(name, need)
}

/**
 * What is said instead of trying: GitLab lets a job's own token read, and neither open merge requests, nor commit
 * through its API, nor write notes.
 * Source: https://docs.gitlab.com/ci/jobs/ci_job_token/#job-token-access
 */
export function noJobToken(project: string, need: TokenNeed): FairleadError {
  return inputError(`CI_JOB_TOKEN cannot ${need.doing}, whatever the settings of the project allow`, {
    hint: cure(project, need),
  })
}

export function noToken(project: string, need: TokenNeed): FairleadError {
  return inputError(`there is no token for ${project}`, {
    hint: `${cure(project, need)} A protected variable is empty in jobs for branches that are not protected.`,
  })
}

function cure(project: string, { input, role }: TokenNeed): string {
  const store =
    role === 'Developer'
      ? 'in a masked and protected variable'
      : 'in a variable that is masked but not protected, since merge request jobs get no protected variables'
  return `Create an access token of ${project} (Settings > Access tokens) with the role ${role} and the scope api, store it ${store}, and pass it as ${input}.`
}
