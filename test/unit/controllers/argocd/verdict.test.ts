/**
 * Each rule of the verdict on an app in Argo CD, with a state in which only this rule prevents a false green: without
 * it, the verdict would be wrong.
 */
import * as v from 'valibot'
import { describe, expect, it, test } from 'vitest'
import { Application } from '../../../../src/controllers/argocd/api/shapes.ts'
import type { ManagedResource, TreeNode } from '../../../../src/controllers/argocd/api/shapes.ts'
import type { Facts, Relation, Rule } from '../../../../src/controllers/argocd/verdict/facts.ts'
import { LASTS } from '../../../../src/controllers/argocd/verdict/facts.ts'
import { objectionsTo, verdictRules } from '../../../../src/controllers/argocd/verdict/table.ts'
import type { Json } from '../../../../src/yaml/value.ts'

const ours = 'https://github.com/acme/infra'
const [commit, before, after] = ['c'.repeat(40), 'b'.repeat(40), 'd'.repeat(40)]
const source = { repoURL: ours, path: 'apps/web', targetRevision: 'main' }
const destination = { server: 'https://kubernetes.default.svc', namespace: 'web' }
const at = (seconds: number) => new Date(Date.UTC(2026, 0, 1, 12, 0, seconds)).toISOString()

/** An Application that is live at the commit, in the format of Argo CD 3.5. */
const live = {
  metadata: { name: 'web', namespace: 'argocd', uid: 'u', resourceVersion: '7' },
  spec: { project: 'default', source, destination, syncPolicy: { automated: {} } },
  status: {
    reconciledAt: at(20),
    sync: { status: 'Synced', revision: commit, comparedTo: { source, destination } },
    health: { status: 'Healthy', lastTransitionTime: at(18) },
    operationState: {
      phase: 'Succeeded',
      startedAt: at(10),
      finishedAt: at(12),
      operation: { sync: { revision: commit }, initiatedBy: { automated: true } },
      syncResult: { revision: commit, resources: [] },
    },
    history: [{ revision: before, deployedAt: at(1) }],
    resources: [{ group: 'apps', kind: 'Deployment', namespace: 'web', name: 'web', status: 'Synced' }],
  },
}

const workload = (content: Json, kind = 'Deployment'): ManagedResource => ({
  group: 'apps',
  kind,
  namespace: 'web',
  name: 'web',
  hook: false,
  targetState: '',
  liveState: JSON.stringify(content),
})

const rolledOut = {
  metadata: { generation: 2 },
  spec: { replicas: 2 },
  status: { observedGeneration: 2, replicas: 2, updatedReplicas: 2, availableReplicas: 2 },
}

const node = (kind: string, name: string, more: Partial<TreeNode> = {}): TreeNode => ({
  group: kind === 'Pod' ? '' : 'apps',
  kind,
  namespace: 'web',
  name,
  uid: name,
  parentRefs: [],
  images: [],
  info: [],
  health: { status: 'Healthy', message: '', lastTransitionTime: undefined },
  createdAt: undefined,
  ...more,
})
const below = (name: string) => ({ parentRefs: [{ group: '', kind: '', namespace: 'web', name, uid: name }] })
const health = (status: string, message = '') => ({
  health: { status, message, lastTransitionTime: undefined },
})

const nodes = [
  node('Deployment', 'web'),
  node('ReplicaSet', 'web-old', { ...below('web'), info: [{ name: 'Revision', value: 'Rev:1' }] }),
  node('ReplicaSet', 'web-new', { ...below('web'), info: [{ name: 'Revision', value: 'Rev:2' }] }),
  node('Pod', 'web-new-1', below('web-new')),
]

const web = { group: 'apps', kind: 'Deployment', namespace: 'web', name: 'web' }
const expected = { isChanged: true, changed: [web], removed: [], spec: undefined }

function relationOf(one: string): Relation {
  return one === commit ? 'same' : one === after ? 'descendant' : one === before ? 'ancestor' : 'apart'
}

/** Returns facts without any objection, apart from the given changes. */
function facts(change: { live?: object; status?: object } & Partial<Omit<Facts, 'live'>> = {}): Facts {
  const { live: other, status, ...more } = change
  const whole = { ...live, ...other, status: { ...live.status, ...status } }
  return {
    expected,
    live: v.parse(Application, whole),
    isOurs: (url) => url === ours,
    relationOf,
    renderFault: undefined,
    objects: { tree: { nodes, orphanedNodes: [] }, managed: [workload(rolledOut)] },
    ...more,
  }
}

const objects = (managed: ManagedResource[], tree = nodes) => ({
  objects: { tree: { nodes: tree, orphanedNodes: [] }, managed },
})
const operation = (more: object) => ({
  status: { operationState: { ...live.status.operationState, ...more } },
})

test('an app that is live at the commit has nothing against it', () => {
  expect(objectionsTo(facts())).toEqual([])
})

test('so has one that is live at a descendant of it', () => {
  const state = { sync: { ...live.status.sync, revision: after } }
  expect(
    objectionsTo(facts({ status: { ...state, ...operation({ syncResult: { revision: after } }).status } })),
  ).toEqual([])
})

const hydratedSpec = { ...live.spec, source: undefined, sourceHydrator: { drySource: source } }
const outOfSync = {
  sync: { ...live.status.sync, status: 'OutOfSync' },
  resources: [{ ...live.status.resources[0], status: 'OutOfSync' }],
}
const image = (tag: string): Json => ({
  spec: { template: { spec: { containers: [{ name: 'main', image: `web:${tag}` }] } } },
})
/** Returns the workload in the cluster with an image tag. */
const alive = (tag: string) => {
  const { template } = (image(tag) as { spec: { template: Json } }).spec
  return JSON.stringify({ ...rolledOut, spec: { ...rolledOut.spec, template } })
}
const bump = [{ id: web, before: image('1'), after: image('2') }]
const wants = (object: Json, kind?: string): ManagedResource => ({
  ...workload(rolledOut, kind),
  targetState: JSON.stringify(object),
})
/** The commit adds an object besides the new image. */
const db = { group: '', kind: 'Endpoints', namespace: 'web', name: 'db' }
const withEndpoints = {
  ...expected,
  changed: [web, db],
  contents: [...bump, { id: db, before: undefined, after: { kind: 'Endpoints' } }],
}
const config = { group: '', kind: 'ConfigMap', namespace: 'web', name: 'web' }
const neverSynced = { operationState: undefined, history: [] }

/** By the id of a rule: states that look green without the rule. */
const states: Record<string, readonly (readonly [what: string, facts: Facts, words: RegExp])[]> = {
  stays: [
    [
      'it is being deleted',
      facts({ live: { metadata: { ...live.metadata, deletionTimestamp: at(30) } } }),
      /deleted/,
    ],
  ],
  spec: [
    [
      'its parent has not brought the new spec yet',
      facts({
        expected: {
          ...expected,
          spec: { source: { ...source, helm: { parameters: [{ name: 'tag', value: '2' }] } } },
        },
      }),
      /spec\.source\.helm differs/,
    ],
    [
      'its parent has not taken away what the commit takes out of the spec',
      facts({
        live: { spec: { ...live.spec, syncPolicy: { automated: { prune: true, selfHeal: true } } } },
        expected: {
          ...expected,
          spec: { source, destination, syncPolicy: { automated: { prune: true } } },
          specBefore: {
            source,
            destination,
            syncPolicy: { automated: { prune: true, selfHeal: true } },
          },
        },
      }),
      /still has spec\.syncPolicy\.automated\.selfHeal/,
    ],
    [
      'automatic syncs are still on, which the commit turns off',
      facts({
        expected: {
          ...expected,
          spec: { source, destination },
          specBefore: { source, destination, syncPolicy: { automated: {} } },
        },
      }),
      /still has spec\.syncPolicy$/,
    ],
  ],
  'compared-with-spec': [
    [
      'the comparison is with the spec before',
      facts({
        status: {
          sync: { ...live.status.sync, comparedTo: { source: { ...source, path: 'old' }, destination } },
        },
      }),
      /current spec/,
    ],
    [
      'the comparison still ignores differences that the commit no longer ignores',
      facts({
        expected: { ...expected, isChanged: false },
        status: {
          sync: {
            ...live.status.sync,
            comparedTo: {
              source,
              destination,
              ignoreDifferences: [{ kind: 'ConfigMap', jsonPointers: ['/data'] }],
            },
          },
        },
      }),
      /current spec/,
    ],
  ],
  renders: [
    [
      'the commit cannot be rendered',
      facts({ renderFault: 'no such file', status: { conditions: [{ type: 'ComparisonError' }] } }),
      /cannot render it at the commit: no such file/,
    ],
    [
      'the last comparison failed, and what is shown is from before it',
      facts({ status: { conditions: [{ type: 'ComparisonError', message: 'no such file' }] } }),
      /ComparisonError/,
    ],
  ],
  'at-commit': [
    [
      'Argo CD has not noticed the commit, which changes nothing that is applied',
      facts({
        expected: { ...expected, isChanged: false },
        status: { sync: { ...live.status.sync, revision: before } },
      }),
      /older/,
    ],
    [
      'Argo CD is told to leave it alone',
      facts({
        expected: { ...expected, isChanged: false },
        live: {
          metadata: { ...live.metadata, annotations: { 'argocd.argoproj.io/skip-reconcile': 'true' } },
        },
        status: { sync: { ...live.status.sync, revision: before } },
      }),
      /does not process the Application.*skip-reconcile is set/,
    ],
    [
      'one of several sources is still at the commit before',
      facts({
        live: { spec: { ...live.spec, source: undefined, sources: [source, { ...source, ref: 'values' }] } },
        status: {
          sync: {
            status: 'Synced',
            revisions: [commit, before],
            comparedTo: { sources: [source, { ...source, ref: 'values' }], destination },
          },
        },
      }),
      /older/,
    ],
  ],
  hydrated: [
    [
      'the comparison is with what was hydrated before',
      facts({
        live: { spec: hydratedSpec },
        status: {
          history: [{ revision: 'e'.repeat(40) }],
          sourceHydrator: { lastSuccessfulOperation: { drySHA: commit, hydratedSHA: 'e'.repeat(40) } },
        },
      }),
      /hydrated commit/,
    ],
    [
      'the commit is being hydrated, after one before it was',
      facts({
        live: { spec: hydratedSpec },
        expected: { ...expected, isChanged: false },
        status: {
          sourceHydrator: {
            currentOperation: { phase: 'Hydrating' },
            lastSuccessfulOperation: { drySHA: before, hydratedSHA: commit },
            lastComparedDryRevision: commit,
          },
        },
      }),
      /being hydrated/,
    ],
  ],
  'no-operation': [
    [
      'a sync goes on',
      facts({
        ...operation({ phase: 'Running', finishedAt: undefined, message: 'waiting for hook' }),
        expected: { ...expected, isChanged: false },
      }),
      /hook/,
    ],
    ['a sync is asked for', facts({ live: { operation: { sync: {} } } }), /about to start/],
  ],
  'operation-result': [
    [
      'a hook failed after everything was applied',
      facts({
        ...operation({
          phase: 'Failed',
          message: 'one or more synchronization tasks completed unsuccessfully',
          syncResult: {
            revision: commit,
            resources: [
              {
                kind: 'Job',
                name: 'smoke',
                hookType: 'PostSync',
                hookPhase: 'Failed',
                message: 'BackoffLimitExceeded',
              },
            ],
          },
        }),
        expected: { ...expected, isChanged: false },
      }),
      /PostSync hook Job smoke failed/,
    ],
  ],
  'hooks-ended': (['Degraded', 'Progressing'] as const).map(
    (status) =>
      [
        `a hook is ${status} that Argo CD took for done`,
        facts({
          ...operation({
            syncResult: {
              revision: commit,
              resources: [
                {
                  group: 'batch',
                  kind: 'Job',
                  namespace: 'web',
                  name: 'check',
                  hookType: 'PostSync',
                  hookPhase: 'Succeeded',
                },
              ],
            },
          }),
          ...objects(
            [workload(rolledOut)],
            [...nodes, node('Job', 'check', { group: 'batch', ...health(status, 'BackoffLimitExceeded') })],
          ),
        }),
        /the PostSync hook Job web\/check is (?:Degraded|Progressing) in the cluster/,
      ] as const,
  ),
  'synced-by-operation': [
    [
      'the last sync was of the commit before',
      facts(operation({ syncResult: { revision: before } })),
      /no sync at the commit/,
    ],
    [
      'it was a dry run',
      facts(operation({ operation: { sync: { revision: commit, dryRun: true } } })),
      /a dry run, which hides/,
    ],
    [
      'it was of one object',
      facts(operation({ operation: { sync: { revision: commit, resources: [{ kind: 'ConfigMap' }] } } })),
      /a partial sync, which hides/,
    ],
  ],
  'compared-after': [
    [
      'the comparison is of the second in which the sync ended',
      facts({ status: { reconciledAt: at(12) } }),
      /since the sync ended/,
    ],
  ],
  target: [
    [
      'Argo CD has taken the manifests of the commit before for those of the commit',
      facts({ expected: { ...expected, contents: bump }, ...objects([wants(image('1'))]) }),
      /desired state in Argo CD still has Deployment web\/web as it was before/,
    ],
    [
      'the settings of Argo CD exclude an object that the commit brings',
      facts({
        expected: withEndpoints,
        status: {
          conditions: [
            {
              type: 'ExcludedResourceWarning',
              message: 'Resource /Endpoints db is excluded in the settings',
            },
          ],
        },
        ...objects([{ ...wants(image('2')), liveState: alive('2') }]),
      }),
      /does not apply Endpoints web\/db: Resource \/Endpoints db is excluded in the settings/,
    ],
    [
      'it has not rendered an object that the commit brings',
      facts({
        expected: withEndpoints,
        ...objects([
          { ...wants(image('2')), liveState: alive('2') },
          { ...wants({}, 'Endpoints'), group: '', name: 'db', targetState: 'null' },
        ]),
      }),
      /lacks Endpoints web\/db, which the commit declares/,
    ],
    [
      'it still wants what the commit takes away',
      facts({
        expected: {
          ...expected,
          changed: [],
          removed: [web],
          contents: [{ id: web, before: image('1'), after: undefined }],
        },
        ...objects([wants(image('1'))]),
      }),
      /desired state in Argo CD still has/,
    ],
  ],
  applied: [
    [
      'Argo CD ignores the difference, and leaves what the commit changes as it was',
      facts({
        expected: { ...expected, contents: bump },
        ...objects([{ ...wants(image('2')), liveState: alive('1') }]),
      }),
      /still as it was before the commit/,
    ],
    ...(
      [
        [
          'is kept by its sync options, and does not count as OutOfSync',
          { annotations: { 'argocd.argoproj.io/sync-options': 'Delete=false,Prune=false' } },
          /which the commit removes, is still in the cluster, because its sync option Prune=false/,
        ],
        [
          'is not minded by Argo CD',
          { annotations: { 'argocd.argoproj.io/compare-options': 'IgnoreExtraneous' } },
          /is still in the cluster\. Check whether its annotation/,
        ],
        ['waits for a finalizer', { deletionTimestamp: at(15) }, /ConfigMap web\/web is being deleted/],
      ] as const
    ).map(([what, metadata, words]): readonly [string, Facts, RegExp] => [
      `what the commit takes away ${what}`,
      facts({
        expected: {
          ...expected,
          removed: [config],
          contents: [...bump, { id: config, before: { kind: 'ConfigMap' }, after: undefined }],
        },
        ...objects([
          { ...wants(image('2')), liveState: alive('2') },
          { ...workload({ metadata }, 'ConfigMap'), group: '', targetState: 'null' },
        ]),
      }),
      words,
    ]),
  ],
  synced: [
    [
      'it stays OutOfSync',
      facts({
        status: {
          sync: { ...live.status.sync, status: 'OutOfSync' },
          resources: [{ ...live.status.resources[0], status: 'OutOfSync' }],
        },
      }),
      /still OutOfSync/,
    ],
  ],
  healthy: [
    [
      'an object that the commit changes is Degraded',
      facts({
        status: { health: { status: 'Degraded' } },
        ...objects(
          [workload(rolledOut)],
          [node('Deployment', 'web', health('Degraded', 'ReplicaSet has timed out')), ...nodes.slice(1)],
        ),
      }),
      /timed out/,
    ],
  ],
  'pods-replaced': [
    [
      'an old pod is left',
      facts(objects([workload({ ...rolledOut, status: { ...rolledOut.status, replicas: 3 } })])),
      /old pods left: 1/,
    ],
    [
      'the change is not observed',
      facts(objects([workload({ ...rolledOut, metadata: { generation: 3 } })])),
      /has not seen/,
    ],
    [
      'the controller of a custom resource says it of the generation before',
      facts({
        expected: {
          ...expected,
          changed: [{ ...web, group: 'kafka.strimzi.io', kind: 'Kafka' }],
        },
        ...objects([
          {
            ...workload({ metadata: { generation: 2 }, status: { observedGeneration: 1 } }, 'Kafka'),
            group: 'kafka.strimzi.io',
          },
        ]),
      }),
      /Kafka web\/web: its controller has not seen/,
    ],
    [
      'a Rollout, whose generation is a text, says it of the one before',
      facts({
        expected: { ...expected, changed: [{ ...web, group: 'argoproj.io', kind: 'Rollout' }] },
        ...objects([
          {
            ...workload({ metadata: { generation: 10 }, status: { observedGeneration: '9' } }, 'Rollout'),
            group: 'argoproj.io',
          },
        ]),
      }),
      /Rollout web\/web: its controller has not seen/,
    ],
    [
      'the rollout is paused',
      facts(
        objects([
          workload({
            ...rolledOut,
            spec: { replicas: 2, paused: true },
            status: { ...rolledOut.status, updatedReplicas: 0 },
          }),
        ]),
      ),
      /paused/,
    ],
    [
      'a StatefulSet keeps some pods on the template before by a partition',
      facts({
        expected: { ...expected, changed: [{ ...web, kind: 'StatefulSet' }] },
        ...objects([
          workload(
            {
              metadata: { generation: 2 },
              spec: {
                replicas: 3,
                updateStrategy: { type: 'RollingUpdate', rollingUpdate: { partition: 2 } },
              },
              status: {
                observedGeneration: 2,
                currentRevision: 'web-1',
                updateRevision: 'web-2',
                updatedReplicas: 1,
                readyReplicas: 3,
              },
            },
            'StatefulSet',
          ),
        ]),
      }),
      /partition/,
    ],
    [
      'pods of a DaemonSet are replaced when they are deleted',
      facts({
        expected: { ...expected, changed: [{ ...web, kind: 'DaemonSet' }] },
        ...objects([
          workload(
            {
              metadata: { generation: 2 },
              spec: { updateStrategy: { type: 'OnDelete' } },
              status: {
                observedGeneration: 2,
                desiredNumberScheduled: 3,
                updatedNumberScheduled: 0,
                numberAvailable: 3,
              },
            },
            'DaemonSet',
          ),
        ]),
      }),
      /OnDelete/,
    ],
  ],
  'pods-run': [
    [
      'a new pod crashes, and Argo CD still says Healthy',
      facts(
        objects(
          [workload(rolledOut)],
          [
            ...nodes.slice(0, 3),
            node('Pod', 'web-new-1', {
              ...below('web-new'),
              ...health('Degraded', 'back-off'),
              info: [{ name: 'Status Reason', value: 'CrashLoopBackOff' }],
            }),
          ],
        ),
      ),
      /CrashLoopBackOff/,
    ],
  ],
}

/** Rules that explain why a wait cannot succeed, or why it can: other rules also prevent green here. */
const explain: Record<string, readonly [what: string, facts: Facts, words: string, without: string][]> = {
  allowed: [
    [
      'a sync window forbids the sync, which is not the fault of the commit',
      facts({ status: { ...outOfSync, ...neverSynced }, heldBy: 'a deny window forbids it' }),
      'waits allowed: a deny window forbids it',
      'failed not-skipped',
    ],
  ],
  'not-skipped': [
    [
      'Argo CD has skipped the commit, and waits for nothing',
      facts({
        status: { ...outOfSync, history: [], ...operation({ syncResult: { revision: before } }).status },
      }),
      'failed not-skipped: it is OutOfSync at ccccccc',
      'waits synced-by-operation',
    ],
    [
      'only what should be deleted is OutOfSync, and nothing deletes it',
      facts({
        status: {
          ...outOfSync,
          ...neverSynced,
          resources: [{ kind: 'ConfigMap', name: 'old', status: 'OutOfSync', requiresPruning: true }],
        },
      }),
      'failed not-skipped: ConfigMap old should be deleted, but Argo CD keeps it',
      'waits synced-by-operation',
    ],
    [
      'Argo CD says that it would wipe out everything',
      facts({
        status: {
          ...outOfSync,
          ...neverSynced,
          conditions: [{ type: 'SyncError', message: 'auto-sync will wipe out all resources' }],
        },
      }),
      'failed not-skipped: Argo CD does not sync it: auto-sync will wipe out',
      'waits synced-by-operation',
    ],
  ],
}

describe.each(verdictRules.filter(({ id }) => id in explain))('the rule $id', (rule) => {
  const first = (given: Facts, rules: readonly Rule[]) =>
    objectionsTo(given, rules).map(({ word, rule: id, reason }) => `${word} ${id}: ${reason}`)[0]
  it.each(explain[rule.id] ?? [])('says where %s', (_, given, words, without) => {
    expect(first(given, verdictRules)).toContain(words)
    expect(
      first(
        given,
        verdictRules.filter((one) => one !== rule),
      ),
    ).toContain(without)
  })
})

describe.each(verdictRules.filter(({ id }) => !(id in explain)))('the rule $id', (rule) => {
  it.each(states[rule.id] ?? [['it has a test', facts(), /./] as const])(
    'alone holds green back where %s',
    (_, given, words) => {
      expect(
        objectionsTo(given)
          .map(({ reason }) => reason)
          .join('\n'),
      ).toMatch(words)
      const others = verdictRules.filter((one) => one !== rule)
      expect(objectionsTo(given, others)).toEqual([])
    },
  )
})

const pod = (word: string, restarts: number, more: Partial<TreeNode> = {}) =>
  node('Pod', 'web-new-1', {
    ...below('web-new'),
    ...health('Degraded', 'said by the kubelet'),
    info: [
      { name: 'Status Reason', value: word },
      { name: 'Restart Count', value: String(restarts) },
    ],
    ...more,
  })
const withPod = (...pods: TreeNode[]) =>
  facts(objects([workload(rolledOut)], [...nodes.slice(0, 3), ...pods]))
const words = (given: Facts) => objectionsTo(given).map(({ rule, word }) => `${rule} ${word}`)

describe('a pod that does not run', () => {
  it.each(['Evicted', 'NodeShutdown', 'OutOfcpu', 'Preempting', 'UnexpectedAdmissionError', 'NodeLost'])(
    'is no fault where its node is to blame: %s',
    (word) => expect(words(withPod(pod(word, 0)))).toEqual([]),
  )

  it('is waited for as long as it has ended but once: it may need what is not there yet', () => {
    expect(words(withPod(pod('CrashLoopBackOff', 1)))).toEqual(['pods-run waits'])
    expect(words(withPod(pod('Running', 5)))).toEqual(['pods-run waits'])
    expect(objectionsTo(withPod(pod('CrashLoopBackOff', 2)))).toMatchObject([
      { word: 'failed', mayPass: LASTS.settling },
    ])
    expect(objectionsTo(withPod(pod('CrashLoopBackOff', 3)))[0]?.mayPass).toBeUndefined()
  })

  it.each([
    ['ImagePullBackOff', 'Back-off pulling image: not found', LASTS.settling],
    ['ErrImagePull', 'manifest unknown', LASTS.settling],
    ['InvalidImageName', 'couldn’t parse image name', LASTS.settling],
    ['ErrImagePull', 'dial tcp: i/o timeout', LASTS.operating],
    ['ImagePullBackOff', 'received unexpected HTTP status: 503 Service Unavailable', LASTS.operating],
    ['CreateContainerConfigError', 'secret "web" not found', LASTS.operating],
  ])('has failed, the later the likelier it passes: %s: %s', (word, message, mayPass) => {
    const found = objectionsTo(withPod(pod(word, 0, health('Degraded', message))))
    expect(found).toMatchObject([{ rule: 'pods-run', word: 'failed', mayPass }])
  })

  it('has no node: an autoscaler is waited for, and else it has failed, after a while', () => {
    const pending = pod('Pending', 0, {
      ...health('Progressing'),
      info: [
        { name: 'Status Reason', value: 'Pending' },
        { name: 'Node', value: '' },
      ],
    })
    const given = (isScaling: boolean) => {
      const homeless = new Map([['web-new-1', { message: '0/3 nodes are available', isScaling }]])
      const tree = { nodes: [...nodes.slice(0, 3), pending], orphanedNodes: [] }
      return facts({ objects: { tree, managed: [workload(rolledOut)], homeless } })
    }
    expect(objectionsTo(given(true))).toMatchObject([{ word: 'waits' }])
    expect(objectionsTo(given(false))).toMatchObject([{ word: 'failed', mayPass: LASTS.scheduling }])
    expect(objectionsTo(given(false))[0]?.reason).toContain('0/3 nodes are available')
  })

  it('of a job is no fault once another one has done the work', () => {
    const of = (kind: string) => ({ ...web, group: 'batch', kind })
    const died = (word: string, owner: string) =>
      pod(word, 0, { ...below(owner), name: 'job-1', uid: 'job-1' })
    const given = (status: string, word: string) => {
      const job = node('Job', 'web', { group: 'batch', ...health(status) })
      const managed = [{ ...workload({}, 'Job'), group: 'batch' }]
      return facts({
        expected: { ...expected, changed: [of('Job')] },
        ...objects(managed, [job, died(word, 'web')]),
      })
    }
    for (const word of ['Error', 'OOMKilled']) {
      expect(words(given('Healthy', word))).toEqual([])
      expect(words(given('Progressing', word))).toEqual(['pods-run waits'])
    }
    // An earlier job of a CronJob failed, and the last one did not.
    const nightly = (status: string) =>
      facts({
        expected: { ...expected, changed: [of('CronJob')] },
        ...objects(
          [{ ...workload({}, 'CronJob'), group: 'batch' }],
          [
            node('CronJob', 'web', { group: 'batch', ...health(status) }),
            node('Job', 'web-1', { group: 'batch', ...below('web'), ...health('Degraded') }),
            died('Error', 'web-1'),
          ],
        ),
      })
    expect(words(nightly('Healthy'))).toEqual([])
    expect(words(nightly('Degraded'))).toEqual(['pods-run waits'])
  })

  it('is seen while a sync with waves still waits for it', () => {
    const running = {
      ...operation({ phase: 'Running', finishedAt: undefined, message: 'waiting for healthy state of web' }),
    }
    const made = { createdAt: Date.UTC(2026, 0, 1, 12, 0, 11) }
    const crash = [...nodes.slice(0, 3), pod('CrashLoopBackOff', 3, made)]
    expect(words(facts({ ...running, ...objects([workload(rolledOut)], crash) }))).toEqual([
      'no-operation waits',
      'pods-run failed',
    ])
    // A pod from before the sync was not created by it.
    const old = [...nodes.slice(0, 3), pod('CrashLoopBackOff', 3, { createdAt: Date.UTC(2026, 0, 1) })]
    expect(words(facts({ ...running, ...objects([workload(rolledOut)], old) }))).toEqual([
      'no-operation waits',
    ])
  })
})

describe('what Argo CD found nothing to sync for', () => {
  const nothing = { ...neverSynced, reconciledAt: at(20) }

  it('holds where the cluster was already as the commit wants it: a hot fix that is now in Git', () => {
    const given = { expected: { ...expected, contents: bump }, status: nothing }
    const fixed = { ...wants(image('2')), liveState: alive('2') }
    expect(words(facts({ ...given, ...objects([fixed]) }))).toEqual([])
    // If the difference is ignored, Argo CD reports Synced although the object differs.
    const ignored = { ...wants(image('2')), liveState: alive('other') }
    expect(words(facts({ ...given, ...objects([ignored]) }))).toEqual(['synced-by-operation waits'])
    expect(words(facts({ ...given, ...objects([wants(image('1'))]) }))).toEqual(['target waits'])
  })

  it('is not taken for what was before where the API server writes in its own way, or has a default', () => {
    const spec = (more: object): Json => ({ spec: { ...rolledOut.spec, ...more } }) as Json
    const live = (more: object) => JSON.stringify({ ...rolledOut, spec: { ...rolledOut.spec, ...more } })
    for (const [was, is, kept] of [
      [{ type: 'ClusterIP' }, {}, { type: 'ClusterIP' }],
      [{ cpu: '1' }, { cpu: '1000m' }, { cpu: '1' }],
    ] as const) {
      const contents = [{ id: web, before: spec(was), after: spec(is) }]
      const state = { ...wants(spec(is)), liveState: live(kept) }
      expect(words(facts({ expected: { ...expected, contents }, ...objects([state]) }))).toEqual([])
    }
  })

  it('is compared by how much it is: quantities have several words', () => {
    const memory = (limit: string) => ({ spec: { ...rolledOut.spec, memory: limit } }) as Json
    const contents = [{ id: web, before: memory('512Mi'), after: memory('1Gi') }]
    const given = (kept: string) => {
      const liveState = JSON.stringify({ ...rolledOut, ...(memory(kept) as object) })
      const there = objects([{ ...wants(memory('1Gi')), liveState }])
      return words(facts({ expected: { ...expected, contents }, ...there }))
    }
    // Argo CD ignores the difference.
    for (const kept of ['512Mi', '0.5Gi', '524288Ki']) expect(given(kept)).toEqual(['applied waits'])
    for (const kept of ['1Gi', '1024Mi', '2Gi']) expect(given(kept)).toEqual([])
  })

  it('is not proved where only a part of what the commit changes can be seen', () => {
    const secret = { group: '', kind: 'Secret', namespace: 'web', name: 'web' }
    const contents = [...bump, { id: secret, before: { data: { a: '***' } }, after: { data: { a: '***' } } }]
    const given = facts({
      expected: { ...expected, changed: [web, secret], contents },
      status: nothing,
      ...objects([wants(image('2')), { ...wants({ data: {} }, 'Secret'), group: '' }]),
    })
    expect(words(given)).toEqual(['synced-by-operation waits'])
  })

  it('holds where the sync was at an older commit, at which the app is made of the very same', () => {
    const given = { status: { ...operation({ syncResult: { revision: before } }).status, history: [] } }
    expect(words(facts(given))).toEqual(['synced-by-operation waits'])
    expect(words(facts({ ...given, isAsGood: (one) => one === before }))).toEqual([])
  })

  it('is unknown where a dry run or a sync of some objects has taken the place of a sync whose hook failed', () => {
    // After `argocd app sync --dry-run`, or with `--resource`: the objects have the content of the commit.
    const there = { ...wants(image('2')), liveState: alive('2') }
    for (const sync of [{ dryRun: true }, { resources: [{ kind: 'ConfigMap', name: 'web' }] }]) {
      const given = {
        expected: { ...expected, contents: bump },
        ...objects([there]),
        ...operation({ operation: { sync: { revision: commit, ...sync } } }),
      }
      expect(words(facts(given))).toEqual(['synced-by-operation unknown'])
      const history = [{ revision: commit }]
      expect(words(facts({ ...given, status: { ...given.status, history } }))).toEqual([])
    }
  })

  it('is unknown where the commit changes a hook, which then does not run', () => {
    const job = { group: 'batch', kind: 'Job', namespace: 'web', name: 'smoke' }
    const after = { metadata: { annotations: { 'argocd.argoproj.io/hook': 'PostSync' } } }
    const given = facts({
      expected: { ...expected, changed: [job], contents: [{ id: job, before: undefined, after }] },
      status: nothing,
    })
    expect(objectionsTo(given)).toMatchObject([{ word: 'unknown', rule: 'synced-by-operation', object: job }])
  })
})

describe('sources', () => {
  const chart = { repoURL: 'https://charts.example.com', chart: 'web', targetRevision: '2.0.0' }
  const ofChart = (was: object, spec: Json | undefined) =>
    facts({
      live: { spec: { ...live.spec, source: chart } },
      expected: { ...expected, spec },
      status: {
        history: [],
        sync: { status: 'Synced', revision: '2.0.0', comparedTo: { source: chart, destination } },
        ...operation({ syncResult: { revision: '2.0.0', source: was } }).status,
      },
    })

  it('that are all elsewhere: the commit changes the spec, and the sync has to be of it', () => {
    expect(words(ofChart(chart, { source: chart }))).toEqual([])
    expect(words(ofChart({ ...chart, targetRevision: '1.0.0' }, { source: chart }))).toEqual([
      'synced-by-operation waits',
    ])
  })

  it('of which none is known to be of the repo show nothing of the commit', () => {
    expect(words(ofChart(chart, undefined))).toContain('at-commit unknown')
  })

  it('have to be synced at the commit each', () => {
    const sources = [source, { ...source, ref: 'values' }]
    const given = (revisions: readonly string[]) =>
      facts({
        live: { spec: { ...live.spec, source: undefined, sources } },
        status: {
          history: [],
          sync: {
            status: 'Synced',
            revisions: [commit, commit],
            comparedTo: { sources, destination },
          },
          ...operation({ syncResult: { revision: '', revisions } }).status,
        },
      })
    expect(words(given([commit, commit]))).toEqual([])
    expect(words(given([commit, before]))).toEqual(['synced-by-operation waits'])
  })
})

describe('what is OutOfSync with selfHeal', () => {
  const old = { kind: 'ConfigMap', namespace: 'web', name: 'old', status: 'OutOfSync', requiresPruning: true }
  const changed = { ...live.status.resources[0], status: 'OutOfSync' }
  const given = (resources: object[], automated: object = {}, removed: (typeof web)[] = []) =>
    objectionsTo(
      facts({
        expected: { ...expected, removed },
        live: { spec: { ...live.spec, syncPolicy: { automated: { selfHeal: true, ...automated } } } },
        status: { sync: { ...live.status.sync, status: 'OutOfSync' }, resources },
      }),
    )

  it('is healed where something is to be changed, or may be deleted', () => {
    expect(given([changed, old])).toMatchObject([{ word: 'waits', isUnrelated: false }])
    expect(given([old], { prune: true })).toMatchObject([{ word: 'waits', isUnrelated: true }])
  })

  it('stays so where it is only to be deleted, and nothing deletes it', () => {
    const stays = { word: 'failed', reason: expect.stringContaining('deletes nothing automatically') }
    expect(given([old])).toMatchObject([{ ...stays, isUnrelated: true }])
    const gone = { group: '', kind: 'ConfigMap', namespace: 'web', name: 'old' }
    expect(given([old], {}, [gone])).toMatchObject([{ ...stays, isUnrelated: false }])
  })
})

describe('what was OutOfSync before a commit that does not change it', () => {
  const drifted = { kind: 'ConfigMap', namespace: 'web', name: 'drifted', status: 'OutOfSync' }
  const given = (automated: object | undefined, isChanged: boolean, status: object = {}) =>
    objectionsTo(
      facts({
        expected: isChanged ? expected : { ...expected, isChanged: false, changed: [] },
        live: { spec: { ...live.spec, syncPolicy: { automated } } },
        status: {
          sync: { ...live.status.sync, status: 'OutOfSync' },
          resources: [drifted],
          // Argo CD takes the older sync for one of the commit if manifest-generate-paths has no changed file.
          ...operation({ syncResult: { revision: before } }).status,
          ...status,
        },
      }),
    ).map(({ rule, word, isUnrelated }) => [rule, word, isUnrelated])

  it('is no skipped commit: another setting may ignore it', () => {
    expect(given({}, false)).toEqual([
      ['not-skipped', 'failed', true],
      ['synced', 'waits', true],
    ])
    const conditions = [{ type: 'SyncError', message: 'Failed last sync attempt to bbbbbbb' }]
    expect(given({ selfHeal: true }, false, { conditions })).toEqual([
      ['not-skipped', 'failed', true],
      ['synced', 'waits', true],
    ])
  })

  it('is waited for if Argo CD will heal it, which may take minutes', () => {
    expect(given({ selfHeal: true }, false)).toEqual([['synced', 'waits', true]])
    expect(given(undefined, false)).toEqual([['synced', 'waits', true]])
  })

  it('may fail to be healed, after the sync of the commit', () => {
    const failedHeal = (kind: string, name: string, resources: object[]) =>
      objectionsTo(
        facts({
          status: {
            ...operation({
              phase: 'Failed',
              operation: { sync: { revision: commit, resources } },
              syncResult: {
                revision: commit,
                resources: [
                  {
                    group: kind === 'ConfigMap' ? '' : 'apps',
                    kind,
                    namespace: 'web',
                    name,
                    status: 'SyncFailed',
                  },
                ],
              },
            }).status,
            sync: { ...live.status.sync, status: 'OutOfSync' },
            resources: [drifted],
            history: [{ revision: commit }],
          },
        }),
      ).map(({ rule, word, isUnrelated }) => [rule, word, isUnrelated])
    expect(failedHeal('ConfigMap', 'drifted', [{}])).toEqual([
      ['operation-result', 'failed', true],
      ['synced', 'waits', true],
    ])
    expect(failedHeal('Deployment', 'web', [{}])[0]).toEqual(['operation-result', 'failed', false])
    expect(failedHeal('ConfigMap', 'drifted', [])[0]).toEqual(['operation-result', 'failed', false])
  })

  it('hides no sync of the commit that is missing', () => {
    expect(given({ selfHeal: true }, true)).toEqual([
      ['not-skipped', 'failed', false],
      ['synced-by-operation', 'waits', undefined],
    ])
  })
})

describe('what was deleted and is not gone yet', () => {
  const old = { kind: 'ConfigMap', namespace: 'web', name: 'old', status: 'OutOfSync', requiresPruning: true }
  const id = { group: '', kind: 'ConfigMap', namespace: 'web', name: 'old' }
  const marked: ManagedResource = {
    ...workload({ metadata: { deletionTimestamp: at(15), finalizers: ['example.com/hold'] } }, 'ConfigMap'),
    group: '',
    name: 'old',
  }
  const pending = node('ConfigMap', 'old', { group: '', ...health('Progressing', 'Pending deletion') })
  const given = (managed: ManagedResource[], tree: TreeNode[], more: object[] = [], status: object = {}) =>
    facts({
      expected: { ...expected, removed: [id] },
      live: { spec: { ...live.spec, syncPolicy: { automated: { prune: true } } } },
      status: { sync: { ...live.status.sync, status: 'OutOfSync' }, resources: [old, ...more], ...status },
      ...objects([workload(rolledOut), ...managed], [...nodes, ...tree]),
    })

  it('is waited for, however long its finalizers take', () => {
    expect(objectionsTo(given([marked], [pending]))).toMatchObject([
      {
        rule: 'synced',
        word: 'waits',
        reason: expect.stringContaining('ConfigMap old (waiting for example.com/hold)') as string,
        isUnrelated: false,
      },
    ])
  })

  it('is known by its health alone where the object is not kept, as the commit has no part in it', () => {
    const unrelated = { ...given([], [pending]), expected }
    expect(objectionsTo(unrelated)).toMatchObject([{ rule: 'synced', word: 'waits', isUnrelated: true }])
  })

  it('hides nothing else that is OutOfSync', () => {
    const found = objectionsTo(
      given([marked], [pending], [{ ...live.status.resources[0], status: 'OutOfSync' }]),
    )
    expect(found).toMatchObject([{ rule: 'synced', word: 'failed' }])
    expect(found[0]?.reason).toContain('Deployment web')
    expect(found[0]?.reason).not.toContain('old')
  })

  it('has not been passed over where no sync is made for it', () => {
    const earlier = operation({ syncResult: { revision: before } }).status
    const words = objectionsTo(given([marked], [pending], [], { ...earlier, history: [] }))
    expect(words).toMatchObject([{ rule: 'synced-by-operation', word: 'waits' }])
  })

  it('is of the commit where the app is Progressing for it', () => {
    const found = objectionsTo(given([marked], [pending], [], { health: { status: 'Progressing' } }))
    expect(found).toMatchObject([
      { rule: 'synced', word: 'waits' },
      { rule: 'healthy', word: 'waits', isUnrelated: false },
    ])
  })
})

describe('hydration', () => {
  it('to a branch of its own: what was promoted has another id, and the very same manifests', () => {
    const [onNext, squashed] = ['e'.repeat(40), 'f'.repeat(40)]
    const sourceHydrator = {
      drySource: source,
      syncSource: { targetBranch: 'env/prod', path: 'web' },
      hydrateTo: { targetBranch: 'env/prod-next' },
    }
    const given = (isPromoted: boolean) =>
      facts({
        live: { spec: { ...live.spec, source: undefined, sourceHydrator } },
        status: {
          ...operation({ syncResult: { revision: squashed } }).status,
          sync: { ...live.status.sync, revision: squashed },
          sourceHydrator: { lastSuccessfulOperation: { drySHA: commit, hydratedSHA: onNext } },
        },
        isPromoted: (one) => isPromoted && one === squashed,
      })
    expect(words(given(true))).toEqual([])
    expect(objectionsTo(given(false))).toMatchObject([{ rule: 'hydrated', word: 'waits' }])
    expect(objectionsTo(given(false))[0]?.reason).toContain('on env/prod-next is waiting for its promotion')
  })

  const given = (currentOperation: object, compared: string) =>
    facts({
      live: { spec: hydratedSpec },
      status: {
        sourceHydrator: {
          currentOperation,
          lastSuccessfulOperation: { drySHA: before, hydratedSHA: commit },
          lastComparedDryRevision: compared,
        },
      },
      expected: { ...expected, isChanged: false },
    })

  it('that failed at the commit is the fault of it, also where nothing could be rendered', () => {
    for (const drySHA of [commit, ''])
      expect(objectionsTo(given({ phase: 'Failed', message: 'no such file', drySHA }, commit))).toMatchObject(
        [{ rule: 'hydrated', word: 'failed' }],
      )
  })

  it('that failed at another commit is not', () => {
    const found = objectionsTo(given({ phase: 'Failed', message: 'no such file', drySHA: before }, commit))
    expect(found).toMatchObject([{ rule: 'hydrated', word: 'waits' }])
  })
})

describe('what is not the fault of the commit', () => {
  it('an old pod that crashes while new ones run', () => {
    const crashing = node('Pod', 'web-old-1', { ...below('web-old'), ...health('Degraded') })
    expect(objectionsTo(facts(objects([workload(rolledOut)], [...nodes, crashing])))).toEqual([])
  })

  it('the failure of a sync at the commit before', () => {
    const failed = operation({ phase: 'Failed', syncResult: { revision: before } })
    expect(objectionsTo(facts({ ...failed, expected: { ...expected, isChanged: false } }))).toEqual([])
  })

  it('a Degraded object that it does not change is told as unrelated', () => {
    const tree = [...nodes, node('StatefulSet', 'db', health('Degraded'))]
    const found = objectionsTo(
      facts({ status: { health: { status: 'Degraded' } }, ...objects([workload(rolledOut)], tree) }),
    )
    expect(found).toMatchObject([{ rule: 'healthy', word: 'failed', isUnrelated: true }])
  })

  it('a dry run at the commit that failed, and a try with some objects after which all is as it should be', () => {
    const failed = { phase: 'Failed', syncResult: { revision: commit } }
    const history = [{ revision: commit }]
    const dry = operation({ ...failed, operation: { sync: { revision: commit, dryRun: true } } })
    const part = operation({ ...failed, operation: { sync: { revision: commit, resources: [{}] } } })
    for (const { status } of [dry, part]) expect(words(facts({ status: { ...status, history } }))).toEqual([])
  })

  it('an object of the same name in another namespace', () => {
    const other = node('Deployment', 'web', { ...health('Degraded'), namespace: 'other', uid: 'other' })
    const found = objectionsTo(
      facts({
        status: { health: { status: 'Degraded' } },
        ...objects([workload(rolledOut)], [...nodes, other]),
      }),
    )
    expect(found).toMatchObject([{ rule: 'healthy', isUnrelated: true }])
  })

  it('what is suspended on purpose', () => {
    const state = { health: { status: 'Suspended' } }
    const idle = node('CronJob', 'nightly', health('Suspended'))
    expect(words(facts({ status: state, ...objects([workload(rolledOut)], [...nodes, idle]) }))).toEqual([])
  })

  it('an autoscaler that has no figures of new pods yet: it is given time', () => {
    const scaler = node('HorizontalPodAutoscaler', 'web', health('Degraded', 'no metrics'))
    const given = facts({
      status: { health: { status: 'Degraded' } },
      ...objects([workload(rolledOut)], [...nodes, scaler]),
    })
    expect(objectionsTo(given)).toMatchObject([{ word: 'failed', mayPass: LASTS.measuring }])
  })

  it('a custom resource whose controller tries again: it is given time, but not a Rollout', () => {
    const given = (group: string, kind: string) =>
      facts({
        status: { health: { status: 'Degraded' } },
        ...objects([workload(rolledOut)], [...nodes, node(kind, 'x', { group, ...health('Degraded') })]),
      })
    const times = [
      ['external-secrets.io', 'ExternalSecret', LASTS.operating],
      ['argoproj.io', 'Rollout', LASTS.settling],
      ['networking.k8s.io', 'Ingress', LASTS.settling],
    ] as const
    for (const [group, kind, mayPass] of times)
      expect(objectionsTo(given(group, kind))).toMatchObject([{ word: 'failed', mayPass }])
  })

  it('Degraded from before the sync, of what the commit may mend: it is given time', () => {
    const tree = [node('Deployment', 'web', health('Degraded')), ...nodes.slice(1)]
    const given = facts({
      status: { health: { status: 'Degraded', lastTransitionTime: at(1) } },
      ...objects([workload(rolledOut)], tree),
    })
    expect(objectionsTo(given)).toMatchObject([{ word: 'failed', mayPass: LASTS.operating }])
  })

  it('hides no object of the commit that is not healthy yet: what does not count must not count for it', () => {
    const own = { group: 'example.com', kind: 'Database', namespace: 'web', name: 'db' }
    const tree = [
      ...nodes,
      node('StatefulSet', 'other', health('Degraded')),
      node('Database', 'db', { group: 'example.com', ...health('Progressing') }),
    ]
    const given = facts({
      expected: { ...expected, changed: [web, own] },
      status: { health: { status: 'Degraded' } },
      ...objects([workload(rolledOut)], tree),
    })
    expect(objectionsTo(given)).toMatchObject([
      { word: 'waits', isUnrelated: false, object: own },
      { word: 'failed', isUnrelated: true },
    ])
  })

  it('Degraded from before, while the commit is not there yet', () => {
    const found = objectionsTo(
      facts({ status: { health: { status: 'Degraded' }, sync: { ...live.status.sync, revision: before } } }),
    )
    expect(found).toMatchObject([{ rule: 'at-commit', word: 'waits' }])
  })
})

describe('a Rollout that takes its pods from a Deployment', () => {
  const given = (status: string, of: string, state: 'liveState' | 'targetState' = 'liveState') => {
    const rollout = {
      ...workload({}, 'Rollout'),
      group: 'argoproj.io',
      name: 'canary',
      liveState: '',
      [state]: JSON.stringify({
        spec: { workloadRef: { apiVersion: 'apps/v1', kind: 'Deployment', name: of } },
      }),
    }
    const tree = [...nodes, node('Rollout', 'canary', { group: 'argoproj.io', ...health(status) })]
    return objectionsTo(
      facts({ status: { health: { status } }, ...objects([workload(rolledOut), rollout], tree) }),
    )
  }

  it('carries out the change of that: paused it is awaited, and aborted it has failed', () => {
    expect(given('Suspended', 'web')).toMatchObject([{ rule: 'healthy', word: 'waits', isUnrelated: false }])
    expect(given('Degraded', 'web')).toMatchObject([{ word: 'failed', isUnrelated: false }])
    expect(given('Degraded', 'web', 'targetState')).toMatchObject([{ isUnrelated: false }])
  })

  it('has nothing to do with the change of another one', () => {
    expect(given('Suspended', 'other')).toEqual([])
    expect(given('Degraded', 'other')).toMatchObject([{ isUnrelated: true }])
  })
})

describe('what is as good as it has to be', () => {
  it('a custom resource whose controller says nothing of generations, or has a hash there', () => {
    const id = { ...web, group: 'example.com', kind: 'Database' }
    for (const status of [{}, { observedGeneration: 2 }, { observedGeneration: '5f7b9c' }]) {
      const managed = { ...workload({ metadata: { generation: 2 }, status }, 'Database'), group: id.group }
      expect(words(facts({ expected: { ...expected, changed: [id] }, ...objects([managed]) }))).toEqual([])
    }
  })

  it('a hook and an object that gets its name in the cluster, which are not among what Argo CD wants', () => {
    for (const [name, metadata] of [
      ['db', { annotations: { 'helm.sh/hook': 'post-install' } }],
      ['db-*', { generateName: 'db-' }],
    ] as const) {
      const id = { ...db, name }
      const contents = [...bump, { id, before: undefined, after: { kind: 'Endpoints', metadata } }]
      const there = objects([{ ...wants(image('2')), liveState: alive('2') }])
      expect(words(facts({ expected: { ...withEndpoints, contents }, ...there }))).toEqual([])
    }
  })

  it('an app of objects without a health check, which has no health', () => {
    expect(objectionsTo(facts({ status: { health: undefined } }))).toEqual([])
  })

  it('a self-heal in the place of the sync, which the history still has', () => {
    const healed = operation({
      operation: { sync: { revision: commit, resources: [{}], autoHealAttemptsCount: 1 } },
    })
    expect(objectionsTo(facts({ status: { ...healed.status, history: [{ revision: commit }] } }))).toEqual([])
  })

  it('what the commit takes out of the spec, and Argo CD writes itself or somebody else has set anew', () => {
    const was = { project: 'default', source, destination, syncPolicy: { automated: { prune: true } } }
    expect(
      objectionsTo(facts({ expected: { ...expected, spec: { source, destination }, specBefore: was } })),
    ).toEqual([])
  })

  it('what is declared with fields that Argo CD leaves out as it writes', () => {
    const spec = { source: { ...source, chart: '', helm: { parameters: [] } }, destination }
    expect(objectionsTo(facts({ expected: { ...expected, spec } }))).toEqual([])
  })
})
