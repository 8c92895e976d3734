/** A GitHub token is not sent to another forge, whatever input it is set for: in a job it is often the default. */
import { expect, it } from 'vitest'
import type { Wiring } from '../../src/entries/define.ts'
import { commentsFor } from '../../src/entries/wire/comments.ts'
import { connect } from '../../src/entries/wire/forges.ts'
import { openAppRepo } from '../../src/entries/wire/app-repo.ts'
import { readContext } from '../../src/runtime/context.ts'
import { serve } from '../support/remote-sources.ts'

const token = 'ghp_abcdefghijklmnopqrstuvwxyz0123456789'

/** A job of a GitLab that records its requests. */
async function gitlabJob() {
  const { url, asked } = await serve((_, response) => void response.writeHead(404).end('{}'))
  const server = url.replace(/\/$/, '')
  const environment = {
    GITLAB_CI: 'true',
    CI_SERVER_URL: server,
    CI_API_V4_URL: `${server}/api/v4`,
    CI_PROJECT_PATH: 'acme/web',
    CI_MERGE_REQUEST_IID: '7',
  }
  const quiet = () => undefined
  const wiring: Wiring = {
    context: readContext(environment, process.cwd()),
    say: quiet,
    warn: quiet,
    width: 100,
    progress: quiet,
    hide: quiet,
    atEnd: quiet,
  }
  return { asked, wiring }
}

it('goes to no GitLab as token', async () => {
  const { asked, wiring } = await gitlabJob()
  await expect(connect('gitlab', { repository: 'acme/infra', token }, wiring)).rejects.toThrow(
    /token is a GitHub token, which is never sent to GitLab/,
  )
  expect(asked).toEqual([])
})

it('goes to no GitLab as comment-token', async () => {
  const { asked, wiring } = await gitlabJob()
  const inputs = {
    forge: 'gitlab',
    path: '.',
    repository: undefined,
    base: undefined,
    'pull-request': undefined,
    'comment-token': token,
    'comment-id': undefined,
    comment: 'auto',
  } as const
  await expect(commentsFor(inputs, wiring)).rejects.toThrow(
    /token is a GitHub token, which is never sent to GitLab/,
  )
  expect(asked).toEqual([])
})

it('goes to no GitLab as source-token: which build is the newer one is not known', async () => {
  const { asked, wiring } = await gitlabJob()
  const source = openAppRepo({ repository: undefined, token }, wiring)
  const question = { repository: 'acme/web', from: ['a'.repeat(40)], to: 'b'.repeat(40), isNeeded: true }
  expect(await source.compare(question)).toEqual({
    order: 'unknown',
    reason: 'the source-token is a GitHub token, which is never sent to GitLab',
  })
  expect(asked).toEqual([])
})
