/**
 * The servers that receive tokens for an Argo CD, and those that must not. None of these attacks succeeded: the
 * client that does not follow redirects, and one token for each host, existed before the tests.
 */
import { describe, expect, it } from 'vitest'
import { argocd, web, wired } from '../support/argocd-reached.ts'
import { application, json, startReplay } from '../support/replay.ts'

describe('a token', () => {
  const jwt = (claims: object) => `x.${Buffer.from(JSON.stringify(claims)).toString('base64url')}.x`

  /** Starts the runner's service that creates ID tokens: a replay of its protocol. */
  async function runner(
    answer = (audience: string) => ({ status: 200, body: { value: jwt({ aud: audience }) } as object }),
  ) {
    const audiences: string[] = []
    const url = await startReplay((request, response) => {
      const audience = new URL(request.url ?? '', 'http://x').searchParams.get('audience') ?? ''
      if (request.headers.authorization !== 'Bearer of-the-job') return json(response, 401, {})
      audiences.push(audience)
      const { status, body } = answer(audience)
      return json(response, status, body)
    })
    const env = {
      ACTIONS_ID_TOKEN_REQUEST_URL: `${url}/token?api-version=2.0`,
      ACTIONS_ID_TOKEN_REQUEST_TOKEN: 'of-the-job',
    }
    return { env, audiences }
  }

  it('goes to no other host: a redirect is not followed, with or without the same port', async () => {
    const other = await argocd()
    const url = await startReplay((_, response) =>
      response.writeHead(302, { location: `${other.url}/api/v1/applications/web` }).end(),
    )
    const { server } = await wired({ inputs: { 'argocd-server': [url], 'argocd-token': 't' } })
    await expect(server.application(web)).rejects.toMatchObject({ refused: { status: 302 } })
    expect(other.heard).toEqual([])
  })

  it('of the job goes to no other host on its way to Dex, nor does what asks for it', async () => {
    const other: string[] = []
    const elsewhere = await startReplay((request, response) => {
      other.push(`${request.url} ${request.headers.authorization}`)
      response.end()
    })
    const moved = await startReplay((_, response) => response.writeHead(307, { location: elsewhere }).end())
    const { env } = await runner()
    const inputs = { 'argocd-server': [moved], 'argocd-dex-connector': 'github-actions' }
    const atDex = await wired({ inputs, env })
    await expect(atDex.server.token()).rejects.toThrow(/Dex .* responds with 307/)
    const service = { ...env, ACTIONS_ID_TOKEN_REQUEST_URL: `${moved}/token` }
    const atGithub = await wired({ inputs, env: service })
    await expect(atGithub.server.token()).rejects.toThrow(/GitHub issued no ID token.*307/)
    expect(other).toEqual([])
  })

  it('of one server is not shown to another', async () => {
    const [prod, dev] = [await argocd(), await argocd()]
    const { servers } = await wired({
      inputs: {
        'argocd-server': [`prod=${prod.url}`, `dev=${dev.url}`],
        'argocd-token': 'dev=d-token\nprod=p=token',
      },
    })
    for (const { watch } of servers) await watch.server.application(web)
    expect(prod.heard.map(({ headers }) => headers.authorization)).toEqual(['Bearer p=token'])
    expect(dev.heard.map(({ headers }) => headers.authorization)).toEqual(['Bearer d-token'])
    await expect(
      wired({
        inputs: { 'argocd-server': [`prod=${prod.url}`, `dev=${dev.url}`], 'argocd-token': 'one-for-all' },
      }),
    ).rejects.toThrow(/does not start with the name of a server/)
  })

  it('is made by GitHub where none is given, for each server one of its own, and is hidden', async () => {
    const [prod, dev] = [await argocd(), await argocd()]
    const { env, audiences } = await runner()
    const { servers, hidden } = await wired({
      inputs: { 'argocd-server': [`prod=${prod.url}`, `dev=${dev.url}`] },
      env,
    })
    for (const { watch } of servers) await watch.server.application(web)
    expect(audiences).toEqual([prod.url, dev.url])
    expect(prod.heard[0]?.headers.authorization).toBe(`Bearer ${jwt({ aud: prod.url })}`)
    expect(dev.heard[0]?.headers.authorization).toBe(`Bearer ${jwt({ aud: dev.url })}`)
    expect(hidden).toEqual(
      expect.arrayContaining([jwt({ aud: prod.url }), jwt({ aud: dev.url }), 'of-the-job']),
    )
  })

  it('is not made where one is given', async () => {
    const { url, heard } = await argocd()
    const { env, audiences } = await runner()
    const { server } = await wired({ inputs: { 'argocd-server': [url], 'argocd-token': 't' }, env })
    await server.application(web)
    expect(audiences).toEqual([])
    expect(heard[0]?.headers.authorization).toBe('Bearer t')
  })

  it('has the audience that is given, and one for two servers is refused', async () => {
    const { url } = await argocd()
    const { env, audiences } = await runner()
    const one = await wired({
      inputs: { 'argocd-server': [url], 'argocd-audience': ['api://argo?x=1'] },
      env,
    })
    await one.server.application(web)
    expect(audiences).toEqual(['api://argo?x=1'])
    const two = { 'argocd-server': [`prod=${url}`, 'dev=https://dev.test'] }
    await expect(wired({ inputs: { ...two, 'argocd-audience': ['both'] }, env })).rejects.toThrow(
      /does not name the server/,
    )
    const named = await wired({ inputs: { ...two, 'argocd-audience': ['prod=of-prod'] }, env })
    await named.server.application(web)
    expect(audiences.at(-1)).toBe('of-prod')
  })

  it('that is refused is made anew, once', async () => {
    let made = 0
    const { env } = await runner(() => ({ status: 200, body: { value: jwt({ number: ++made }) } }))
    const shown: string[] = []
    const url = await startReplay((request, response) => {
      const { authorization = '' } = request.headers
      shown.push(authorization)
      return authorization === `Bearer ${jwt({ number: 1 })}`
        ? json(response, 401, { code: 16, message: 'invalid session', error: 'invalid session' })
        : json(response, 200, application('web'))
    })
    const { server } = await wired({ inputs: { 'argocd-server': [url] }, env })
    await server.application(web)
    expect(shown).toHaveLength(2)
    const always = await startReplay((_, response) => json(response, 401, { code: 16, message: 'no' }))
    const other = await wired({ inputs: { 'argocd-server': [always] }, env })
    made = 0
    await expect(other.server.application(web)).rejects.toMatchObject({ refused: { status: 401 } })
    expect(made).toBe(2)
  })

  it('that GitHub does not make has its reason', async () => {
    const { url } = await argocd()
    const { env } = await runner(() => ({ status: 403, body: { message: 'no' } }))
    const { server } = await wired({ inputs: { 'argocd-server': [url] }, env })
    await expect(server.token()).rejects.toThrow(/GitHub issued no ID token: it responded with 403/)
    const insecure = { ...env, ACTIONS_ID_TOKEN_REQUEST_URL: 'http://token.example.com/x' }
    await expect(wired({ inputs: { 'argocd-server': [url] }, env: insecure })).rejects.toThrow(/https/)
  })

  it('of GitHub itself is for no Argo CD', async () => {
    const inputs = { 'argocd-server': ['https://a.test'], 'argocd-token': 'ghs_abcdefgh' }
    await expect(wired({ inputs })).rejects.toThrow(/is a GitHub token/)
  })
})
