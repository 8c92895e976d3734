/** Tests the verdicts of `sync` on a commit, against the real Argo CD. Each test has its own infra repo. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { deployment, Stage } from './stage.ts'

let stage: Stage

beforeAll(async () => {
  stage = await Stage.open()
})
afterAll(() => stage.close())

const web = { 'web.yaml': deployment('example.com/web:1.0.0') }

describe.concurrent('an app that syncs by itself', () => {
  it('is verified once the bumped image runs', async () => {
    const scene = await stage.scene('plain', web)
    const { code, app, json } = await scene.syncCommit({
      'web.yaml': deployment('example.com/web:1.1.0-late-3s'),
    })
    expect(app).toMatchObject({
      app: 'plain',
      outcome: 'verified',
      observed: json.revision,
      sync: 'Synced',
      health: 'Healthy',
      images: ['example.com/web:1.1.0-late-3s'],
    })
    expect(code).toBe(0)
  })

  it('is verified also where nothing is left to do when the wait begins', async () => {
    const scene = await stage.scene('already', web)
    const base = scene.repository.head()
    const revision = scene.commit({ 'web.yaml': deployment('example.com/web:1.1.0') })
    await stage.argocd.request('GET', '/api/v1/applications/already?refresh=normal')
    await scene.untilLive(revision)
    const { app, code } = await scene.sync({ base, revision })
    expect(app).toMatchObject({ outcome: 'verified' })
    expect(code).toBe(0)
  })

  it('has failed where the image cannot be pulled, and the pod says so long before the time-out', async () => {
    const scene = await stage.scene('pull', web)
    const { app, code } = await scene.syncCommit({ 'web.yaml': deployment('example.com/web:2-pull-fails') })
    expect(app).toMatchObject({ outcome: 'failed', rule: 'pods-run' })
    expect(app?.reason).toContain('ImagePullBackOff')
    expect(code).toBe(1)
  })

  it('has failed where its pods crash', async () => {
    const scene = await stage.scene('crash', web)
    const { app } = await scene.syncCommit({ 'web.yaml': deployment('example.com/web:2-fails') })
    expect(app).toMatchObject({ outcome: 'failed', rule: 'pods-run' })
    expect(app?.reason).toContain('CrashLoopBackOff')
    // The log of such a container, and the event of the kubelet about it.
    expect(app?.details.join('\n')).toMatch(/says: /)
    expect(app?.details.join('\n')).toMatch(/BackOff: /)
  })

  it('has failed where its pods are ready and then crash', async () => {
    const scene = await stage.scene('crash-later', web)
    const { app } = await scene.syncCommit({ 'web.yaml': deployment('example.com/web:2-crash-3s') })
    expect(app).toMatchObject({ outcome: 'failed' })
  })

  it('has failed at a commit that Argo CD cannot render', async () => {
    const scene = await stage.scene('broken', web)
    const { app } = await scene.syncCommit({ 'kustomization.yaml': 'resources: [web.yaml, gone.yaml]\n' })
    expect(app, app?.reason).toMatchObject({ outcome: 'failed', rule: 'renders' })
    expect(app?.reason).toContain('gone.yaml')
  })

  it('is verified at a good commit after a broken one, however long it was Degraded', async () => {
    const scene = await stage.scene('mended', web)
    scene.commit({ 'web.yaml': deployment('example.com/web:2-never-ready') })
    await stage.argocd.request('GET', '/api/v1/applications/mended?refresh=normal')
    await scene.until((status) => status.health?.status === 'Degraded')
    const { app } = await scene.syncCommit({ 'web.yaml': deployment('example.com/web:3') })
    expect(app).toMatchObject({ outcome: 'verified', images: ['example.com/web:3'] })
  })

  it('is verified where the commit changes nothing that is applied', async () => {
    const scene = await stage.scene('same', web)
    const { app } = await scene.syncCommit({ 'web.yaml': `# said differently\n${web['web.yaml']}` })
    expect(app).toMatchObject({ outcome: 'verified' })
  })

  it('is superseded where a newer commit comes while it is waited for', async () => {
    const scene = await stage.scene('newer', web)
    const base = scene.repository.head()
    const revision = scene.commit({ 'web.yaml': deployment('example.com/web:2-late-20s') })
    const waiting = scene.sync({ base, revision })
    await scene.until((status) => status.sync?.revision === revision)
    const newer = scene.commit({ 'web.yaml': deployment('example.com/web:3') })
    await stage.argocd.request('GET', '/api/v1/applications/newer?refresh=normal')
    const { app, code } = await waiting
    expect(app).toMatchObject({ outcome: 'superseded', supersededBy: newer, images: ['example.com/web:3'] })
    expect(code).toBe(0)
  })

  it('is reverted where a newer commit takes it back', async () => {
    const scene = await stage.scene('revert', web)
    const base = scene.repository.head()
    const revision = scene.commit({ 'web.yaml': deployment('example.com/web:2') })
    const newer = scene.commit(web)
    const { app, code } = await scene.sync({ base, revision })
    expect(app).toMatchObject({ outcome: 'reverted', supersededBy: newer })
    expect(code).toBe(1)
  })

  it('is unknown where pods are not replaced: a StatefulSet with OnDelete is Synced and Healthy all the same', async () => {
    const set = (image: string) =>
      deployment(image)
        .replace('Deployment', 'StatefulSet')
        .replace('progressDeadlineSeconds: 20', 'serviceName: web\n  updateStrategy: {type: OnDelete}')
    const scene = await stage.scene('on-delete', { 'web.yaml': set('example.com/web:1') })
    const { app } = await scene.syncCommit({ 'web.yaml': set('example.com/web:2') })
    expect(app).toMatchObject({
      outcome: 'unknown',
      sync: 'Synced',
      health: 'Healthy',
      rule: 'pods-replaced',
    })
    expect(app?.reason).toContain('OnDelete')
  })

  it('has failed where a PostSync hook fails, though it is Synced and Healthy', async () => {
    const job = (tag: string) => `apiVersion: batch/v1
kind: Job
metadata: {name: smoke, annotations: {argocd.argoproj.io/hook: PostSync, argocd.argoproj.io/hook-delete-policy: BeforeHookCreation}}
spec: {backoffLimit: 0, template: {spec: {restartPolicy: Never, containers: [{name: main, image: "example.com/smoke:${tag}"}]}}}
`
    // By default Argo CD tries five times, which takes minutes.
    const retry = { limit: 1, backoff: { duration: '1s' } }
    const syncPolicy = { automated: {}, retry, syncOptions: ['CreateNamespace=true'] }
    const scene = await stage.scene('hook', { ...web, 'job.yaml': job('1') }, { syncPolicy })
    const { app } = await scene.syncCommit({
      'web.yaml': deployment('example.com/web:2'),
      'job.yaml': job('2-fails'),
    })
    expect(app, app?.reason).toMatchObject({ outcome: 'failed', rule: 'operation-result' })
    expect(app?.reason).toContain('Job smoke')
  })
})

describe.concurrent('what is refused before anything is waited for', () => {
  it('a wrong token', async () => {
    const scene = await stage.scene('token', web)
    const { code, said } = await scene.syncCommit(
      { 'web.yaml': deployment('example.com/web:1.1.0') },
      { token: 'wrong' },
    )
    expect(code).toBe(2)
    expect(said).toContain('rejects the token')
  })

  it('an app that should be there and is not', async () => {
    const scene = await stage.scene('gone', web)
    const { kube } = stage.cluster
    await kube.delete(
      { apiVersion: 'argoproj.io/v1alpha1', kind: 'Application', namespace: 'argocd' },
      'gone',
    )
    const { code, said } = await scene.syncCommit({ 'web.yaml': deployment('example.com/web:1.1.0') })
    expect(code).toBe(2)
    expect(said).toContain('Application \\"gone\\"')
  })

  it('an app that the commits do not touch', async () => {
    const scene = await stage.scene('other', web)
    const { code, said } = await scene.syncCommit(
      { 'web.yaml': deployment('example.com/web:2') },
      { more: ['--app', 'nobody'] },
    )
    expect(code).toBe(2)
    expect(said).toContain('nobody')
  })
})

describe.concurrent('an app that does not sync by itself', () => {
  it('is unknown when the wait ends, and it is said what it waits for', async () => {
    const scene = await stage.scene('manual', web, { automated: null })
    const { app, code } = await scene.syncCommit(
      { 'web.yaml': deployment('example.com/web:2') },
      { timeout: 5 },
    )
    expect(app).toMatchObject({ outcome: 'unknown' })
    expect(app?.reason).toContain('waits for a manual sync')
    expect(code).toBe(1)
  })
})

describe.concurrent('an app of apps', () => {
  it('is waited for as a whole: what the commit adds has to be made first, and what it takes away has to go', async () => {
    const scene = await stage.scene('family', {
      'own.yaml': 'apiVersion: v1\nkind: ConfigMap\nmetadata: {name: own}\n',
    })
    const child = (name: string, image: string) => {
      const application = scene.application(`family-${name}`, {})
      const object = {
        ...application,
        metadata: { ...application.metadata, finalizers: ['resources-finalizer.argocd.argoproj.io'] },
        spec: {
          ...application['spec'],
          source: { ...application['spec'].source, path: `children/${name}` },
          destination: { ...application['spec'].destination, namespace: `family-${name}` },
        },
      }
      return {
        [`apps/family/${name}.yaml`]: JSON.stringify(object, undefined, 2),
        [`children/${name}/web.yaml`]: deployment(image),
      }
    }
    const prune = { syncPolicy: { automated: { prune: true } } }
    await stage.cluster.kube.apply(scene.application('family', prune))
    const empty = scene.repository.head()
    const first = scene.repository.commit(child('one', 'example.com/one:1'))
    const added = await scene.sync({ base: empty, revision: first })
    expect(added.json.apps?.map(({ app, outcome }) => [app, outcome])).toEqual(
      expect.arrayContaining([
        ['family', 'verified'],
        ['family-one', 'verified'],
      ]),
    )
    const second = scene.repository.commit({
      ...child('two', 'example.com/two:1'),
      'apps/family/one.yaml': undefined,
    })
    const moved = await scene.sync({ base: first, revision: second })
    const outcomes = Object.fromEntries((moved.json.apps ?? []).map(({ app, outcome }) => [app, outcome]))
    expect(outcomes).toMatchObject({ family: 'verified', 'family-one': 'verified', 'family-two': 'verified' })
    const kind = { apiVersion: 'argoproj.io/v1alpha1', kind: 'Application', namespace: 'argocd' }
    expect(await stage.cluster.kube.find(kind, 'family-one')).toBeUndefined()
  })
})
