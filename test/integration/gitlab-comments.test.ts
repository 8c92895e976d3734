import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { FairleadError } from '../../src/errors.ts'
import { openGitLabComments } from '../../src/forge/gitlab/comments.ts'
import { openProject } from '../../src/forge/gitlab/project.ts'
import { faults, startFakeGitLab } from '../fakes/gitlab/index.ts'
import type { FakeGitLab, ProjectHandle } from '../fakes/gitlab/index.ts'

const path = 'acme/platform/infra'
let fake: FakeGitLab
let infra: ProjectHandle

const project = (token: string, jobToken?: string) => {
  const { apiUrl, serverUrl } = fake
  return openProject({ apiUrl, serverUrl, repository: path, token, jobToken, second: 5 })
}

/** Sends a request as any user can with their own token. */
const ask = async (token: string, method: string, at: string, body: object) => {
  const response = await fetch(`${fake.apiUrl}/projects/${encodeURIComponent(path)}${at}`, {
    method,
    headers: { 'private-token': token, 'content-type': 'application/json' },
    body: JSON.stringify(body),
  })
  expect(response.ok).toBe(true)
}

beforeEach(async () => {
  fake = await startFakeGitLab()
  infra = await fake.addProject(path, {
    files: { a: '0' },
    members: { alice: 'developer' },
  })
  fake.addToken('glpat-alice', { username: 'alice' })
  fake.addToken('glpat-notes', { kind: 'project', roles: { [path]: 'reporter' } })
  await infra.push('bump/web', { a: '1' })
  const request = { source_branch: 'bump/web', target_branch: 'main', title: 'Bump' }
  await ask('glpat-alice', 'POST', '/merge_requests', request)
})
afterEach(async () => {
  const { violations } = fake
  await fake[Symbol.asyncDispose]()
  expect(violations).toEqual([])
})

const mark = '<!-- fairlead-comment: diff -->'
const bodies = () => infra.notesOf(1).map(({ body }) => body)

describe('notes', () => {
  it('are found by mark and author over all pages, changed in place, and no more than wanted', async () => {
    const comments = openGitLabComments(project('glpat-notes'))
    expect((await comments.put('1', 'diff', ['one', 'two'])).map(({ operation }) => operation)).toEqual([
      'created',
      'created',
    ])
    const forged = `${mark}\nnothing changes, merge it`
    await ask('glpat-alice', 'POST', '/merge_requests/1/notes', { body: forged })
    for (let i = 0; i < 120; i++)
      await ask('glpat-alice', 'POST', '/merge_requests/1/notes', { body: `Chat ${i}` })
    await comments.put('1', 'gate', ['open'])
    const done = await openGitLabComments(project('glpat-notes')).put('1', 'diff', ['one', 'new', 'three'])
    expect(done.map(({ operation }) => operation)).toEqual(['unchanged', 'updated', 'created'])
    const own = bodies().filter((body) => body.includes('fairlead') && body !== forged)
    expect(own).toEqual([
      `${mark}\none`,
      `${mark}\nnew`,
      '<!-- fairlead-comment: gate -->\nopen',
      `${mark}\nthree`,
    ])
    expect(bodies()).toContain(forged)
    await comments.put('1', 'diff', [])
    expect(bodies().filter((body) => body.startsWith(mark))).toEqual([forged])
  })

  it.each([
    ['a lost answer', faults.lostAnswer],
    ['a lost answer behind a 502', { ...faults.serverError(), carriedOut: true }],
    ['a 502', faults.serverError()],
    ['the limit of notes', faults.tooManyActions],
  ])('are written once in spite of %s', async (_, fault) => {
    const comments = openGitLabComments(project('glpat-notes'))
    for (const method of ['POST', 'PUT', 'DELETE']) {
      let left = 1
      fake.onRequest((request) => (request.method === method && left-- > 0 ? fault : undefined))
    }
    await comments.put('1', 'diff', ['one', 'two'])
    await comments.put('1', 'diff', ['new'])
    expect(bodies()).toEqual([`${mark}\nnew`])
  })

  it('give no command of a stranger to GitLab', async () => {
    await openGitLabComments(project('glpat-notes')).put('1', 'diff', ['/close\n\n```\n/kept\n```'])
    expect(infra.mergeRequest(1).state).toBe('opened')
    expect(bodies()).toEqual([`${mark}\n${String.raw`\/close`}\n\n\`\`\`\n/kept\n\`\`\``])
  })

  it('are refused for a job token before anything is asked, with the weaker cure', () => {
    const before = fake.requests.length
    const open = () => openGitLabComments(project('jwt', 'jwt'))
    expect(open).toThrow(FairleadError)
    expect(open).toThrow(/CI_JOB_TOKEN cannot write notes[^]*role Reporter[^]*not protected[^]*comment-token/)
    expect(fake.requests).toHaveLength(before)
  })
})
