/** Edits of a pull request that both APIs support. The caller holds the repository's lock. */
import { invalid } from './errors.ts'
import { type FakeRepository, now } from './repository.ts'
import type { Pull } from './state.ts'
import { addLabel } from './world.ts'

export function setLabels(repository: FakeRepository, pull: Pull, names: readonly string[]): void {
  pull.labels = [...new Set(names.map((name) => addLabel(repository, name)))]
  pull.updatedAt = now()
}

/** An account that cannot be assigned is ignored silently. */
export function setAssignees(repository: FakeRepository, pull: Pull, logins: readonly string[]): void {
  pull.assignees = [...new Set(logins.filter((login) => repository.settings.collaborators.includes(login)))]
  pull.updatedAt = now()
}

export function setMilestone(repository: FakeRepository, pull: Pull, number: number | null): void {
  const known = repository.settings.milestones.some((candidate) => candidate.number === number)
  if (number !== null && !known) throw invalid({ resource: 'Issue', field: 'milestone', code: 'invalid' })
  pull.milestone = number
  pull.updatedAt = now()
}

export function setBase(repository: FakeRepository, pull: Pull, base: string): void {
  const oid = repository.branch(base)
  if (oid === undefined) throw invalid({ resource: 'PullRequest', field: 'base', code: 'invalid' })
  pull.base = { ref: base, sha: oid }
  pull.updatedAt = now()
}

/** Sets the body and records who edited it. */
export function setBody(pull: Pull, body: string | null | undefined, by: string): void {
  if (body === undefined || body === null || body === pull.body) return
  pull.body = body
  pull.editor = by
}
