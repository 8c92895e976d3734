/**
 * Tests the complaints of people who wait for syncs in CI. Each test prevents one, against the real Argo CD. If
 * `argocd app wait` shows the complaint, it runs in the same test. Complaints that a version of Argo CD has fixed, or
 * that cannot be reproduced reliably, are replayed in test/unit/sync/complaints.test.ts.
 */
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { KubeObject } from '../kube.ts'
import { startBetween } from './between.ts'
import { argocdCli, deployment, Stage } from './stage.ts'

let stage: Stage

beforeAll(async () => {
  stage = await Stage.open({ hydrator: true })
})
afterAll(() => stage.close())

const web = { 'web.yaml': deployment('example.com/web:1') }
const bumped = (suffix = '') => ({ 'web.yaml': deployment(`example.com/web:2${suffix}`) })
const hook = (phase: string, tag: string) => ({
  'hook.yaml': `apiVersion: batch/v1
kind: Job
metadata: {name: hook, annotations: {argocd.argoproj.io/hook: ${phase}, argocd.argoproj.io/hook-delete-policy: BeforeHookCreation}}
spec: {backoffLimit: 0, template: {spec: {restartPolicy: Never, containers: [{name: main, image: "example.com/hook:${tag}"}]}}}
`,
})
const wait = (name: string, seconds = 20) =>
  argocdCli(stage.argocd, ['app', 'wait', name, `--timeout=${seconds}`])
const pods = (namespace: string) => stage.cluster.kube.list({ apiVersion: 'v1', kind: 'Pod', namespace })

describe.concurrent('a wait', () => {
  it('does not hang where the app is healthy before it begins (argo-cd#12211, #2297)', async () => {
    const scene = await stage.scene('c1', web)
    const base = scene.repository.head()
    const revision = scene.commit(bumped())
    await scene.refresh()
    await scene.untilLive(revision)
    const { app } = await scene.sync({ base, revision })
    expect(app).toMatchObject({ outcome: 'verified' })
    expect(app?.phases.ended).toBeLessThan(15)
  })

  it('does not pass before the commit is noticed, as `argocd app wait` does (kargo#6357, platform#2356)', async () => {
    const scene = await stage.scene('c2', web)
    const base = scene.repository.head()
    const revision = scene.commit(bumped())
    // It succeeds, on the previous commit.
    expect((await wait('c2')).code).toBe(0)
    const { app } = await scene.sync({ base, revision, timeout: 4, more: ['--trigger=none'] })
    if (app?.observed === base) {
      expect(app).toMatchObject({ outcome: 'unknown', rule: 'at-commit' })
      expect(app.reason).toContain('older than the commit')
    } else expect(app?.outcome).not.toBe('verified')
    expect((await scene.sync({ base, revision })).app).toMatchObject({
      outcome: 'verified',
      observed: revision,
    })
  })

  it('does not take the Healthy of before the sync for its own (kargo#41, #1411, #4673)', async () => {
    const scene = await stage.scene('c3', web)
    const { app } = await scene.syncCommit(bumped('-late-4s'))
    expect(app).toMatchObject({ outcome: 'verified', images: ['example.com/web:2-late-4s'] })
    // The pod becomes ready four seconds after its creation. The previous pod is Healthy all the time.
    expect((app?.phases.healthy ?? 0) - (app?.phases.noticed ?? 0)).toBeGreaterThan(2)
    for (const { spec, status } of (await pods('c3')) as KubeObject[])
      expect([spec.containers[0].image, status.phase]).toEqual(['example.com/web:2-late-4s', 'Running'])
  })

  it('does not hang where the token expires meanwhile, and refuses one that has (argo-cd#9527)', async () => {
    const scene = await stage.scene('c4', web)
    const token = await shortToken('c4', 12)
    const started = Date.now()
    const { app, code } = await scene.syncCommit(bumped('-late-100s'), { token })
    expect(app, app?.reason).toMatchObject({ outcome: 'unknown' })
    expect(app?.reason).toMatch(/token/)
    expect(code).toBe(1)
    expect(Date.now() - started).toBeLessThan(40_000)
    const again = await scene.sync({ base: `${scene.repository.head()}~1`, token })
    expect(again.code).toBe(2)
    expect(again.said).toMatch(/expired at/)
  })

  it('says what was awaited and what stood there when the time is over (argo-cd#14705)', async () => {
    const scene = await stage.scene('c5', web)
    const { app, code } = await scene.syncCommit(bumped('-late-100s'), { timeout: 14 })
    expect(app).toMatchObject({ outcome: 'unknown', sync: 'Synced', health: 'Progressing' })
    expect(app?.reason).toMatch(/^timed out after 14 s; last state: .*(?:Deployment|Progressing)/)
    expect(code).toBe(1)
    const theirs = await wait('c5', 2)
    expect(theirs.code).not.toBe(0)
    expect(theirs.said).not.toContain('example.com')
  })

  it('waits for an operation of another commit, and judges its own (argo-cd#4505, devtron#4970)', async () => {
    const scene = await stage.scene('c6', { ...web, ...hook('PreSync', '1') })
    const base = scene.repository.head()
    scene.commit({ ...bumped(), ...hook('PreSync', '2-late-15s') })
    await scene.refresh()
    await scene.until(({ operationState }) => operationState?.phase === 'Running')
    const theirs = await argocdCli(stage.argocd, ['app', 'sync', 'c6', '--timeout=20'])
    expect(theirs.code).not.toBe(0)
    expect(theirs.said).toContain('another operation is already in progress')
    const revision = scene.commit({ 'web.yaml': deployment('example.com/web:3') })
    const { app, said } = await scene.sync({ base, revision })
    expect(app, app?.reason).toMatchObject({
      outcome: 'verified',
      observed: revision,
    })
    // Argo CD also lists the images of hooks that still exist.
    expect(app?.images).toContain('example.com/web:3')
    expect(app?.images).not.toContain('example.com/web:2')
    expect(said).toContain('which is not the commit, is running')
  })

  it('syncs nothing itself: a sync by hand of an app that syncs itself rolls pods back (argo-cd#10367)', async () => {
    const scene = await stage.scene('c7', web)
    const between = await startBetween(stage.argocd.url)
    const { app } = await scene.syncCommit(bumped(), { servers: [between.url] })
    await between.close()
    expect(app).toMatchObject({ outcome: 'verified' })
    expect(between.requests.filter((line) => !line.startsWith('GET '))).toEqual([])
    const { operationState } = await scene.until(() => true)
    expect(operationState.operation.initiatedBy).toEqual({ automated: true })
  })

  it('is not lost where a commit comes during a sync (argo-cd#21902, #27875)', async () => {
    const annotations = { 'argocd.argoproj.io/manifest-generate-paths': '.' }
    const scene = await stage.scene('c8', { ...web, ...hook('PreSync', '1') }, { annotations })
    const base = scene.repository.head()
    scene.commit({ ...bumped(), ...hook('PreSync', '2-late-5s') })
    await scene.refresh()
    await scene.until(({ operationState }) => operationState?.phase === 'Running')
    // It changes no file of the app, so by its paths there is nothing to do.
    const revision = scene.repository.commit({ 'other/readme.md': 'text\n' })
    const { app } = await scene.sync({ base, revision })
    expect(app, app?.reason).toMatchObject({ outcome: 'verified', observed: revision })
    expect(app?.images).toContain('example.com/web:2')
  })

  it('of hydrated manifests is of those of the commit, not of those before (argo-cd#22303, #28878)', async () => {
    const scene = await hydratedScene('c10')
    const { app, json } = await scene.syncCommit(bumped('-late-2s'))
    expect(app, app?.reason).toMatchObject({
      outcome: 'verified',
      observed: json.revision,
      images: ['example.com/web:2-late-2s'],
    })
    const same = await scene.syncCommit({
      'web.yaml': `# said differently\n${bumped('-late-2s')['web.yaml']}`,
    })
    expect(same.app, same.app?.reason).toMatchObject({ outcome: 'verified' })
    const broken = await scene.syncCommit({ 'kustomization.yaml': 'resources: [web.yaml, gone.yaml]\n' })
    expect(broken.app, broken.app?.reason).toMatchObject({ outcome: 'failed', rule: 'hydrated' })
    expect(broken.app?.reason).toContain('gone.yaml')
  })

  it('is not over when Argo CD says that the sync has succeeded (argo-cd#9070, #22203)', async () => {
    const scene = await stage.scene('c11', web)
    const { app } = await scene.syncCommit(bumped('-never-ready'))
    expect(app).toMatchObject({ outcome: 'failed', sync: 'Synced' })
    const { operationState } = await scene.until(() => true)
    expect(operationState.phase).toBe('Succeeded')
  })

  it('in a monorepo is for the apps of the commit alone (argo-cd#16601, #12169)', async () => {
    const scene = await stage.scene('c12', web)
    const other = scene.application('c12-other', {})
    const spec = { ...other['spec'], source: { ...other['spec'].source, path: 'apps/c12-other' } }
    scene.repository.commit({
      'argocd/other.yaml': JSON.stringify({ ...other, spec }, undefined, 2),
      'apps/c12-other/web.yaml': deployment('example.com/other:1-never-ready'),
    })
    await stage.cluster.kube.apply({ ...other, spec })
    await scene.until((status) => status.health?.status === 'Degraded', 'c12-other')
    const { json, code } = await scene.syncCommit(bumped())
    expect(json.apps?.map(({ app, outcome }) => [app, outcome])).toEqual([['c12', 'verified']])
    expect(code).toBe(0)
  })

  it('does not hang on objects without a health check (argo-cd#23051)', async () => {
    const map = (value: string) => ({
      'map.yaml': `apiVersion: v1\nkind: ConfigMap\nmetadata: {name: map}\ndata: {key: "${value}"}\n`,
    })
    const scene = await stage.scene('c13', map('1'))
    const { app } = await scene.syncCommit(map('2'))
    expect(app).toMatchObject({ outcome: 'verified' })
  })

  it('for a rollout that cannot succeed ends early and names what blocks (argo-cd#733, #17314)', async () => {
    const waves = (image: string) => ({
      'web.yaml': `${deployment(image).replace('metadata: {name: web}', 'metadata: {name: web, annotations: {argocd.argoproj.io/sync-wave: "-1"}}').replace('progressDeadlineSeconds: 20', 'progressDeadlineSeconds: 600')}`,
      'map.yaml': 'apiVersion: v1\nkind: ConfigMap\nmetadata: {name: after}\ndata: {}\n',
    })
    const scene = await stage.scene('c14', waves('example.com/web:1'))
    const { app } = await scene.syncCommit(waves('example.com/web:2-fails'))
    expect(app, app?.reason).toMatchObject({ outcome: 'failed', rule: 'pods-run' })
    expect(app?.reason).toContain('CrashLoopBackOff')
    expect(app?.phases.ended).toBeLessThan(45)
    // The sync itself continues to wait, for up to ten minutes.
    const { operationState } = await scene.until(() => true)
    expect(operationState.phase).toBe('Running')
    expect((await wait('c14', 5)).code).not.toBe(0)
  })

  it('in a rolling sync says which step holds it back (argo-cd#19771, #19535)', async () => {
    const { scene, apply } = await rolling('c15')
    await apply()
    const until = (name: string) =>
      scene.until(({ sync, health }) => sync?.status === 'Synced' && health?.status === 'Healthy', name)
    await until('c15-dev')
    // A set may start two steps at once if both apps see the commit at the same time, but never a step with
    // `maxUpdate: 0`.
    const { json, said } = await scene.syncCommit(bumped('-late-100s'), { timeout: 18 })
    const prod = json.apps?.find(({ app }) => app === 'c15-prod')
    expect(prod, said).toMatchObject({ outcome: 'unknown' })
    expect(prod?.reason).toMatch(/ApplicationSet c15 has it in step 2, which has maxUpdate: 0/)
  })

  it('needs no gRPC and no stream: plain requests are enough (argo-cd-action#21)', async () => {
    const scene = await stage.scene('c20', web)
    const between = await startBetween(stage.argocd.url, { withoutStreams: true })
    const { app } = await scene.syncCommit(bumped('-late-2s'), { servers: [between.url] })
    const theirs = await argocdCli(
      { ...stage.argocd, url: between.url },
      ['app', 'wait', 'c20', '--timeout=5'],
      15_000,
    )
    await between.close()
    expect(app).toMatchObject({ outcome: 'verified', images: ['example.com/web:2-late-2s'] })
    expect(theirs.code).not.toBe(0)
  })
})

describe('a wait in which parts of Argo CD are away', () => {
  it('asks again until a comparison is newer than its asking (argo-cd#28414)', async () => {
    const scene = await stage.scene('c9', web)
    const controller = stage.argocd.part('application-controller')
    controller.pause()
    const waiting = scene.syncCommit(bumped())
    await new Promise((resolve) => setTimeout(resolve, 6000))
    controller.resume()
    const { app } = await waiting
    expect(app, app?.reason).toMatchObject({ outcome: 'verified', images: ['example.com/web:2'] })
  })

  it('is not green on the old revision where the commit is never noticed (platform#2356)', async () => {
    const scene = await stage.scene('c19', web)
    const controller = stage.argocd.part('application-controller')
    controller.pause()
    const { app } = await scene.syncCommit(bumped(), { timeout: 8 })
    const theirs = await wait('c19', 5)
    controller.resume()
    expect(app, app?.reason).toMatchObject({
      outcome: 'unknown',
      rule: 'at-commit',
      sync: 'Synced',
      health: 'Healthy',
    })
    expect(theirs.code).toBe(0)
  })
})

/** Creates a project role, and returns a token of it that expires after a number of seconds. */
async function shortToken(role: string, expiresIn: number): Promise<string> {
  const kind = { apiVersion: 'argoproj.io/v1alpha1', kind: 'AppProject', namespace: 'argocd' }
  const policies = [`p, proj:default:${role}, applications, get, default/*, allow`]
  const roles = [{ name: role, policies }]
  await stage.cluster.kube.patch(kind, 'default', { spec: { roles } })
  for (let tries = 0; ; tries++) {
    const path = `/api/v1/projects/default/roles/${role}/token`
    const { status, body } = await stage.argocd.request('POST', path, { expiresIn })
    if (status === 200) return body.token as string
    if (tries > 20) throw new Error(JSON.stringify(body))
    await new Promise((resolve) => setTimeout(resolve, 250))
  }
}

async function hydratedScene(name: string) {
  const { cluster, argocd } = stage
  const scene = await stage.scene(name, web, {
    automated: null,
    source: undefined,
    sourceHydrator: undefined,
  })
  const { url } = scene.repository
  await cluster.kube.create({
    apiVersion: 'v1',
    kind: 'Secret',
    metadata: {
      name: `${name}-write`,
      namespace: argocd.namespace,
      labels: { 'argocd.argoproj.io/secret-type': 'repository-write' },
    },
    stringData: { type: 'git', url, username: 'bed', password: 'bed' },
  })
  const application = scene.application(name, {
    source: undefined,
    sourceHydrator: {
      drySource: { repoURL: url, targetRevision: 'main', path: `apps/${name}` },
      syncSource: { targetBranch: 'environments/dev', path: name },
    },
  })
  scene.repository.commit({ [`argocd/${name}.yaml`]: JSON.stringify(application, undefined, 2) })
  await cluster.kube.apply(application)
  await scene.until(({ sync, health }) => sync?.status === 'Synced' && health?.status === 'Healthy')
  return scene
}

/** Creates two stages of one app. The second one is synced after the first one. */
async function rolling(name: string) {
  const scene = await stage.scene(name, web, { automated: null })
  const own = scene.application(`${name}-{{.stage}}`, { automated: null })
  const step = (value: string) => ({ matchExpressions: [{ key: 'stage', operator: 'In', values: [value] }] })
  const set = {
    apiVersion: 'argoproj.io/v1alpha1',
    kind: 'ApplicationSet',
    metadata: { name, namespace: stage.argocd.namespace },
    spec: {
      goTemplate: true,
      generators: [{ list: { elements: [{ stage: 'dev' }, { stage: 'prod' }] } }],
      strategy: {
        type: 'RollingSync',
        rollingSync: { steps: [step('dev'), { ...step('prod'), maxUpdate: 0 }] },
      },
      template: {
        metadata: { name: `${name}-{{.stage}}`, labels: { stage: '{{.stage}}' } },
        spec: {
          ...own['spec'],
          source: { ...own['spec'].source, path: `apps/${name}` },
          destination: { ...own['spec'].destination, namespace: `${name}-{{.stage}}` },
        },
      },
    },
  }
  scene.repository.commit({ [`argocd/${name}.yaml`]: JSON.stringify(set, undefined, 2) })
  const kind = { apiVersion: 'argoproj.io/v1alpha1', kind: 'Application', namespace: 'argocd' }
  await stage.cluster.kube.delete(kind, name)
  return { scene, apply: () => stage.cluster.kube.create(set as unknown as KubeObject) }
}
