/** Fixes for a checkout, in the terms of the CI system that created it. */
import type { Environment } from './environment.ts'

export type CiSystem = 'github' | 'gitlab'

/** Returns the CI system of the job; undefined outside of both. */
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
    github: 'Set fetch-depth: 0 for actions/checkout.',
    gitlab: 'Set GIT_DEPTH: "0" for this job.',
    none: 'Fetch the history: git fetch --unshallow.',
  },
  /** There is no checkout. */
  checkout: {
    github: 'Run actions/checkout before this step, and set path to the folder that it checks out to.',
    gitlab: 'Do not set GIT_STRATEGY of this job to none or empty, or set path to the folder of the clone.',
    none: 'Clone the infra repo first, or set path to the folder of the clone.',
  },
  /** File contents are missing, and cannot be fetched. */
  contents: {
    github:
      'Remove filter from actions/checkout (sparse-checkout sets it automatically), or let it keep its credentials (persist-credentials).',
    gitlab: 'Remove --filter from GIT_FETCH_EXTRA_FLAGS and GIT_CLONE_EXTRA_FLAGS of this job.',
    none: 'Clone the infra repo without --filter.',
  },
  /** Files are not on the disk. */
  sparse: {
    github: 'Remove sparse-checkout from actions/checkout, or list all folders that apps use in it.',
    gitlab: 'Remove the step that sets git sparse-checkout, or list all folders that apps use in it.',
    none: 'Fetch them: git sparse-checkout disable.',
  },
} as const satisfies Record<string, Words>

/** Returns a sentence with the fix. */
export function checkoutCure(missing: keyof typeof words, environment: Environment): string {
  return words[missing][ciSystemOf(environment) ?? 'none']
}
