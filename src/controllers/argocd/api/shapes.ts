import * as v from 'valibot'
import { list, text, time } from './go-json.ts'

/**
 * The parts of the answers of Argo CD's API server that are read. Go omits empty values and writes null for an empty
 * list, so almost no field is certain to exist.
 *
 * Source: https://github.com/argoproj/argo-cd/blob/v3.5.7/pkg/apis/application/v1alpha1/types.go
 */

/**
 * A list with only the items that a rule uses. Several hundred Applications with dozens of objects each stay in
 * memory during the wait.
 */
const those = <I extends v.GenericSchema<unknown, unknown>>(
  items: I,
  isKept: (item: v.InferOutput<I>) => boolean,
) =>
  v.pipe(
    list(items),
    v.transform((all) => (all.every(isKept) ? all : all.filter(isKept))),
  )

const Source = v.looseObject({
  repoURL: text(),
  path: text(),
  chart: text(),
  ref: text(),
  targetRevision: text(),
})

const Health = v.looseObject({ status: text(), message: text(), lastTransitionTime: time() })

const Destination = v.looseObject({ server: text(), name: text(), namespace: text() })

/** The result of a hook or an object in an operation. */
const Synced = v.object({
  group: text(),
  kind: text(),
  namespace: text(),
  name: text(),
  status: text(),
  message: text(),
  hookType: text(),
  hookPhase: text(),
  syncPhase: text(),
})

const OperationState = v.object({
  phase: text(),
  message: text(),
  startedAt: time(),
  finishedAt: time(),
  retryCount: v.nullish(v.number(), 0),
  operation: v.nullish(
    v.object({
      initiatedBy: v.nullish(v.object({ username: text(), automated: v.nullish(v.boolean(), false) })),
      retry: v.nullish(v.object({ limit: v.nullish(v.number(), 0) })),
      sync: v.nullish(
        v.object({
          revision: text(),
          revisions: list(v.string()),
          dryRun: v.nullish(v.boolean(), false),
          // The objects of a partial sync; empty for a full sync.
          resources: list(v.unknown()),
          autoHealAttemptsCount: v.nullish(v.number(), 0),
        }),
      ),
    }),
  ),
  syncResult: v.nullish(
    v.object({
      revision: text(),
      revisions: list(v.string()),
      source: v.nullish(Source),
      sources: list(Source),
      // No rule needs the objects that were applied successfully.
      resources: those(Synced, ({ status, hookType }) => status !== 'Synced' || hookType !== ''),
    }),
  ),
})

const Hydrated = v.object({ drySHA: text(), hydratedSHA: text(), phase: text(), message: text() })

/** An annotation that contains the whole object again, as it was applied. */
const APPLIED = 'kubectl.kubernetes.io/last-applied-configuration'

/** An Application, as far as a verdict needs it. */
export const Application = v.object({
  metadata: v.object({
    name: v.string(),
    namespace: text(),
    uid: text(),
    resourceVersion: text(),
    deletionTimestamp: time(),
    finalizers: list(v.string()),
    annotations: v.nullish(
      v.pipe(
        v.record(v.string(), v.string()),
        v.transform((all) => Object.fromEntries(Object.entries(all).filter(([name]) => name !== APPLIED))),
      ),
      () => ({}),
    ),
    ownerReferences: list(v.object({ kind: text(), name: text() })),
  }),
  spec: v.looseObject({
    project: text(),
    source: v.nullish(Source),
    sources: list(Source),
    sourceHydrator: v.nullish(
      v.looseObject({
        drySource: v.nullish(Source),
        syncSource: v.nullish(v.looseObject({ path: text() })),
        // Set if another tool moves the hydrated manifests to the branch that is synced.
        hydrateTo: v.nullish(v.looseObject({ targetBranch: text() })),
      }),
    ),
    destination: Destination,
    syncPolicy: v.nullish(
      v.looseObject({
        automated: v.nullish(
          v.looseObject({
            enabled: v.nullish(v.boolean()),
            prune: v.nullish(v.boolean(), false),
            selfHeal: v.nullish(v.boolean(), false),
          }),
        ),
      }),
    ),
  }),
  // An operation that was requested and has not begun.
  operation: v.nullish(v.unknown()),
  status: v.nullish(
    v.object({
      reconciledAt: time(),
      sync: v.nullish(
        v.object({
          status: text(),
          revision: text(),
          revisions: list(v.string()),
          comparedTo: v.nullish(
            v.looseObject({
              source: v.nullish(Source),
              sources: list(Source),
              destination: v.nullish(Destination),
            }),
          ),
        }),
      ),
      health: v.nullish(Health),
      operationState: v.nullish(OperationState),
      conditions: list(v.object({ type: text(), message: text(), lastTransitionTime: time() })),
      summary: v.nullish(v.object({ images: list(v.string()) })),
      history: list(
        v.object({
          revision: text(),
          revisions: list(v.string()),
          source: v.nullish(Source),
          sources: list(Source),
          deployedAt: time(),
        }),
      ),
      resources: those(
        v.object({
          group: text(),
          kind: text(),
          namespace: text(),
          name: text(),
          status: text(),
          requiresPruning: v.nullish(v.boolean(), false),
        }),
        ({ status }) => status !== 'Synced',
      ),
      sourceHydrator: v.nullish(
        v.object({
          currentOperation: v.nullish(Hydrated),
          lastSuccessfulOperation: v.nullish(Hydrated),
          // Since 3.5.
          lastComparedDryRevision: text(),
        }),
      ),
    }),
  ),
})
export type Application = v.InferOutput<typeof Application>
export type ApplicationSource = v.InferOutput<typeof Source>

/** The identity of an Application in a list. */
export const NameOf = v.object({ metadata: v.object({ name: v.string(), namespace: text() }) })
export type NameOf = v.InferOutput<typeof NameOf>

const NameOfChange = v.object({ application: NameOf })

/** The change in such a line. */
export const StreamChange = v.object({
  result: v.object({ type: text(), application: Application }),
})

/** A line of the stream of changes: a change, or the reason why the stream ends. */
export const StreamLine = v.object({
  result: v.optional(NameOfChange),
  error: v.optional(
    v.object({
      message: text(),
      code: v.nullish(v.number()),
      grpc_code: v.nullish(v.number()),
      http_code: v.nullish(v.number()),
    }),
  ),
})

const NodeRef = { group: text(), kind: text(), namespace: text(), name: text(), uid: text() }

/** An object of an app, or one that such an object created: a ReplicaSet, a pod. */
const Node = v.object({
  ...NodeRef,
  version: v.optional(v.string()),
  parentRefs: list(v.object(NodeRef)),
  images: list(v.string()),
  info: list(v.object({ name: text(), value: text() })),
  health: v.nullish(Health),
  createdAt: time(),
})
export type TreeNode = v.InferOutput<typeof Node>

export const ResourceTree = v.object({ nodes: list(Node), orphanedNodes: list(v.unknown()) })
export type ResourceTree = v.InferOutput<typeof ResourceTree>

/** The desired and the live state of an object of an app, each as a JSON text; `null` if it does not exist. */
export const ManagedResource = v.object({
  group: text(),
  kind: text(),
  namespace: text(),
  name: text(),
  hook: v.nullish(v.boolean(), false),
  liveState: text(),
  targetState: text(),
})
export type ManagedResource = v.InferOutput<typeof ManagedResource>

const SyncWindow = v.object({ kind: text(), schedule: text(), duration: text() })
export type SyncWindow = v.InferOutput<typeof SyncWindow>

/** The sync windows of an app: those that are open, and all. */
export const SyncWindows = v.object({ activeWindows: list(SyncWindow), assignedWindows: list(SyncWindow) })
export type SyncWindows = v.InferOutput<typeof SyncWindows>

/** An ApplicationSet, as far as it can make its apps wait. */
export const ApplicationSet = v.object({
  metadata: v.object({ name: v.string() }),
  spec: v.object({
    strategy: v.nullish(
      v.object({
        type: text(),
        rollingSync: v.nullish(
          v.object({ steps: list(v.object({ maxUpdate: v.nullish(v.union([v.number(), v.string()])) })) }),
        ),
      }),
    ),
  }),
  status: v.nullish(
    v.object({
      applicationStatus: list(
        v.object({ application: text(), status: text(), step: text(), message: text() }),
      ),
    }),
  ),
})
export type ApplicationSet = v.InferOutput<typeof ApplicationSet>
