import { undeclaredRef, refOf } from '../../affected/app-ref.ts'
import { identityOf } from '../../inventory/control-planes/identity.ts'
import { mayBeDeployed } from '../../inventory/unseen/deployable.ts'
import type { Config } from '../../config/config.ts'
import { environmentOf } from '../../inventory/environments/judge.ts'
import type { Unresolved } from '../../inventory/model.ts'
import { objectsOf } from '../../kube/objects.ts'
import type { Sides } from '../../git/sides.ts'
import type { Json } from '../../yaml/value.ts'
import { evaluate } from '../../yaml/value.ts'
import type { Declarations, DeclaredSides } from '../../affected/declared.ts'
import { isEqual } from '../../compare/equal.ts'
import type { AppChange, SideFailure } from '../model.ts'
import type { AppRef } from '../../affected/app-ref.ts'
import { filesOfSet } from './unread-sets.ts'

/** A change, and the declarations of both sides. */
interface WhatChanged {
  readonly declared: DeclaredSides
  readonly sides: Pick<Sides, 'changed'>
  readonly config: Config
  /** Changed files that no app is known to read. */
  readonly unclaimed: readonly string[]
}

/**
 * Returns the added or changed parts of a change that cannot be known: an ApplicationSet that cannot be expanded, or
 * whose apps use changed files; a file that declares apps and cannot be read. The apps that such an object generates
 * are not in the report, so the object is listed in their place.
 *
 * @param apps the changes that are already in the report; apps that a broken ApplicationSet generated before are
 *   separate errors
 */
export async function unreadChanges(
  { declared, sides, config, unclaimed }: WhatChanged,
  apps: readonly AppChange[],
): Promise<{ changes: AppChange[]; told: readonly Unresolved[] }> {
  const { before, after } = declared
  const changed = new Set(sides.changed)
  const told: Unresolved[] = []
  const changes: AppChange[] = []
  const reached = new Set<string>()
  for (const one of after.unresolved) {
    if (one.isTemplate || one.isPatch) continue
    const isSaid = apps.some(({ failures }) => failures.some((failure) => isAbout(failure, one)))
    const old = before.unresolved.find((other) => isSameObject(other, one))
    if (isSaid) continue
    if (old?.reason !== one.reason || (await isAnotherObject(one, declared, changed))) {
      changes.push(changeOf(one, old, config, [one.file]))
      told.push(one)
      continue
    }
    const { files } = await filesOfSet(one, after, { changed: sides.changed, unclaimed })
    const key = JSON.stringify([one.file, one.name])
    if (files.length > 0) told.push(one)
    // Several overlays may deploy the same set.
    if (files.length > 0 && reached.size < reached.add(key).size)
      changes.push(changeOf(one, old, config, files))
  }
  return { changes: [...changes, ...hiddenParents(declared, unclaimed, apps)], told }
}

/**
 * Returns the apps that lead to others and cannot be rendered on a side, if files change that no app is known to
 * read: the apps that they lead to may read these files.
 */
function hiddenParents(
  { failedParents }: DeclaredSides,
  unclaimed: readonly string[],
  apps: readonly AppChange[],
): AppChange[] {
  if (!unclaimed.some(mayBeDeployed)) return []
  const known = new Set(apps.map(({ app }) => identityOf(app)))
  return failedParents
    .filter(({ app }) => !known.has(identityOf(app)))
    .map(({ app, messages: [before, after] }) =>
      notKnown(
        refOf(app),
        [
          ...(before === undefined ? [] : [failure('before', before, app.declaredAt)]),
          ...(after === undefined ? [] : [failure('after', after, app.declaredAt)]),
        ],
        [],
      ),
    )
}

function isAbout({ at, message }: SideFailure, { file, reason }: Unresolved): boolean {
  return at?.file === file && message.startsWith(reason)
}

function isSameObject(a: Unresolved, b: Unresolved): boolean {
  return a.file === b.file && a.kind === b.kind && a.name === b.name
}

/**
 * Reports whether the object differs from before. A file that cannot be read on either side provides no information
 * about apps.
 */
async function isAnotherObject(
  { file, kind, name }: Unresolved,
  { before, after }: DeclaredSides,
  changed: ReadonlySet<string>,
): Promise<boolean> {
  if (!changed.has(file) || kind === 'file') return false
  const content = async ({ context: { files } }: Declarations): Promise<Json | undefined> => {
    if (!files.has(file)) return undefined
    await files.load([file])
    const yaml = files.yaml(file)
    const object = yaml && objectsOf(yaml).find((one) => one.kind === kind && one.name === name)
    return object && evaluate(object.node)
  }
  return !isEqual(await content(before), await content(after))
}

function changeOf(
  one: Unresolved,
  old: Unresolved | undefined,
  config: Config,
  files: readonly string[],
): AppChange {
  const { file, line, kind, reason } = one
  const name = one.name ?? file
  const nowhere = { labels: {}, cluster: undefined, server: undefined, namespace: undefined }
  const environment = environmentOf({ ...nowhere, name, paths: [file] }, undefined, config)
  const at = { file, ...(line === undefined ? {} : { line }) }
  return notKnown(
    undeclaredRef({ name, kind, environment, declaredAt: { file, line: line ?? 1 } }, config),
    [...(old ? [failure('before', old.reason, at)] : []), failure('after', reason, at)],
    files,
  )
}

/**
 * Returns a failure that is out of reach: some generators use data outside Git, and the change may not be the cause.
 */
function failure(side: SideFailure['side'], message: string, at: SideFailure['at']): SideFailure {
  return { side, message, hint: undefined, at, isOutOfReach: true }
}

/** Returns the entry of a report for apps about which nothing is known. */
export function notKnown(app: AppRef, failures: readonly SideFailure[], files: readonly string[]): AppChange {
  return {
    app,
    status: 'failed',
    hidesApps: true,
    failures,
    files,
    objects: [],
    restarts: [],
    risks: [],
    images: [],
    values: [],
    notes: [],
    noise: 0,
    digest: undefined,
    conditions: undefined,
  }
}
