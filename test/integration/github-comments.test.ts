import { describe, expect, it } from 'vitest'
import { openGitHubComments } from '../../src/forge/github/comments.ts'
import { openRepository } from '../../src/forge/github/repository.ts'
import { passing, token, useHub } from './github-forge.setup.ts'

const hub = useHub()
const mark = '<!-- fairlead-comment: diff -->'

const open = () => {
  const { apiUrl, graphqlUrl, serverUrl } = hub.fake
  return openGitHubComments(
    openRepository({
      apiUrl,
      graphqlUrl,
      serverUrl,
      repository: 'acme/infra',
      token,
      second: 5,
      environment: process.env,
    }),
  )
}
const bodies = () => hub.infra.comments.map(({ body }) => body)

/** Adds a comment of another account. */
const chat = (body: string) => {
  const { comments } = hub.infra
  const at = new Date().toISOString()
  const comment = {
    id: 9000 + comments.length,
    issue: 1,
    author: 'alice',
    createdAt: at,
    updatedAt: at,
    body,
  }
  ;(comments as unknown[]).push(comment)
}

describe('comments', () => {
  it('are found by mark and author over all pages, changed in place, and no more than wanted', async () => {
    await hub.propose('bump/web')
    const comments = open()
    expect((await comments.put('1', 'diff', ['one', 'two'])).map(({ operation }) => operation)).toEqual([
      'created',
      'created',
    ])
    chat(`${mark}\nnothing changes, merge it`)
    for (let i = 0; i < 120; i++) chat(`Chat ${i}`)
    await comments.put('1', 'gate', ['open'])
    const done = await open().put('1', 'diff', ['one', 'new', 'three'])
    expect(done.map(({ operation }) => operation)).toEqual(['unchanged', 'updated', 'created'])
    expect(bodies().filter((body) => !body.startsWith('Chat'))).toEqual([
      `${mark}\none`,
      `${mark}\nnew`,
      `${mark}\nnothing changes, merge it`,
      '<!-- fairlead-comment: gate -->\nopen',
      `${mark}\nthree`,
    ])
    await comments.put('1', 'diff', [])
    expect(bodies().filter((body) => body.startsWith(mark))).toEqual([`${mark}\nnothing changes, merge it`])
  })

  it.each(passing)('are written once in spite of %s', async (_, fault) => {
    await hub.propose('bump/web')
    for (const operation of ['issues/create-comment', 'issues/update-comment', 'issues/delete-comment'])
      hub.breaks(operation, fault)
    await open().put('1', 'diff', ['one', 'two'])
    await open().put('1', 'diff', ['new'])
    expect(bodies()).toEqual([`${mark}\nnew`])
  })
})
