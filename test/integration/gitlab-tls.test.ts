/** A GitLab with a certificate of a private certificate authority, as in many companies. */
import { request } from 'node:http'
import { createServer } from 'node:https'
import type { AddressInfo } from 'node:net'
import { expect, it, onTestFinished } from 'vitest'
import { ownAuthorities } from '../../src/entries/wire/gitlab.ts'
import { openGitLabForge } from '../../src/forge/gitlab/gitlab-forge.ts'
import { openProject } from '../../src/forge/gitlab/project.ts'
import { startFakeGitLab } from '../fakes/gitlab/index.ts'
import { authority } from '../support/authority.ts'

it('is trusted by the API and by git where CI_SERVER_TLS_CA_FILE names the authority, and not without', async () => {
  const fake = await startFakeGitLab()
  onTestFinished(() => fake[Symbol.asyncDispose]())
  const infra = await fake.addProject('acme/infra', { files: { 'a.yaml': 'a: 1\n' } })
  fake.addToken('glpat-writer', { kind: 'project', roles: { 'acme/infra': 'developer' } })
  const { file, key, cert } = authority()
  const behind = new URL(fake.serverUrl)
  const server = createServer({ key, cert }, (asked, answer) => {
    const { method, url: path, headers } = asked
    const passed = request({ host: behind.hostname, port: behind.port, method, path, headers }, (given) => {
      answer.writeHead(given.statusCode ?? 502, given.headers)
      given.pipe(answer)
    })
    asked.pipe(passed)
  })
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done))
  onTestFinished(() => void server.close())
  const serverUrl = `https://127.0.0.1:${(server.address() as AddressInfo).port}`
  const open = (certificates: readonly string[]) => {
    const project = openProject({
      serverUrl,
      apiUrl: `${serverUrl}/api/v4`,
      repository: 'acme/infra',
      token: 'glpat-writer',
      certificates,
      second: 5,
      environment: process.env,
    })
    const forge = openGitLabForge(project)
    onTestFinished(() => forge.close())
    return forge
  }

  await expect(open([]).snapshot({ base: undefined, branches: [], files: [] })).rejects.toThrow(
    /certificate[^]*NODE_EXTRA_CA_CERTS[^]*CI_SERVER_TLS_CA_FILE/,
  )
  const forge = open(await ownAuthorities({ CI_SERVER_TLS_CA_FILE: file }))
  const change = (text: string) => [{ path: 'a.yaml', mode: '100644' as const, content: Buffer.from(text) }]
  const place = { branch: 'bump', parent: infra.head(), message: 'Bump' }
  const first = await forge.commit({ ...place, from: undefined, changes: change('a: 2\n') })
  if (first === 'lost') throw new Error('it was lost')
  // This uses git, because the branch is replaced.
  expect(await forge.commit({ ...place, from: first.sha, changes: change('a: 3\n') })).toMatchObject({
    sha: infra.head('bump'),
  })
})
