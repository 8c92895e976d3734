/** Tokens that CI has without a stored secret, and the least roles, as docs/argocd.md has them pasted: at the real Argo CD. */
import { readFileSync } from 'node:fs'
import { load } from 'js-yaml'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { KubeObject } from '../kube.ts'
import { waitFor } from '../wait.ts'
import { startIssuer } from './issuer.ts'
import type { Issuer } from './issuer.ts'
import { deployment, Stage } from './stage.ts'
import type { Scene } from './stage.ts'

let stage: Stage
let issuer: Issuer
let scene: Scene
let last: { base: string; revision: string }

const SUBJECT = 'repo:acme/infra:ref:refs/heads/main'

/** An object of the documentation, for this bed. */
function pasted(name: string): KubeObject {
  const docs = readFileSync(new URL('../../../docs/argocd.md', import.meta.url), 'utf8')
  const [, text = ''] = new RegExp(`<!-- tried: ${name} -->\n\`\`\`yaml\n([^]*?)\`\`\``).exec(docs) ?? []
  const here = text
    .replaceAll('https://token.actions.githubusercontent.com', issuer.url)
    .replaceAll('https://argocd.example.com', stage.argocd.url)
  return load(here) as KubeObject
}

/** Adds to a ConfigMap what the documentation has in it. */
async function paste(name: string): Promise<void> {
  const { data, metadata } = pasted(name)
  const kind = { apiVersion: 'v1', kind: 'ConfigMap', namespace: 'argocd' }
  await stage.cluster.kube.patch(kind, metadata.name, { data })
}

beforeAll(async () => {
  stage = await Stage.open()
  issuer = await startIssuer()
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
  await waitFor('the settings', async (seen) => {
    // With a new issuer argocd-server begins anew, and is away for a moment.
    const answer = await stage.argocd.request('GET', '/api/v1/settings').catch(seen)
    return answer?.body?.oidcConfig?.issuer === issuer.url ? true : undefined
  })
})
afterAll(async () => {
  issuer?.close()
  await stage?.close()
})

/** Runs sync with what a job has in its environment. */
const sync = (env: Record<string, string>, more: string[] = []) =>
  scene.sync({ ...last, env: { ARGOCD_AUTH_TOKEN: '', ...env }, more: ['--settle=0', ...more] })
const withToken = (claims: Record<string, unknown>) => sync({ ARGOCD_AUTH_TOKEN: issuer.token(claims) })

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
    expect(said).toContain('made for one job')
  })

  it('for another audience is refused, with both named', async () => {
    const { code, said } = await sync(issuer.job({ sub: SUBJECT }), ['--argocd-audience=https://other.test'])
    expect(code).toBe(2)
    expect(said).toContain('for the audience https://other.test')
    expect(said).toContain(`takes the audience ${stage.argocd.url}`)
  })

  it('of another subject may read nothing, and the line of the policy is shown', async () => {
    const sub = 'repo:acme/other:ref:refs/heads/main'
    const { code, said } = await withToken({ sub, aud: stage.argocd.url })
    expect(code).toBe(2)
    expect(said).toContain('may not read the Application')
    expect(said).toContain(`p, ${sub}, applications, get, PROJECT/*, allow`)
  })

  it('of another issuer is refused, with both named', async () => {
    const other = await startIssuer()
    const token = other.token({ sub: SUBJECT, aud: stage.argocd.url })
    const { code, said } = await sync({ ARGOCD_AUTH_TOKEN: token })
    other.close()
    expect(code).toBe(2)
    expect(said).toContain(`it is of the issuer ${other.url}, and its oidc.config has ${issuer.url}`)
  })

  it('with a signature of somebody else is refused', async () => {
    const other = await startIssuer()
    const token = other.token({ sub: SUBJECT, aud: stage.argocd.url, iss: issuer.url })
    const { code, said } = await sync({ ARGOCD_AUTH_TOKEN: token })
    other.close()
    expect(code).toBe(2)
    expect(said).toContain('does not take the token')
  })

  it('cannot be exchanged where Argo CD has no Dex', async () => {
    const { code, said } = await sync(issuer.job({ sub: SUBJECT }), ['--argocd-dex-connector=github-actions'])
    expect(said).toMatch(/Dex/)
    expect(code).toBeGreaterThan(1)
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
    const commit = scene.commit({ 'web.yaml': deployment('example.com/web:1.3.0-late-30s') })
    const started = Date.now()
    const { app, code } = await scene.sync({ base: last.revision, revision: commit, token: await token(6) })
    last = { base: last.revision, revision: commit }
    expect(app).toMatchObject({ outcome: 'unknown' })
    expect(app?.reason).toContain('does not take the token')
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
