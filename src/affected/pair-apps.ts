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
 * Pairs the apps of both sides. Apps with the same file and parent are paired first, then apps in the same control
 * plane. An app whose file was moved is paired if no other app has its name and nothing shows that its control plane
 * differs. Apps that deploy the same under another name are paired last.
 *
 * @param apart the control planes that are certainly different on either side
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
  // The parent of an object may be unknown on one side; its own file then identifies it.
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

/** Reports whether two apps may be in the same control plane. */
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

/** Returns the identity of an app on one side; an app that no object declares is identified by its location. */
function identityIn(app: DeclaredApp): string {
  if (app.kind !== 'Convention') return identityOf(app)
  const { environment, cluster, namespace, sources } = app
  return JSON.stringify([identityOf(app), environment, cluster, namespace, sources[0]?.path])
}

function nameAlone(app: DeclaredApp): string {
  return app.kind === 'Convention' ? identityIn(app) : nameIn(app)
}

/** Returns the content and destination of an app, regardless of its name: a removed and an added app can match. */
function content(app: DeclaredApp): string {
  const sources = app.sources.map(({ repoURL, path, chart }) => [repoURL, path, chart])
  return JSON.stringify([app.kind, app.environment, sources, app.valuesFiles])
}

/**
 * Pairs removed apps with added apps that are the same under another name. Each app is in at most one pair.
 *
 * @param identity returns the text that makes two apps the same, such as the addresses and paths of their sources
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
  // If several match, they cannot be distinguished.
  return [...only(removed)].flatMap(([key, [before, ...others]]) => {
    const [after, ...more] = next.get(key) ?? []
    return before && after && others.length === 0 && more.length === 0 ? [{ before, after }] : []
  })
}
