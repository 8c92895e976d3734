import type { AppRef } from '../affected/app-ref.ts'
import type { Expected } from '../controllers/argocd/verdict/facts.ts'
import { keyOf } from '../kube/ids.ts'
import type { ObjectId } from '../kube/ids.ts'
import { isUnknown } from '../review/failures.ts'
import type { AppChange, Review } from '../review/model.ts'
import { valueAt } from '../yaml/value.ts'

/** What a range of commits does to one app that is to be awaited. */
export interface ExpectedApp extends Expected {
  readonly app: AppRef
  readonly status: AppChange['status']
  /** Why what it does is not known for certain, as a sentence; undefined where it is. */
  readonly doubt: string | undefined
  /** The project that its object names, as far as the range shows it. */
  readonly project: string | undefined
}

/** The apps that a range of commits touches, as the review of it has them. */
export function expectedApps({ apps }: Pick<Review, 'apps'>): ExpectedApp[] {
  return apps.map((change) => expectedOf(change, apps))
}

function expectedOf(change: AppChange, all: readonly AppChange[]): ExpectedApp {
  const { app, status, objects, restarts, failures } = change
  const changed = objects.flatMap(({ id, action }) => (action === 'removed' ? [] : [id]))
  const quiet = restarts.map(({ id }) => id).filter((id) => !changed.some((one) => keyOf(one) === keyOf(id)))
  const gone = objects.flatMap(({ id, action, renamedFrom }) =>
    action === 'removed' ? [id] : renamedFrom ? [renamedFrom] : [],
  )
  const own = ownObject(app, all)
  const doubts = failures.map(({ message }) => message)
  return {
    app,
    status,
    isChanged: status === 'added' || (status === 'changed' && objects.length + restarts.length > 0),
    changed: [...changed, ...quiet],
    removed: gone,
    contents: objects.map(({ id, before, after }) => ({ id, before, after })),
    spec: own?.after === undefined ? undefined : valueAt(own.after, 'spec'),
    project: textOf(own?.after ?? own?.before),
    doubt: isUnknown(change) ? (doubts[0] ?? 'it cannot be compared') : undefined,
  }
}

/** The Application's own object, where the range changes it: among the objects of what brings it. */
function ownObject({ kind, name, ownNamespace }: AppRef, apps: readonly AppChange[]) {
  const isIt = (id: ObjectId) =>
    id.kind === kind &&
    id.name === name &&
    (ownNamespace === undefined || id.namespace === undefined || id.namespace === ownNamespace)
  const found = apps.flatMap(({ objects }) => objects.filter(({ id }) => isIt(id)))
  // Two control planes may have one of that name each: which is meant is not known from here.
  return found.length === 1 ? found[0] : undefined
}

function textOf(object: Parameters<typeof valueAt>[0] | undefined): string | undefined {
  const project = object === undefined ? undefined : valueAt(object, 'spec', 'project')
  return typeof project === 'string' ? project : undefined
}

/** Whether a later commit has taken back all that an earlier one did to an app: none of its objects differs any more. */
export function isReverted(earlier: Expected, later: Expected | undefined): boolean {
  if (!earlier.isChanged) return false
  const still = new Set([...(later?.changed ?? []), ...(later?.removed ?? [])].map(keyOf))
  return ![...earlier.changed, ...earlier.removed].some((id) => still.has(keyOf(id)))
}
