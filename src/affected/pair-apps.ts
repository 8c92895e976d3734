import { groupBy } from '../group-by.ts'
import type { ControlPlanesApart } from '../inventory/control-planes/identity.ts'
import { identityOf, nameIn } from '../inventory/control-planes/identity.ts'
import type { DeclaredApp } from '../inventory/model.ts'

/** An app on the sides that have it. */
export interface PairedApps {
  readonly before: DeclaredApp | undefined
  readonly after: DeclaredApp | undefined
}

/**
 * Puts the apps of both sides together. Those of one file and one parent come first, then those of one control plane;
 * one whose file was moved is the same where nobody else has its name and nothing tells that the control plane is
 * another; and last what deploys the same under another name.
 *
 * @param apart what is known on either side of control planes that are not one
 */
export function pairApps(
  before: readonly DeclaredApp[],
  after: readonly DeclaredApp[],
  apart: ControlPlanesApart,
): PairedApps[] {
  const partners = new Map<DeclaredApp, DeclaredApp>()
  const gone = new Set(before)
  const added = new Set(after)
  const join = (old: DeclaredApp, now: DeclaredApp) => {
    partners.set(now, old)
    gone.delete(old)
    added.delete(now)
  }
  for (const key of [exactly, byDeclaration, identityIn]) {
    const waiting = groupBy([...gone], key)
    for (const now of added) {
      const old = waiting.get(key(now))?.shift()
      if (old) join(old, now)
    }
  }
  // What leads to an object may be unknown on one side: then its own file still tells.
  const ofFile = groupBy([...gone], byFile)
  for (const now of added) {
    const old = ofFile.get(byFile(now))?.find((one) => gone.has(one) && mayBeOne(one, now, apart))
    if (old) join(old, now)
  }
  const [names, nextNames] = [groupBy(before, nameAlone), groupBy(after, nameAlone)]
  for (const now of added) {
    const [old] = names.get(nameAlone(now)) ?? []
    const isOnly = names.get(nameAlone(now))?.length === 1 && nextNames.get(nameAlone(now))?.length === 1
    if (old && gone.has(old) && isOnly && mayBeOne(old, now, apart)) join(old, now)
  }
  const moved = movedApps([...gone], [...added], content).filter(
    ({ before: old, after: now }) => nameAlone(old) !== nameAlone(now) && mayBeOne(old, now, apart),
  )
  for (const { before: old, after: now } of moved) join(old, now)
  return [
    ...after.map((now) => ({ before: partners.get(now), after: now })),
    ...[...gone].map((old) => ({ before: old, after: undefined })),
  ]
}

/** Whether two apps may be in one control plane. */
function mayBeOne(a: DeclaredApp, b: DeclaredApp, apart: ControlPlanesApart): boolean {
  if (a.controlPlane === b.controlPlane) return true
  return !(a.isControlPlaneKnown && b.isControlPlaneKnown) && !apart.areApart(a, b)
}

function exactly(app: DeclaredApp): string {
  const { environment, cluster, namespace } = app
  return JSON.stringify([byDeclaration(app), environment, cluster, namespace])
}

function byDeclaration(app: DeclaredApp): string {
  const { parent, declaredAt, generatedBy, overlaidBy } = app
  const above = parent && [identityOf(parent), parent.declaredAt.file]
  return JSON.stringify([identityIn(app), declaredAt.file, above, generatedBy, overlaidBy])
}

function byFile(app: DeclaredApp): string {
  const { declaredAt, generatedBy, overlaidBy } = app
  return JSON.stringify([nameAlone(app), declaredAt.file, generatedBy, overlaidBy])
}

/** What tells an app from others on one side; one that no object declares is known by its place alone. */
function identityIn(app: DeclaredApp): string {
  if (app.kind !== 'Convention') return identityOf(app)
  const { environment, cluster, namespace, sources } = app
  return JSON.stringify([identityOf(app), environment, cluster, namespace, sources[0]?.path])
}

function nameAlone(app: DeclaredApp): string {
  return app.kind === 'Convention' ? identityIn(app) : nameIn(app)
}

/** What an app deploys and where, whatever it is called: one that goes and one that comes with the same are one. */
function content(app: DeclaredApp): string {
  const sources = app.sources.map(({ repoURL, path, chart }) => [repoURL, path, chart])
  return JSON.stringify([app.kind, app.environment, sources, app.valuesFiles])
}

/**
 * Pairs removed apps with added ones that are the same under another name. Each is in one pair at most.
 *
 * @param identity what makes two apps the same: such as the addresses and paths of their sources
 */
export function movedApps<T>(
  removed: readonly T[],
  added: readonly T[],
  identity: (app: T) => string,
): { readonly before: T; readonly after: T }[] {
  const only = (apps: readonly T[]) => {
    const byIdentity = new Map<string, T[]>()
    for (const app of apps) byIdentity.set(identity(app), [...(byIdentity.get(identity(app)) ?? []), app])
    return byIdentity
  }
  const next = only(added)
  // Where several fit, none can be told from the others.
  return [...only(removed)].flatMap(([key, [before, ...others]]) => {
    const [after, ...more] = next.get(key) ?? []
    return before && after && others.length === 0 && more.length === 0 ? [{ before, after }] : []
  })
}
