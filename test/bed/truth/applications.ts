/** Compares the Applications that `fairlead inventory` lists with those in the cluster. */
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
// The fields of an object depend on its kind.
// eslint-disable-next-line typescript/no-explicit-any
export type PlainObject = Record<string, any>

/** An app of the inventory. */
export interface DeclaredApplication {
  /** The app as the command lists it. */
  readonly told: ToldApp
  /** The object that declares the app. */
  readonly object: PlainObject
  /** The reason why Argo CD does not deploy the app. */
  readonly fault: string | undefined
}

/** The fields of an app in the output of `fairlead inventory` that tests use. */
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

/** The inventory of a repository. */
export interface DeclaredApplications {
  readonly apps: readonly DeclaredApplication[]
  readonly unresolved: readonly { readonly name: string | null; readonly reason: string }[]
}

/** Runs `fairlead inventory` on a checkout. Returns each listed app with the object that declares it. */
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
 * Returns an Application as Argo CD reads it: only the metadata that its author wrote, and without empty fields. The
 * content of `valuesObject` is kept as it is.
 *
 * Rule: argo-cd pkg/apis/application/v1alpha1/types.go: `omitempty` of each field. `enabled` and fields that are
 * pointers to a map are kept if they are empty.
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

/** Maps that have a meaning even if they are empty. */
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

/** Returns the fields that the inventory should list for an Application of the cluster. */
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

/** Returns the same fields of a listed app. */
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
