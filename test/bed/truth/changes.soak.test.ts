/**
 * Checks `fairlead diff` against a cluster: the test commits random changes, Argo CD and Flux deploy them, and the
 * objects that change and the pods that restart must be exactly those that the report names.
 *
 * The test prints the seed, which is the same in each run of the suite. `npm run soak` draws others, for more rounds.
 */
import { afterAll, beforeAll, expect, it } from 'vitest'
import { importInto } from '../../support/git-commits.ts'
import { startBed } from '../bed.ts'
import type { Bed } from '../bed.ts'
import type { Cluster } from '../cluster.ts'
import type { Repository } from '../git.ts'
import { timed, toStandardError as say } from '../report.ts'
import { changeKinds } from './change-kinds.ts'
import type { ChangeKind } from './change-kinds.ts'
import { namedEffects, realEffects } from './changed.ts'
import { ChangingApp, chartFiles, json, sharedChart } from './changing-app.ts'
import { declare, gitRepository, reach } from './deployed.ts'
import { liveOf } from './whole-cluster.ts'
import { seedOf, randomOf } from './random.ts'
import { configMap, deployment } from './change-objects.ts'
import { Clone } from './told.ts'

const seed = seedOf()
const random = randomOf(seed)
const rounds = Number(process.env['FAIRLEAD_BED_ROUNDS'] ?? 1)
/** The number of changes in each round, and the additional apps that share one chart. */
const perRound = 20
const sharing = ['shared-a', 'shared-b', 'shared-c']

let bed: Bed
let cluster: Cluster
let repository: Repository
let clone: Clone
const drawn = draw()
const apps = [
  ...drawn.map(({ app }) => app),
  ...sharing.map((name) => new ChangingApp(name, 'argocd', 'shared')),
]
let chart = 1

/** Draws an app for each change, with further objects that must not change. */
function draw(): { app: ChangingApp; kind: ChangeKind }[] {
  const order = [...random.shuffled(changeKinds), ...random.shuffled(changeKinds)].slice(0, perRound)
  return order.map((kind, i) => {
    const controllers = kind.controllers ?? (['argocd', 'flux'] as const)
    const forms = (kind.forms ?? (['plain', 'kustomize', 'chart'] as const)).filter(
      (form) => form !== 'shared',
    )
    const form = random.pick(forms)
    const isChart = form === 'chart'
    const app = new ChangingApp(`app-${i}`, isChart ? 'argocd' : random.pick(controllers), form)
    // Only every third app has a second workload, because pods take time.
    if (i % 3 === 0) app.objects.set('beside', deployment('beside', random))
    app.objects.set('kept', configMap('kept'))
    if (random.below(3) === 0) app.syncOptions.push('ServerSideApply=true')
    kind.prepare(app, random)
    return { app, kind }
  })
}

/** Commits the files of all apps, deletes all other files, and returns the commit's ID. */
function commitAll(): string {
  const files: Record<string, string> = {
    ...chartFiles(sharedChart, `1.0.${chart}`),
    'clusters/a/infra.yaml': json(gitRepository(repository.url)),
  }
  for (const app of apps) {
    Object.assign(files, app.files())
    files[`clusters/a/${app.name}.yaml`] = json(app.declaration(repository.url))
  }
  const contents = Object.entries(files).map(
    ([path, text]) => `M 100644 inline ${path}\ndata ${Buffer.byteLength(text)}\n${text}\n`,
  )
  const head = 'commit refs/heads/main\ncommitter Human <human@example.com> now\ndata 6\nChange\n'
  importInto(repository.folder, `${head}from refs/heads/main^0\ndeleteall\n${contents.join('')}`)
  return repository.head()
}

beforeAll(async () => {
  say(`changes: seed ${seed}`)
  bed = await startBed()
  repository = bed.git.create('infra', { 'README.md': 'Infra\n' })
  commitAll()
  ;[cluster, clone] = await Promise.all([bed.startCluster('a'), Clone.of(bed, repository)])
  await Promise.all([bed.startArgocd(cluster), bed.startFlux(cluster)])
  await timed(say, `${apps.length} apps`, async () => {
    await declare(cluster, repository, apps)
    await reach(cluster, apps, repository.head())
  })
}, 600_000)
afterAll(() => bed.close())

it.each(Array.from({ length: rounds }, (_, i) => [i + 1]))(
  'what changes and what restarts is what the report names, round %i',
  { timeout: 600_000 },
  async () => {
    const [base, before] = [repository.head(), await liveOf(cluster.kube)]
    const what = new Map(
      drawn.map(({ app, kind }) => [
        app.name,
        `${app.controller} ${app.form} ${kind.name}: ${kind.change(app, random)}`,
      ]),
    )
    chart += 1
    const head = commitAll()
    const [report] = await Promise.all([
      timed(say, 'fairlead diff', () =>
        clone.ask(['diff', '--base', base, '--head', head, '--comment', 'never']),
      ),
      timed(say, 'the change', () => reach(cluster, apps, head)),
    ])
    const after = await liveOf(cluster.kube)
    const outcome = apps.map(({ name }) => ({
      name,
      what: what.get(name) ?? 'version of the shared chart',
      named: namedEffects(report, name),
      real: realEffects(before, after, name),
    }))
    const wrong = outcome.filter(({ named, real }) => JSON.stringify(named) !== JSON.stringify(real))
    expect(wrong, `FAIRLEAD_BED_SEED=${seed}`).toEqual([])
  },
)
