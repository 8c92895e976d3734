/** One round of the soak: some apps, each in its own situation, one or several commits, and the verdicts on them. */
import type { Argocd } from '../../argocd.ts'
import type { Bed } from '../../bed.ts'
import type { Cluster } from '../../cluster.ts'
import type { KubeObject } from '../../kube.ts'
import { configMap } from '../../truth/change-objects.ts'
import type { Random } from '../../truth/random.ts'
import { waitFor } from '../../wait.ts'
import type { Source } from '../oracle/manifests.ts'
import { judge } from './judged.ts'
import type { Judged } from './judged.ts'
import type { Programs, Said } from './programs.ts'
import { RoundRepository } from './repository.ts'
import type { SecondProgram } from './second.ts'
import { applicationKind, namespaceOf, SoakApp } from './situation.ts'
import type { Situation } from './situation.ts'
import type { Standing } from './standing.ts'

/** The resources that all rounds share. */
export interface Stage {
  readonly bed: Bed
  readonly cluster: Cluster
  readonly argocd: Argocd
  readonly programs: Programs
  readonly second: SecondProgram
  readonly standing: Standing
  /** The command lines under test, by their names. The built one is the first. */
  readonly lines: ReadonlyMap<string, string>
}

/** The choices for a round that are drawn before it starts, so that parallel work does not affect them. */
export interface Plan {
  readonly name: string
  readonly situations: readonly Situation[]
  readonly random: Random
  /** The disturbance of Argo CD during the round. */
  readonly disturbance: Disturbance | undefined
  /** Seconds. */
  readonly settle: number
  readonly commits: number
  /** The apps on which `argocd app wait` also runs. */
  readonly beside: 'all' | 'first' | 'none'
}

export interface Disturbance {
  readonly name: string
  happen(argocd: Argocd, random: Random): Promise<void>
}

/** The verdict of one program on one app. */
export interface Entry extends Said, Judged {
  readonly round: string
  readonly situation: string
  /** The program: `sync`, `app wait`, `app wait after refresh`, or a build with a rule off. */
  readonly by: string
  /** The milliseconds since the commit. */
  readonly took: number
  /** The delay of the verdict, as `Standing.late` returns it. */
  readonly late: number | undefined
}

/** The time for which a verdict must stay true, in milliseconds. */
const STANDS = 5000

export async function play(plan: Plan, stage: Stage): Promise<Entry[]> {
  const { name, random, settle, disturbance } = plan
  const { bed, cluster, argocd, programs } = stage
  const apps = plan.situations.map((situation, i) => {
    const app = new SoakApp(
      `${name}${'abcdefgh'[i]}`,
      random.pick(situation.forms ?? ['plain', 'kustomize', 'chart']),
      situation,
    )
    // An object that does not change. Without it the folder could be empty, and git does not store empty folders.
    app.objects.set('kept', configMap('kept'))
    situation.prepare(app, random)
    return app
  })
  const repo = new RoundRepository(bed.git.create(name, { 'README.md': 'Infra\n' }))
  const touched = new Map<SoakApp, number[]>()
  repo.commit(apps)
  await declare(apps, repo.repository.url, cluster)
  await reached(stage, family(apps), repo.repository.head(), isWell)
  const spoilt = apps.filter(({ situation }) => situation.spoil !== undefined)
  if (spoilt.length > 0) {
    for (const app of spoilt) app.situation.spoil?.(app)
    const head = repo.commit(spoilt)
    await Promise.all(family(apps).map((app) => refresh(argocd, app)))
    await reached(stage, spoilt, head, ({ health }) => health?.status === 'Degraded')
  }
  const base = repo.repository.head()
  const before = new Map(family(apps).map((app) => [app.name, app.sourcesAt(repo.repository.folder, base)]))
  const sceneOf = (app: SoakApp) => {
    const touch = () => void touched.set(app, [...(touched.get(app) ?? []), Date.now()])
    return { app, cluster, argocd, touch, commit: () => void (touch(), repo.commit([app])) }
  }
  await Promise.all(apps.map((app) => app.situation.before?.(sceneOf(app))))
  for (const app of apps) app.situation.change(app, random)
  const revision = commitInParts(repo, apps, plan.commits)
  const began = Date.now()
  const timeout = apps.some(({ situation }) => situation.isEndless) ? 60 : 100
  const call = { url: repo.repository.url, base, revision, settle, timeout }
  const awaited = apps.slice(0, { all: apps.length, first: 1, none: 0 }[plan.beside])
  const saids = await Promise.all([
    ...[...stage.lines].map(async ([by, cli]) =>
      (await programs.sync({ ...call, cli })).map((said) => ({ by, said })),
    ),
    ...awaited.flatMap((app) =>
      [false, true].map(async (refreshes) => {
        const by = refreshes ? 'app wait after refresh' : 'app wait'
        return [{ by, said: await programs.appWait(app.name, revision, { refreshes, timeout: 60 }) }]
      }),
    ),
    ...apps.map(async (app) => {
      await app.situation.meanwhile?.(sceneOf(app), random)
      return []
    }),
    disturbance?.happen(argocd, random).then(() => []) ?? [],
  ])
  const all = family(apps)
  const entries = await Promise.all(
    saids.flat().map(async ({ by, said }): Promise<Entry> => {
      const app = all.find((one) => one.name === said.app)
      if (app === undefined) throw new Error(`${by} speaks of ${said.app}, which is no app of the round`)
      const root = apps.find((one) => one === app || one.children.includes(app)) ?? app
      const next = (touched.get(root) ?? []).filter((at) => at > said.at)
      const isLeaving = root.leaving.has(app)
      const sources: Source[] = isLeaving ? [] : app.sourcesAt(repo.repository.folder, said.commit)
      const answer = await stage.second.ask({
        sources,
        before: before.get(app.name) ?? [],
        namespace: app.name,
        at: said.at,
        stands: Math.min(STANDS, ...next.map((at) => at - said.at)),
      })
      const late =
        said.outcome === 'verified' && !isLeaving
          ? stage.standing.late(said.app, said.commit, { ...said, settle: settle * 1000 })
          : undefined
      return {
        ...said,
        ...judge(said, answer),
        round: name,
        situation: root.situation.name,
        by,
        took: said.at - began,
        late,
      }
    }),
  )
  await clean(all, stage)
  return entries
}

/** Returns apps with their children. */
function family(apps: readonly SoakApp[]): SoakApp[] {
  return apps.flatMap((app) => [app, ...app.children])
}

/** Commits the apps in a number of commits, each with some of the apps. Returns the last commit. */
function commitInParts(repo: RoundRepository, apps: readonly SoakApp[], commits: number): string {
  const size = Math.ceil(apps.length / commits)
  for (let at = 0; at < apps.length; at += size) repo.commit(apps.slice(at, at + size))
  return repo.repository.head()
}

async function declare(apps: readonly SoakApp[], url: string, { kube }: Cluster): Promise<void> {
  await Promise.all(apps.map(({ name }) => kube.apply(namespaceOf(name))))
  await Promise.all(apps.map((app) => kube.apply(app.declaration(url) as KubeObject)))
}

async function refresh(argocd: Argocd, { name }: SoakApp): Promise<void> {
  await argocd.request('GET', `/api/v1/applications/${name}?refresh=normal`)
}

type Status = KubeObject['status']

const isWell = ({ sync, health }: Status) =>
  sync?.status === 'Synced' && (health?.status ?? 'Healthy') === 'Healthy'

/** Waits until all apps are at a commit and have the expected status. */
async function reached(
  { argocd, standing }: Stage,
  apps: readonly SoakApp[],
  commit: string,
  holds: (status: Status) => boolean,
): Promise<void> {
  await Promise.all(
    apps.map(async (app) => {
      let asked = Date.now()
      let isSynced = !isManual(app)
      await waitFor(`${app.name} (${app.situation.name}) at ${commit}`, async (seen) => {
        const live = standing.latest(app.name)
        const status: Status = live?.['status'] ?? {}
        seen(status)
        const { sync, operationState } = status
        if (!isSynced && sync?.status === 'OutOfSync') {
          isSynced = true
          await argocd.request('POST', `/api/v1/applications/${app.name}/sync`, {})
        }
        // Argo CD does not notice the changes of some objects, such as definitions, by itself.
        if (live !== undefined && Date.now() - asked > 3000) {
          await refresh(argocd, app)
          asked = Date.now()
        }
        const isOver = live?.['operation'] === undefined && operationState?.phase !== 'Running'
        const revision = sync?.revisions?.[0] ?? sync?.revision
        return revision === commit && isOver && holds(status) ? true : undefined
      })
    }),
  )
}

/** Reports whether the app is synced only by hand. */
function isManual({ spec: { syncPolicy } }: SoakApp): boolean {
  return syncPolicy !== undefined && syncPolicy.automated === undefined
}

/** Deletes the apps of a round, without waiting for the end of the deletion. */
async function clean(
  apps: readonly SoakApp[],
  { cluster: { kube }, second, standing }: Stage,
): Promise<void> {
  for (const { name } of apps) {
    await kube.patch(applicationKind, name, { metadata: { finalizers: null } }).catch(() => undefined)
    await kube.delete(applicationKind, name)
    await kube.delete({ apiVersion: 'v1', kind: 'Namespace' }, name)
    second.forget(name)
    standing.forget(name)
  }
}
