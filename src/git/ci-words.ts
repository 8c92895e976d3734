/** What to change about a checkout, in the words of the CI system that has made it. */
import type { Environment } from './environment.ts'

export type CiSystem = 'github' | 'gitlab'

/** The CI system that a job runs in; undefined outside of both. */
export function ciSystemOf(environment: Environment): CiSystem | undefined {
  if (environment['GITHUB_ACTIONS'] === 'true') return 'github'
  return environment['GITLAB_CI'] === 'true' ? 'gitlab' : undefined
}

type Words = Readonly<Record<CiSystem | 'none', string>>

/**
 * Sources: https://github.com/actions/checkout#usage and
 * https://docs.gitlab.com/ci/runners/configure_runners/#configure-runner-behavior-with-variables
 */
const words = {
  /** History is missing. */
  history: {
    github: 'Let actions/checkout have fetch-depth: 0.',
    gitlab: 'Set GIT_DEPTH: "0" for this job.',
    none: 'Fetch it: git fetch --unshallow.',
  },
  /** There is no checkout at all. */
  checkout: {
    github: 'Let actions/checkout run before this step, and name the folder that it checks out to with path.',
    gitlab: 'GIT_STRATEGY of this job must not be none or empty; or name the folder of the clone with path.',
    none: 'Clone the infra repo first, or name the folder of the clone with path.',
  },
  /** Contents are missing, and cannot be fetched. */
  contents: {
    github:
      'Leave filter out of actions/checkout (with sparse-checkout it is set by itself), or let it keep its credentials (persist-credentials).',
    gitlab: 'Leave --filter out of GIT_FETCH_EXTRA_FLAGS and GIT_CLONE_EXTRA_FLAGS of this job.',
    none: 'Clone the infra repo as a whole: without --filter.',
  },
  /** Files are not on the disk. */
  sparse: {
    github: 'Leave sparse-checkout out of actions/checkout, or name there all folders that apps are made of.',
    gitlab:
      'Leave out the step that sets git sparse-checkout, or name there all folders that apps are made of.',
    none: 'Bring them: git sparse-checkout disable.',
  },
} as const satisfies Record<string, Words>

/** A sentence that says what to do. */
export function checkoutCure(missing: keyof typeof words, environment: Environment): string {
  return words[missing][ciSystemOf(environment) ?? 'none']
}
