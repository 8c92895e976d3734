/** The Applications that `fairlead inventory` says there are, and those that are there. */
import { inventoryCommand, runInventory } from '../../../src/commands/inventory.ts'
import { defineCommand } from '../../../src/entries/define.ts'
import { completionFor, renderingAround } from '../../../src/entries/wire/parents.ts'
import { configOf } from '../../../src/config/read.ts'
import { worktree } from '../../../src/files/worktree.ts'
import type { App } from '../../../src/inventory/model.ts'
import { runWired } from '../../support/wired.ts'
import { build } from '../build.ts'
import type { KubeObject } from '../kube.ts'

/** An object as plain data. */
// What an object holds differs by its kind.
// eslint-disable-next-line typescript/no-explicit-any
export type PlainObject = Record<string, any>

/** An app of the inventory. */
export interface DeclaredApplication {
  /** As the command tells it. */
  readonly told: ToldApp
  /** Its object. */
  readonly object: PlainObject
  /** Why Argo CD leaves it as it is. */
  readonly fault: string | undefined
}

/** What the command tells of an app, as far as tests look at it. */
export interface ToldApp {
  readonly name: string
  readonly kind: string
  readonly controlPlane: string | null
  readonly cluster: string | null
  readonly ownNamespace: string | null
  readonly namespace: string | null
  readonly project: string | null
  readonly autoSync: boolean | null
  readonly generatedBy: string | null
  readonly parent: { readonly name: string } | null
  readonly sources: readonly {
    readonly type: string
    readonly repoURL: string | null
    readonly path: string | null
    readonly chart: string | null
    readonly targetRevision: string | null
  }[]
}

/** What the inventory says of a repository. */
export interface DeclaredApplications {
  readonly apps: readonly DeclaredApplication[]
  readonly unresolved: readonly { readonly name: string | null; readonly reason: string }[]
}

/** Runs `fairlead inventory` on a checkout, and gives the object of each app beside what it tells. */
export async function declaredIn(folder: string, url: string): Promise<DeclaredApplications> {
  let apps: readonly App[] = []
  const command = defineCommand(inventoryCommand, async (values, wiring) => {
    const addresses = [url]
    const standing = () => Promise.resolve({ branch: 'main', isDefaultBranch: true })
    const around = { addresses, clone: undefined, standing, config: configOf }
    const completion = completionFor(renderingAround(values, around, wiring), around)
    return runInventory(values, {
      tree: worktree(folder),
      addresses,
      async completion(open, tree) {
        const whole = await completion(open, tree)
        apps = whole.inventory.apps
        return whole
      },
    })
  })
  const built = await build(process.env, () => undefined)
  const programs = { 'helm-path': built.program('helm'), 'kustomize-path': built.program('kustomize') }
  const { data } = await runWired(command, folder, { path: folder, ...programs })
  const told = data as unknown as { apps: ToldApp[]; unresolved: DeclaredApplications['unresolved'] }
  return {
    apps: await Promise.all(
      apps.map(async (app, i) => ({
        told: told.apps[i] ?? missing(app),
        object: (await app.declaration()) as PlainObject,
        fault: app.fault,
      })),
    ),
    unresolved: told.unresolved,
  }
}

function missing({ name }: App): never {
  throw new Error(`the inventory does not tell ${name}`)
}

/**
 * An Application as Argo CD reads it: only the metadata that somebody wrote, no fields that are empty. What is within
 * `valuesObject` stays.
 *
 * Rule: argo-cd pkg/apis/application/v1alpha1/types.go: `omitempty` of each field. `enabled` and what is a pointer to
 * a map count when they are empty.
 */
export function asRead({ apiVersion, kind, metadata, spec }: PlainObject | KubeObject): PlainObject {
  const { name, namespace, labels, finalizers } = metadata
  const { 'kubectl.kubernetes.io/last-applied-configuration': _, ...annotations } = metadata.annotations ?? {}
  return {
    apiVersion,
    kind,
    ...(withoutEmpty({
      metadata: { name, namespace, labels, annotations, finalizers },
      spec,
    }) as PlainObject),
  }
}

/** Maps that say something by being there. */
const telling = new Set(['helm', 'kustomize', 'directory', 'plugin', 'automated', 'source', 'destination'])

function withoutEmpty(value: unknown, key = ''): unknown {
  if (key === 'valuesObject') return value
  if (Array.isArray(value)) return value.map((item) => withoutEmpty(item))
  if (typeof value !== 'object' || value === null) return value
  const kept = Object.entries(value).flatMap(([name, inner]) => {
    const read = withoutEmpty(inner, name)
    const isEmpty =
      read === null ||
      read === undefined ||
      read === '' ||
      read === 0 ||
      (read === false && name !== 'enabled') ||
      (typeof read === 'object' && Object.keys(read).length === 0 && !telling.has(name))
    return isEmpty ? [] : [[name, read] as const]
  })
  return Object.fromEntries(kept)
}

/** What the inventory should tell of an Application that is there. */
export function expectedOf({ metadata, spec }: KubeObject) {
  const sources = (spec.sources ?? [spec.source]) as PlainObject[]
  return {
    name: metadata.name,
    kind: 'Application',
    ownNamespace: metadata.namespace,
    namespace: spec.destination.namespace ?? null,
    project: spec.project,
    generatedBy: metadata.ownerReferences?.find(({ kind }) => kind === 'ApplicationSet')?.name ?? null,
    sources: sources.map(({ repoURL, path, chart, targetRevision }) => ({
      repoURL,
      path: path ?? null,
      chart: chart ?? null,
      targetRevision: targetRevision ?? null,
    })),
  }
}

/** The same of what it tells. */
export function toldOf({ name, kind, ownNamespace, namespace, project, generatedBy, sources }: ToldApp) {
  return {
    name,
    kind,
    ownNamespace,
    namespace,
    project,
    generatedBy,
    sources: sources.map(({ repoURL, path, chart, targetRevision }) => ({
      repoURL,
      path,
      chart,
      targetRevision,
    })),
  }
}
