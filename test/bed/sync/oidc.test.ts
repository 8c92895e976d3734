/**
 * Tests tokens that CI gets without a stored secret, and the minimal roles, as docs/argocd.md contains them, against
 * the real Argo CD.
 */
import { readFileSync } from 'node:fs'
import { load } from 'js-yaml'
import { givenToken } from '../../../src/controllers/argocd/access/credential.ts'
import { ArgocdServer } from '../../../src/controllers/argocd/api/server.ts'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { KubeObject } from '../kube.ts'
import { waitFor } from '../wait.ts'
import { startDex } from './dex.ts'
import type { Dex } from './dex.ts'
import { startIssuer } from './issuer.ts'
import type { Issuer } from './issuer.ts'
import { deployment, Stage } from './stage.ts'
import type { Scene } from './stage.ts'

let stage: Stage
let issuer: Issuer
let dex: Dex
let scene: Scene
let last: { base: string; revision: string }

const SUBJECT = 'repo:acme/infra:ref:refs/heads/main'

/** Returns an object of the documentation, with the addresses of this bed. */
function pasted(name: string): KubeObject {
  const docs = readFileSync(new URL('../../../docs/argocd.md', import.meta.url), 'utf8')
  const [, text = ''] = new RegExp(`<!-- tried: ${name} -->\n\`\`\`yaml\n([^]*?)\`\`\``).exec(docs) ?? []
  const here = text
    .replaceAll('https://token.actions.githubusercontent.com', issuer.url)
    .replaceAll('https://argocd.example.com', stage.argocd.url)
  return load(here) as KubeObject
}

/** Adds the documented data to a ConfigMap. */
async function paste(name: string): Promise<void> {
  const { data, metadata } = pasted(name)
  const kind = { apiVersion: 'v1', kind: 'ConfigMap', namespace: 'argocd' }
  await stage.cluster.kube.patch(kind, metadata.name, { data })
}

/** Waits for settings. After a change of the issuer, argocd-server restarts and is unavailable for a moment. */
// The settings have no type here.
// eslint-disable-next-line typescript/no-explicit-any
function settled(holds: (settings: any) => boolean): Promise<true> {
  return waitFor('the settings', async (seen) => {
    const answer = await stage.argocd.request('GET', '/api/v1/settings').catch(seen)
    return answer?.status === 200 && holds(answer.body) ? true : undefined
  })
}

beforeAll(async () => {
  ;[dex, issuer] = await Promise.all([startDex(), startIssuer()])
  stage = await Stage.open({ dex: dex.address })
  await stage.cluster.kube.apply({
    ...pasted('project'),
    spec: {
      sourceRepos: ['*'],
      destinations: [{ namespace: '*', server: '*' }],
      clusterResourceWhitelist: [{ group: '*', kind: '*' }],
      ...pasted('project')['spec'],
    },
  })
  scene = await stage.scene('shop', { 'web.yaml': deployment('example.com/web:1.0.0') }, { project: 'shop' })
  const base = scene.repository.head()
  last = { base, revision: scene.commit({ 'web.yaml': deployment('example.com/web:1.1.0') }) }
  await paste('policy')
  await paste('oidc')
  await settled(({ oidcConfig }) => oidcConfig?.issuer === issuer.url)
})
afterAll(async () => {
  issuer?.close()
  dex?.close()
  await stage?.close()
})

/** Runs `sync` with the environment of a job. */
const sync = (env: Record<string, string>, more: string[] = []) =>
  scene.sync({ ...last, env: { ARGOCD_AUTH_TOKEN: '', ...env }, more: ['--settle=0', ...more] })
const withToken = (claims: Record<string, unknown>) => sync({ ARGOCD_AUTH_TOKEN: issuer.token(claims) })

/** Waits until an ID token can read the app, which is when its policy is loaded. */
const reads = async (claims: Record<string, unknown>) =>
  waitFor('the policy', async (seen) => {
    const answer = await stage.argocd.request(
      'GET',
      '/api/v1/applications/shop',
      undefined,
      issuer.token(claims),
    )
    seen(answer.status)
    return answer.status === 200 ? true : undefined
  })

describe('an ID token', () => {
  it('of a job of GitHub is made for this server, and taken', async () => {
    const before = issuer.asked.length
    const { app, code, said } = await sync(issuer.job({ sub: SUBJECT }))
    expect(said).not.toContain('eyJ')
    expect(app, said).toMatchObject({ outcome: 'verified' })
    expect(code).toBe(0)
    expect(new Set(issuer.asked.slice(before))).toEqual(new Set([stage.argocd.url]))
  })

  it('is made anew before it expires, since a wait takes longer than its life', async () => {
    const before = issuer.asked.length
    const commit = scene.commit({ 'web.yaml': deployment('example.com/web:1.2.0-late-8s') })
    const { app, said } = await scene.sync({
      base: last.revision,
      revision: commit,
      env: { ARGOCD_AUTH_TOKEN: '', ...issuer.job({ sub: SUBJECT }, 6) },
    })
    last = { base: last.revision, revision: commit }
    expect(app, said).toMatchObject({ outcome: 'verified' })
    expect(issuer.asked.length - before).toBeGreaterThan(2)
  })

  it('that GitLab put into a variable is taken', async () => {
    const { app, code } = await withToken({ sub: SUBJECT, aud: stage.argocd.url })
    expect(app).toMatchObject({ outcome: 'verified' })
    expect(code).toBe(0)
  })

  it('of a job of GitLab is known by the subject that GitLab gives', async () => {
    await paste('policy-gitlab')
    const sub = 'project_path:acme/infra:ref_type:branch:ref:main'
    const read = await reads({ sub, aud: stage.argocd.url })
    const other = await withToken({ sub: `${sub}2`, aud: stage.argocd.url })
    await paste('policy')
    expect(read).toBe(true)
    expect(other.code).toBe(2)
    expect(other.said).toContain(`p, ${sub}2, applications, get`)
  })

  it('that has expired is refused, and it is said when', async () => {
    const now = Math.floor(Date.now() / 1000)
    const { code, said } = await withToken({
      sub: SUBJECT,
      aud: stage.argocd.url,
      iat: now - 700,
      exp: now - 400,
    })
    expect(code).toBe(2)
    expect(said).toContain(`expired at ${new Date((now - 400) * 1000).toISOString()}`)
    expect(said).toContain('valid for one job')
  })

  it('for another audience is refused, with both named', async () => {
    const { code, said } = await sync(issuer.job({ sub: SUBJECT }), ['--argocd-audience=https://other.test'])
    expect(code).toBe(2)
    expect(said).toContain('audience is https://other.test')
    expect(said).toContain(`accepts the audience ${stage.argocd.url}`)
  })

  it('of another subject may read nothing, and the line of the policy is shown', async () => {
    const sub = 'repo:acme/other:ref:refs/heads/main'
    const { code, said } = await withToken({ sub, aud: stage.argocd.url })
    expect(code).toBe(2)
    expect(said).toContain('has no permission to read the Application')
    expect(said).toContain(`p, ${sub}, applications, get, PROJECT/*, allow`)
  })

  it('of another issuer is refused, with both named', async () => {
    const other = await startIssuer()
    const token = other.token({ sub: SUBJECT, aud: stage.argocd.url })
    const { code, said } = await sync({ ARGOCD_AUTH_TOKEN: token })
    other.close()
    expect(code).toBe(2)
    expect(said).toContain(`its issuer is ${other.url}, but its oidc.config has ${issuer.url}`)
  })

  it('with a signature of somebody else is refused', async () => {
    const other = await startIssuer()
    const token = other.token({ sub: SUBJECT, aud: stage.argocd.url, iss: issuer.url })
    const { code, said } = await sync({ ARGOCD_AUTH_TOKEN: token })
    other.close()
    expect(code).toBe(2)
    expect(said).toContain('rejects the token')
  })

  it('is missing where the job has no right to it, and both ways out are named', async () => {
    const { code, said } = await sync({})
    expect(code).toBe(2)
    expect(said).toContain('id-token: write')
  })
})

describe("a token of a project's role", () => {
  const token = async (expiresIn: number) => {
    const path = '/api/v1/projects/shop/roles/fairlead/token'
    const { body } = await stage.argocd.request('POST', path, {
      project: 'shop',
      role: 'fairlead',
      expiresIn,
    })
    return body.token as string
  }

  it('needs no more than the documentation gives it', async () => {
    const { app, code } = await sync({ ARGOCD_AUTH_TOKEN: await token(3600) })
    expect(app).toMatchObject({ outcome: 'verified' })
    expect(code).toBe(0)
  })

  it('that expires during the wait ends it as unknown, with that reason, and not at the time-out', async () => {
    const commit = scene.commit({ 'web.yaml': deployment('example.com/web:1.3.0-late-15s') })
    const started = Date.now()
    const { app, code } = await scene.sync({ base: last.revision, revision: commit, token: await token(6) })
    last = { base: last.revision, revision: commit }
    expect(app).toMatchObject({ outcome: 'unknown' })
    expect(app?.reason).toContain('no longer accepts the token')
    expect(code).toBe(1)
    expect(Date.now() - started).toBeLessThan(25_000)
  })

  it('of another project is told from an app that is not there', async () => {
    const { code, said } = await scene.sync({ ...last, token: `${await token(3600)}x` })
    expect(code).toBe(2)
    expect(said).toContain('signature is invalid')
    expect(said).toContain('proj:shop:fairlead')
  })
})

it('an account has what the documentation gives it, and no more', async () => {
  await paste('account')
  await paste('account-policy')
  const { body } = await waitFor('a token of the account', async (seen) => {
    const answer = await stage.argocd.request('POST', '/api/v1/account/fairlead/token', { expiresIn: 600 })
    seen(answer.body)
    return answer.status === 200 ? answer : undefined
  })
  const token = body.token as string
  const may = async (project: string) =>
    (
      await stage.argocd.request(
        'GET',
        `/api/v1/account/can-i/applications/get/${project}/web`,
        undefined,
        token,
      )
    ).body.value as string
  await waitFor('its role', async () => ((await may('shop')) === 'yes' ? true : undefined))
  expect(await may('payments')).toBe('yes')
  expect(await may('default')).toBe('no')
  const { app } = await sync({ ARGOCD_AUTH_TOKEN: token })
  expect(app).toMatchObject({ outcome: 'verified' })
  await paste('policy')
})

describe('what a token of the least role may read', () => {
  it('is the list, an object in the cluster, and what it may read at all', async () => {
    const { body } = await stage.argocd.request('POST', '/api/v1/projects/shop/roles/fairlead/token', {
      project: 'shop',
      role: 'fairlead',
      expiresIn: 600,
    })
    const server = new ArgocdServer({
      url: new URL(stage.argocd.url),
      credential: givenToken(body.token as string),
      fetch: globalThis.fetch,
    })
    const name = { name: 'shop', namespace: undefined }
    for (const projects of [undefined, ['shop'], ['default', 'shop']])
      expect((await server.applications(projects)).data.map(({ metadata }) => metadata.name)).toEqual([
        'shop',
      ])
    expect((await server.applications(['default'])).data).toEqual([])
    const { nodes } = (await server.tree(name)).data
    const pod = nodes.find(({ kind }) => kind === 'Pod')
    const id = { group: '', kind: 'Pod', namespace: pod?.namespace, name: pod?.name ?? '', version: 'v1' }
    expect(await server.resource(name, id)).toMatchObject({ kind: 'Pod', metadata: { name: pod?.name } })
    expect(await server.mayRead({ ...name, project: 'shop' })).toBe(true)
    expect(await server.mayRead({ name: 'not-made-yet', namespace: undefined, project: 'shop' })).toBe(true)
    expect(await server.mayRead({ ...name, project: 'default' })).toBe(false)
  })
})

it('an app that the commit moves to another project is found there', async () => {
  const { kube } = stage.cluster
  const open = { sourceRepos: ['*'], destinations: [{ namespace: '*', server: '*' }] }
  for (const name of ['before', 'after'])
    await kube.apply({
      apiVersion: 'argoproj.io/v1alpha1',
      kind: 'AppProject',
      metadata: { name, namespace: 'argocd' },
      spec: { ...open, clusterResourceWhitelist: [{ group: '*', kind: '*' }] },
    })
  const moving = await stage.scene('moving', {
    'web.yaml': 'apiVersion: v1\nkind: ConfigMap\nmetadata: {name: own}\n',
  })
  const child = (project: string) => {
    const object = moving.application('moved', { project })
    const source = { ...object['spec'].source, path: 'moved' }
    return JSON.stringify({ ...object, spec: { ...object['spec'], source } }, undefined, 2)
  }
  const base = moving.repository.commit({
    'apps/moving/moved.yaml': child('before'),
    'moved/web.yaml': deployment('example.com/web:1'),
  })
  await stage.argocd.request('GET', '/api/v1/applications/moving?refresh=normal')
  await moving.until(
    (status) => status.sync?.status === 'Synced' && status.health?.status === 'Healthy',
    'moved',
  )
  const revision = moving.repository.commit({ 'apps/moving/moved.yaml': child('after') })
  const token = stage.argocd.adminToken
  const { json, said } = await moving.sync({ base, revision, token })
  expect(
    json.apps?.map(({ app, outcome }) => [app, outcome]),
    said,
  ).toEqual(expect.arrayContaining([['moved', 'verified']]))
})

describe('an ID token that is exchanged at Dex (played; the argocd-server in front of it is real)', () => {
  beforeAll(async () => {
    dex.configure(`${stage.argocd.url}/api/dex`, { 'github-actions': issuer.url })
    const kind = { apiVersion: 'v1', kind: 'ConfigMap', namespace: 'argocd' }
    await stage.cluster.kube.patch(kind, 'argocd-cm', { data: { 'oidc.config': null } })
    await paste('dex')
    const server = stage.argocd.part('server')
    await server.stop()
    await server.start()
    await settled(({ oidcConfig, dexConfig }) => oidcConfig == null && dexConfig != null)
    await waitFor('Dex behind it', async (seen) => {
      const answer = await fetch(`${stage.argocd.url}/api/dex/keys`).catch(() => undefined)
      seen([answer?.status, await answer?.text()])
      return answer?.status === 200 ? true : undefined
    })
  })

  const dexed = (connector: string, claims: Record<string, unknown> = {}) =>
    sync(issuer.job({ sub: SUBJECT, ...claims }), [`--argocd-dex-connector=${connector}`])

  it('is taken, and policies name the subject that the issuer gave', async () => {
    const { app, code, said } = await dexed('github-actions')
    expect(app, said).toMatchObject({ outcome: 'verified' })
    expect(code).toBe(0)
  })

  it('and that is of another subject may read nothing, by that name', async () => {
    const { code, said } = await dexed('github-actions', { sub: 'repo:acme/other:ref:x' })
    expect(code).toBe(2)
    expect(said).toContain('p, repo:acme/other:ref:x, applications, get')
  })

  it('and has expired is refused by Dex', async () => {
    const now = Math.floor(Date.now() / 1000)
    const { code, said } = await dexed('github-actions', { iat: now - 700, exp: now - 400 })
    expect(code).toBe(2)
    expect(said).toContain('Dex rejects the ID token for its connector')
    expect(said).toContain(issuer.url)
  })

  it('by a connector that is not there is refused', async () => {
    const { code, said } = await dexed('gitlab')
    expect(code).toBe(2)
    expect(said).toContain('Requested connector does not exist')
  })

  it('where no connector is named, it is said that this takes one', async () => {
    const { code, said } = await sync(issuer.job({ sub: SUBJECT }))
    expect(code).toBe(2)
    expect(said).toContain('argocd-dex-connector')
  })
})
