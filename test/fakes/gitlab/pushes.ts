/** The pushes that GitLab stores as events of a project. The caller holds the project's lock. */
import { nextId, now } from './ids.ts'
import type { FakeProject } from './project.ts'
import type { Push } from './state.ts'

/**
 * The number of branches, or tags, that one push may change in the same way. If more change, GitLab creates one event
 * for all of them, without their names.
 *
 * Source: doc/administration/settings/push_event_activities_limit.md
 */
const activitiesLimit = 3

const kinds = [
  ['branch', 'refs/heads/'],
  ['tag', 'refs/tags/'],
] as const

/**
 * Records the changes of a push: an event for each ref, or one event for many that were all created, moved or
 * removed.
 */
export function recordPushes(
  project: FakeProject,
  before: ReadonlyMap<string, string>,
  author: number,
): void {
  const after = project.state.refs
  for (const [refType, prefix] of kinds) {
    const names = [...new Set([...before.keys(), ...after.keys()])].filter((name) => name.startsWith(prefix))
    const changed = names
      .map((name) => ({
        ref: name.slice(prefix.length),
        from: before.get(name) ?? null,
        to: after.get(name) ?? null,
      }))
      .filter(({ from, to }) => from !== to)
    for (const action of ['created', 'pushed', 'removed'] as const) {
      const alike = changed.filter((change) => actionOf(change) === action)
      const common = { author, refType, action }
      if (alike.length > activitiesLimit) add(project, { ...common, ref: null, refCount: alike.length })
      else
        for (const change of alike)
          add(project, { ...common, refCount: null, ...withBase(project, before, change) })
    }
  }
}

interface Change {
  readonly ref: string
  readonly from: string | null
  readonly to: string | null
}

const actionOf = ({ from, to }: Change): Push['action'] =>
  from === null ? 'created' : to === null ? 'removed' : 'pushed'

/** The commits of a new ref are those that the default branch does not have. */
function withBase(project: FakeProject, before: ReadonlyMap<string, string>, change: Change) {
  const base = change.from ?? before.get(`refs/heads/${project.settings.defaultBranch}`) ?? null
  return { ...change, base }
}

function add(
  project: FakeProject,
  push: Pick<Push, 'author' | 'refType' | 'action' | 'ref' | 'refCount'> & Partial<Push>,
): void {
  project.state.pushes.push({ from: null, to: null, base: null, ...push, id: nextId(), createdAt: now() })
}
