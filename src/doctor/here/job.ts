import type { Check } from '../check.ts'
import { note, ok, warning } from '../check.ts'
import type { HerePorts } from './ports.ts'

/** Events of a fork's pull request, in which secrets are empty and the job's own token may only read. */
const fromForks: readonly string[] = ['pull_request', 'pull_request_review', 'pull_request_review_comment']

export const job: Check<HerePorts> = {
  id: 'here/job',
  title: 'The job',
  level: 'warning',
  description:
    'The job is one for a pull request from a fork: secrets are empty, and its own token can only read.',
  run({ job: { present, repository, eventName = 'unknown' } }) {
    if (!present) return [ok('This is no job of GitHub Actions.')]
    const where = `This is a job of GitHub Actions in ${repository ?? 'an unknown repository'}, started by ${eventName}.`
    if (!fromForks.includes(eventName)) return [ok(where)]
    return [
      warning(
        `${where} For a pull request from a fork, secrets are empty and the job's own token may only read.`,
        'Write from a job that runs on push, workflow_dispatch or a schedule.',
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
    if (isShallow === undefined) return [ok('The files come from no clone, so its depth does not matter.')]
    if (!isShallow) return [ok('The clone has its whole history.')]
    return [
      note(
        'The clone is shallow: only the newest commits are there.',
        'It is enough for update, bump and pull-request. Where history is wanted, set fetch-depth: 0 at actions/checkout, on GitLab GIT_DEPTH: 0.',
      ),
    ]
  },
}
