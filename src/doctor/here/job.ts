import type { Check } from '../check.ts'
import { note, ok, warning } from '../check.ts'
import type { HerePorts } from './ports.ts'

/** Events of pull requests. If one is from a fork, secrets are empty and the job's own token is read-only. */
const fromForks: readonly string[] = ['pull_request', 'pull_request_review', 'pull_request_review_comment']

export const job: Check<HerePorts> = {
  id: 'here/job',
  title: 'The job',
  level: 'warning',
  description:
    'The job runs for a pull request from a fork: secrets are empty, and its own token is read-only.',
  run({ job: { present, repository, eventName = 'unknown' } }) {
    if (!present) return [ok('This is not a GitHub Actions job.')]
    const where = `This is a GitHub Actions job in ${repository ?? 'an unknown repository'}, started by ${eventName}.`
    if (!fromForks.includes(eventName)) return [ok(where)]
    return [
      warning(
        `${where} For a pull request from a fork, secrets are empty and the job's own token is read-only.`,
        'Make changes from a job that runs on push, workflow_dispatch or a schedule.',
      ),
    ]
  },
}

export const checkout: Check<HerePorts> = {
  id: 'here/checkout',
  title: 'The checkout',
  level: 'note',
  description: 'The clone is shallow.',
  run({ isShallow }) {
    if (isShallow === undefined)
      return [ok('The files do not come from a clone, so its depth does not matter.')]
    if (!isShallow) return [ok('The clone has the full history.')]
    return [
      note(
        'The clone is shallow: it contains only the newest commits.',
        'This is sufficient for update, bump and pull-request. If you need the history, set fetch-depth: 0 for actions/checkout, or GIT_DEPTH: 0 on GitLab.',
      ),
    ]
  },
}
