/**
 * The shared helpers of the `sync` tests: an infra repo on the bed's git server, its Argo CD, and the built command.
 */
import { spawn } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fairlead } from '../../e2e/bundle.ts'
import { git } from '../../support/git-commits.ts'
import { once } from '../../../src/once.ts'
import type { Argocd, ArgocdOptions } from '../argocd.ts'
import { startBed } from '../bed.ts'
import type { Bed } from '../bed.ts'
import { build } from '../build.ts'
import type { Cluster } from '../cluster.ts'
import type { Repository } from '../git.ts'
import type { KubeObject } from '../kube.ts'
import { waitFor } from '../wait.ts'

/** An app in the JSON output of `sync`. */
export interface SyncedApp {
  readonly app: string
  readonly kind: string
  readonly application: string | null
  readonly environment: string | null
  readonly controlPlane: string | null
  readonly outcome: string
  readonly reason: string
  readonly rule: string | null
  readonly observed: string | null
  readonly supersededBy: string | null
  readonly sync: string | null
  readonly health: string | null
  readonly images: readonly string[]
  readonly notes: readonly string[]
  readonly details: readonly string[]
  readonly phases: Readonly<Record<'noticed' | 'synced' | 'healthy' | 'ended', number | null>>
}

export interface Synced {
  readonly code: number | null
  readonly json: {
    readonly outcome?: string
    readonly revision?: string
    readonly apps?: readonly SyncedApp[]
  }
  /** The first app. */
  readonly app: SyncedApp | undefined
  /** All output. */
  readonly said: string
}

export interface Options {
  readonly base?: string
  readonly revision?: string
  readonly token?: string
  readonly timeout?: number
  /** The addresses, or `name=address`. Default: the address of the only Argo CD. */
  readonly servers?: readonly string[]
  readonly more?: readonly string[]
  /** Variables in addition to that of the token. They can also replace it. */
  readonly env?: Readonly<Record<string, string>>
}

/** A bed with one Argo CD, in which each test has its own scene. */
export class Stage {
  readonly bed: Bed
  readonly cluster: Cluster
  readonly argocd: Argocd

  private constructor(bed: Bed, cluster: Cluster, argocd: Argocd) {
    this.bed = bed
    this.cluster = cluster
    this.argocd = argocd
  }

  static async open(options: ArgocdOptions = {}): Promise<Stage> {
    const bed = await startBed()
    const cluster = await bed.startCluster('a')
    return new Stage(bed, cluster, await bed.startArgocd(cluster, options))
  }

  close(): Promise<void> {
    return this.bed.close()
  }

  /** Creates an infra repo with one app of that name, and waits until it is live. */
  async scene(name: string, files: Readonly<Record<string, string>>, spec: AppSpec = {}): Promise<Scene> {
    const scene = new Scene(this, name, spec)
    scene.commit({ ...files })
    await this.cluster.kube.apply(scene.application(name, spec))
    if (spec.automated !== null) await scene.until(isGood)
    return scene
  }
}

/** The result of Argo CD's command line. */
export interface Cli {
  readonly code: number | null
  readonly said: string
}

/**
 * Runs the bed's own Argo CD command line as its administrator, because `app wait` needs more permissions than a
 * job's token has.
 *
 * @param patience the limit in milliseconds; after that the command is killed and has no exit code
 */
export async function argocdCli(argocd: Argocd, args: readonly string[], patience = 60_000): Promise<Cli> {
  const program = (await programs()).program('argocd')
  const connection = [
    `--server=${new URL(argocd.url).host}`,
    '--plaintext',
    `--auth-token=${argocd.adminToken}`,
  ]
  const folder = mkdtempSync(join(tmpdir(), 'argocd-cli-'))
  const env = { PATH: process.env['PATH'], HOME: folder, ARGOCD_BINARY_NAME: 'argocd' }
  const child = spawn(program, [...args, ...connection], { env })
  let said = ''
  for (const stream of [child.stdout, child.stderr])
    stream.setEncoding('utf8').on('data', (text: string) => (said += text))
  // Some of its waits never end.
  const timer = setTimeout(() => child.kill('SIGKILL'), patience)
  const code = await new Promise<number | null>((resolve, reject) => {
    child.once('error', reject)
    child.once('close', resolve)
  })
  clearTimeout(timer)
  rmSync(folder, { recursive: true, force: true })
  return { code, said }
}

const isGood = (status: KubeObject['status']) =>
  status.sync?.status === 'Synced' && status.health?.status === 'Healthy'

/** An infra repo with one app, `apps/<name>`, and its Application. */
export class Scene {
  readonly stage: Stage
  readonly name: string
  readonly repository: Repository

  constructor(stage: Stage, name: string, spec: AppSpec) {
    this.stage = stage
    this.name = name
    this.repository = stage.bed.git.create(name, { 'README.md': 'infra\n' })
    this.repository.commit({
      [`argocd/${name}.yaml`]: JSON.stringify(this.application(name, spec), undefined, 2),
    })
  }

  /** Commits files of the app's folder. */
  commit(files: Readonly<Record<string, string | undefined>>): string {
    return this.repository.commit(
      Object.fromEntries(Object.entries(files).map(([file, text]) => [`apps/${this.name}/${file}`, text])),
    )
  }

  application(name: string, { automated = {}, annotations = {}, ...more }: AppSpec): KubeObject {
    return {
      apiVersion: 'argoproj.io/v1alpha1',
      kind: 'Application',
      metadata: { name, namespace: this.stage.argocd.namespace, annotations },
      spec: {
        project: 'default',
        source: { repoURL: this.repository.url, targetRevision: 'main', path: `apps/${name}` },
        destination: { server: 'https://kubernetes.default.svc', namespace: name },
        syncPolicy: { ...(automated && { automated }), syncOptions: ['CreateNamespace=true'] },
        ...more,
      },
    }
  }

  /** Makes the controller compare the app with the current commit of its branch. */
  async refresh(name = this.name): Promise<void> {
    await this.stage.argocd.request('GET', `/api/v1/applications/${name}?refresh=normal`)
  }

  /** Waits until the Application has the expected status, and returns it. */
  until(holds: (status: KubeObject['status']) => boolean, name = this.name): Promise<KubeObject['status']> {
    return this.#waitFor(name, async (status) => (holds(status) ? status : undefined))
  }

  #waitFor<T>(name: string, look: (status: KubeObject['status']) => Promise<T | undefined>): Promise<T> {
    const { argocd, cluster } = this.stage
    const kind = { apiVersion: 'argoproj.io/v1alpha1', kind: 'Application', namespace: argocd.namespace }
    return waitFor(`Application ${name}`, async (seen) => {
      const status = (await cluster.kube.find(kind, name))?.['status'] ?? {}
      seen(status)
      return look(status)
    })
  }

  /**
   * Waits until a commit is live, and has been live for some seconds by Argo CD's own times: the sync has succeeded,
   * a comparison after its end shows the commit, and the health has not changed since. While a sync is running,
   * Healthy is still that of the previous commit. A comparison in the second in which the sync ended may be older
   * than its end.
   */
  untilLive(revision: string, seconds = 0): Promise<KubeObject['status']> {
    return this.#waitFor(this.name, async (status) => {
      const { operationState: operation, sync, health, reconciledAt } = status
      const isDone = operation?.phase === 'Succeeded' && operation.syncResult?.revision === revision
      if (!isDone || sync?.revision !== revision || !isGood(status)) return undefined
      if (!(Date.parse(reconciledAt) > Date.parse(operation.finishedAt))) {
        await this.refresh()
        return undefined
      }
      const times = [operation.finishedAt, reconciledAt, health.lastTransitionTime]
      const youngest = Math.max(...times.filter(Boolean).map((time: string) => Date.parse(time)))
      return Date.now() - youngest >= 1000 * seconds ? status : undefined
    })
  }

  /** Commits files of the app, and runs `fairlead sync` for that commit in its own checkout, as a job does. */
  async syncCommit(
    files: Readonly<Record<string, string | undefined>>,
    options: Options = {},
  ): Promise<Synced> {
    const base = this.repository.head()
    return this.sync({ base, revision: this.commit(files), ...options })
  }

  sync(options: Options = {}): Promise<Synced> {
    return syncIn(this.repository, this.stage.argocd, options)
  }
}

/** Runs `fairlead sync` in its own checkout, as a job does. */
export async function syncIn(repository: Repository, argocd: Argocd, options: Options = {}): Promise<Synced> {
  const folder = mkdtempSync(join(tmpdir(), 'sync-'))
  try {
    const checkout = join(folder, 'infra')
    git(folder, 'clone', '-q', repository.url, checkout)
    return await run(checkout, argocd, options)
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

const programs = once(() => build(process.env, () => undefined))

async function run(checkout: string, argocd: Argocd, options: Options): Promise<Synced> {
  const { base, revision, token = argocd.ciToken, timeout = 120, more = [], env = {} } = options
  const { servers = [argocd.url] } = options
  const args = [
    'sync',
    ...servers.map((server) => `--argocd-server=${server}`),
    '--output=json',
    // The same versions as those of this Argo CD.
    `--helm-path=${(await programs()).program('helm')}`,
    `--kustomize-path=${(await programs()).program('kustomize')}`,
    `--timeout=${timeout}`,
    ...more,
    ...(base === undefined ? [] : ['--base', base]),
    ...(revision === undefined ? [] : ['--revision', revision]),
  ]
  const { exitCode, stdout, stderr } = await fairlead(checkout, args, {
    ARGOCD_AUTH_TOKEN: token,
    ...env,
  })
  const json = JSON.parse(stdout.trim() === '' ? '{}' : stdout) as Synced['json']
  return { code: exitCode, json, app: json.apps?.[0], said: `${stdout}${stderr}` }
}

export interface AppSpec {
  /** `null` if it does not sync automatically. */
  readonly automated?: Readonly<Record<string, unknown>> | null
  readonly annotations?: Readonly<Record<string, string>>
  readonly [field: string]: unknown
}

/** Returns a Deployment with one container, as YAML. */
export function deployment(image: string, { name = 'web', replicas = 1, more = '' } = {}): string {
  return `apiVersion: apps/v1
kind: Deployment
metadata: {name: ${name}}
spec:
  replicas: ${replicas}
  progressDeadlineSeconds: 20
  selector: {matchLabels: {app: ${name}}}
  template:
    metadata: {labels: {app: ${name}}}
    spec: {containers: [{name: main, image: "${image}"}]}
${more}`
}
