import { createServer, request } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { command } from '../../src/entries/wire/update.ts'
import { readContext } from '../../src/runtime/context.ts'
import { startFakeGitLab } from '../fakes/gitlab/index.ts'
import type { FakeGitLab, ProjectHandle } from '../fakes/gitlab/index.ts'
import { argoRepo } from '../support/infra.ts'

/** A GitLab at `/gitlab` of a host with another server at its root, behind a reverse proxy. */
const path = 'acme/infra'
const token = 'glpat-ofTheProject'
let fake: FakeGitLab
let infra: ProjectHandle
let host: string
/** The requests that did not go to GitLab, with their secrets. */
let elsewhere: { readonly url: string | undefined; readonly secrets: string }[]
let close: () => Promise<void>

beforeEach(async () => {
  fake = await startFakeGitLab()
  infra = await fake.addProject(path, { files: argoRepo() })
  fake.addToken(token, { kind: 'project', username: 'bot', roles: { [path]: 'developer' } })
  elsewhere = []
  const server = createServer((incoming, answer) => {
    const { url = '', method, headers } = incoming
    if (!url.startsWith('/gitlab/')) {
      elsewhere.push({ url, secrets: JSON.stringify([headers, incoming.rawHeaders]) })
      answer.writeHead(404, { 'content-type': 'text/html' }).end('<title>Not here</title>')
      return
    }
    const target = `${fake.serverUrl}${url.slice('/gitlab'.length)}`
    const inner = request(target, { method, headers }, (given) => {
      answer.writeHead(given.statusCode ?? 500, given.headers)
      given.pipe(answer)
    })
    incoming.pipe(inner)
  })
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done))
  host = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  close = () => new Promise((done) => server.close(() => done()))
})
afterEach(async () => {
  await close()
  await fake[Symbol.asyncDispose]()
})

/** Runs `update` outside of the jobs of that GitLab. */
async function update(repository: string) {
  const given = {
    forge: 'gitlab',
    token,
    repository,
    app: 'web',
    environment: 'dev',
    image: 'ghcr.io/acme/web',
    'image-tag': '1.1.0',
  }
  const closers: (() => Promise<void>)[] = []
  try {
    return await command.run(
      {
        texts: new Map(Object.entries(given).map(([name, value]) => [name, [value]])),
        faults: [],
        label: (name) => name,
      },
      {
        context: readContext({ PATH: process.env['PATH'] }, '/'),
        say() {},
        warn() {},
        width: 100,
        progress() {},
        hide() {},
        atEnd: (end) => void closers.push(end),
      },
    )
  } finally {
    for (const end of closers) await end()
  }
}

describe('a GitLab below a path of its host', () => {
  it('is found by the address of a project, and the root gets no token', async () => {
    const { outputs } = await update(`${host}/gitlab/${path}`)
    expect(outputs).toMatchObject({ 'pull-request-operation': 'created' })
    expect(infra.mergeRequests).toHaveLength(1)
    expect(elsewhere.length).toBeGreaterThan(0)
    for (const { secrets } of elsewhere) expect(secrets).not.toContain(token)
  })

  it('that is not there is told, and no token is sent at all', async () => {
    await expect(update(`${host}/git/lab/${path}`)).rejects.toThrow(
      /no GitLab server responds at .*\/git\/lab\/api\/v4/,
    )
    for (const { secrets } of elsewhere) expect(secrets).not.toContain(token)
    expect(fake.requests).toEqual([])
  })

  it('at the root is found there, with all groups of the project', async () => {
    const deep = 'acme/platform/team/infra'
    const project = await fake.addProject(deep, { files: argoRepo() })
    fake.addToken(token, { kind: 'project', username: 'bot', roles: { [deep]: 'developer' } })
    expect((await update(`${fake.serverUrl}/${deep}`)).outputs).toMatchObject({
      'pull-request-operation': 'created',
    })
    expect(project.mergeRequests).toHaveLength(1)
  })
})
