import { inputError } from '../../errors.ts'
import type { FairleadError } from '../../errors.ts'

/**
 * Reports whether a token is a job token. Job tokens have the prefix `glcbt-`, or are JSON web tokens of any form:
 * those are recognized only by comparison with the job's variable.
 */
export function isJobToken(token: string, jobToken: string | undefined): boolean {
  return token.startsWith('glcbt-') || (jobToken !== undefined && token === jobToken)
}

/** An input that takes a token, and the requirements for it. */
export interface TokenNeed {
  readonly input: 'token' | 'comment-token'
  /** The operation, such as `open merge requests`. */
  readonly doing: string
  readonly role: 'Developer' | 'Reporter'
}

export const writerNeed: TokenNeed = { input: 'token', doing: 'open merge requests', role: 'Developer' }
export const commenterNeed: TokenNeed = { input: 'comment-token', doing: 'write notes', role: 'Reporter' }

/**
 * Checks that a token can be used for a purpose.
 *
 * @throws FairleadError (input) if there is no token, or it is a job token
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
 * Returns the error for a job token, without a request: GitLab lets a job token read, but not open merge requests,
 * commit through its API, or write notes.
 *
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
