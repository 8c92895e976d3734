import type { Config } from '../config/config.ts'
import { environmentOf, isProduction } from '../inventory/environments.ts'
import type { Unresolved } from '../inventory/model.ts'
import { objectsOf } from '../inventory/objects.ts'
import type { Json } from '../yaml/value.ts'
import { evaluate } from '../yaml/value.ts'
import type { Declarations, DeclaredSides } from './declared.ts'
import { isEqual } from './equal.ts'
import type { AppChange, SideFailure } from './model.ts'

/**
 * What the change brings or changes and nothing of which can be known: an ApplicationSet that cannot be expanded, a file
 * that declares apps and cannot be read. The apps that it makes are not in the report, so it stands there for them.
 *
 * @param apps what the report has already: apps that a broken ApplicationSet made before are errors of their own
 */
export async function unreadChanges(
  declared: DeclaredSides,
  changed: ReadonlySet<string>,
  apps: readonly AppChange[],
  config: Config,
): Promise<{ changes: AppChange[]; told: readonly Unresolved[] }> {
  const { before, after } = declared
  const told: Unresolved[] = []
  const changes: AppChange[] = []
  for (const one of after.unresolved) {
    if (one.isTemplate || one.isPatch) continue
    const isSaid = apps.some(({ failures }) => failures.some((failure) => isAbout(failure, one)))
    const old = before.unresolved.find((other) => isSameObject(other, one))
    if (!isSaid && (old?.reason !== one.reason || (await isAnotherObject(one, declared, changed)))) {
      changes.push(changeOf(one, old, config))
      told.push(one)
    }
  }
  return { changes, told }
}

function isAbout({ at, message }: SideFailure, { file, reason }: Unresolved): boolean {
  return at?.file === file && message.startsWith(reason)
}

function isSameObject(a: Unresolved, b: Unresolved): boolean {
  return a.file === b.file && a.kind === b.kind && a.name === b.name
}

/** Whether the object is another one than before; what cannot be read on either side says nothing of apps. */
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

function changeOf(one: Unresolved, old: Unresolved | undefined, config: Config): AppChange {
  const { file, line, kind, reason } = one
  const name = one.name ?? file
  const nowhere = { labels: {}, cluster: undefined, server: undefined, namespace: undefined }
  const environment = environmentOf({ ...nowhere, name, paths: [file] }, undefined, config)
  const failure = (side: SideFailure['side'], message: string): SideFailure => ({
    side,
    message,
    hint: undefined,
    at: { file, ...(line === undefined ? {} : { line }) },
    // Some generators ask what is not in Git.
    isOutOfReach: true,
  })
  return {
    app: {
      name,
      kind,
      controlPlane: undefined,
      ownNamespace: undefined,
      toldApartBy: undefined,
      namespace: undefined,
      cluster: undefined,
      environment,
      production: isProduction(environment, config),
      declaredAt: { file, line: line ?? 1 },
    },
    status: 'failed',
    failures: [...(old ? [failure('before', old.reason)] : []), failure('after', reason)],
    files: [file],
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
