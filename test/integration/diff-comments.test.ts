import { describe, expect, it } from 'vitest'
import type { Review } from '../../src/review/model.ts'
import type { JobEvent, FinishedRun } from '../../src/runtime/job-event.ts'
import { toJson } from '../../src/report/json/json.ts'
import { gfmToHtml, proseOf, tagsOf } from '../support/gfm.ts'
import { largeReport, makeApp, makeObject, makeReport } from '../support/report.ts'
import { commentOn, mergeRequestOnGitLab } from './diff-comments.setup.ts'
import { request as requestOf, token, useHub } from './github-forge.setup.ts'

/** The comment of `diff`, run as in a job, from reports that another job rendered. */

const mark = '<!-- fairlead-comment: diff -->'
const one = makeReport({ apps: [makeApp({}, { objects: [makeObject()] })] })

describe('on GitHub', () => {
  const hub = useHub()
  const bodies = () => hub.infra.comments.map(({ body }) => body)
  const run = (report: Review | string, event: JobEvent, inputs: Readonly<Record<string, string>> = {}) => {
    const { apiUrl, graphqlUrl, serverUrl } = hub.fake
    const environment = {
      GITHUB_ACTIONS: 'true',
      GITHUB_REPOSITORY: 'acme/infra',
      GITHUB_RUN_ID: '7',
      GITHUB_SERVER_URL: serverUrl,
      GITHUB_API_URL: apiUrl,
      GITHUB_GRAPHQL_URL: graphqlUrl,
    }
    return commentOn(report, environment, { 'comment-token': token, ...inputs }, event)
  }
  const request: JobEvent = { request: { number: '1', base: 'main' } }

  it('is written, changed in place, grows where it is long, and shrinks again', async () => {
    await hub.propose('bump/web')
    await run(one, request)
    const [first] = hub.infra.comments
    expect(bodies()).toEqual([expect.stringContaining(mark)])
    expect(bodies()[0]).toContain('replicas')
    await run(largeReport(40, 40), request)
    expect(bodies()).toHaveLength(3)
    for (const body of bodies()) {
      expect(body.startsWith(mark)).toBe(true)
      expect(body.length).toBeLessThanOrEqual(65_536)
    }
    await run(largeReport(40, 40), request, { 'comment-limit': '2' })
    expect(bodies()).toHaveLength(2)
    await run(makeReport({ unclaimed: ['README.md'] }), request)
    expect(bodies()).toHaveLength(1)
    expect(bodies()[0]).toContain('README.md')
    expect(hub.infra.comments[0]?.id).toBe(first?.id)
  })

  it('is not written where the job is of no pull request, or has no token', async () => {
    await hub.propose('bump/web')
    await run(one, {})
    expect((await run(one, request, { 'comment-token': '' })).said).toContain('comment-token is not set')
    await run(one, request, { comment: 'never' })
    expect(hub.fake.requests.filter(({ operation }) => operation.startsWith('issues/'))).toEqual([])
  })

  it('is not written by the job of an older commit, nor after the request was closed or merged', async () => {
    const { number } = await hub.propose('bump/web')
    const head = hub.infra.head('bump/web')
    const of = (commit: string): JobEvent => ({ request: { number: '1', base: 'main', head: commit } })
    expect((await run(one, of('1'.repeat(40)))).said).toContain('has a newer commit')
    expect(bodies()).toEqual([])
    await run(one, of(head))
    expect(bodies()).toHaveLength(1)
    await hub.infra.close(Number(number))
    expect((await run(makeReport({ unclaimed: ['README.md'] }), of(head))).said).toContain('no longer open')
    expect(bodies()[0]).not.toContain('README.md')
  })

  // alphagov/govuk-frontend#6299
  it('is not written where the request goes into another branch than the one that was compared with', async () => {
    await hub.propose('bump/web')
    const retargeted: JobEvent = { request: { number: '1', base: 'release' } }
    expect((await run(one, retargeted)).said).toContain('targets main, but this job compared it with release')
    expect(bodies()).toEqual([])
    // If the base is set explicitly, the comment is written anyway.
    await run(one, retargeted, { base: 'release' })
    expect(bodies()).toHaveLength(1)
  })

  it('of two jobs are two, and one without an id of its own is taken over', async () => {
    await hub.propose('bump/web')
    await run(one, request)
    const ids = hub.infra.comments.map(({ id }) => id)
    await run(one, request, { 'comment-id': 'Diff / eu' })
    expect(hub.infra.comments.map(({ id }) => id)).toEqual(ids)
    await run(makeReport({ unclaimed: ['README.md'] }), request, { 'comment-id': 'Diff / us' })
    await run(one, request, { 'comment-id': 'Diff / eu' })
    expect(bodies()).toEqual([expect.stringContaining('replicas'), expect.stringContaining('README.md')])
  })

  it('that the forge refuses is a warning with the reason, unless it is required', async () => {
    await hub.propose('bump/web')
    const locked = 'Unable to create comment because issue is locked.'
    const stop = hub.fake.onRequest(({ operation }) =>
      operation === 'issues/create-comment'
        ? { answer: { status: 403, body: { message: locked, documentation_url: 'https://docs.github.com' } } }
        : undefined,
    )
    const { said, outputs } = await run(one, request)
    expect(said).toMatch(/No comment was written: the conversation is locked/)
    expect(said).not.toContain('permission')
    expect(outputs['changed']).toBe('true')
    await expect(run(one, request, { comment: 'required' })).rejects.toThrow(/locked/)
    stop()
  })

  describe('after a run without rights', () => {
    const finished = (more: Partial<FinishedRun> = {}): JobEvent => ({
      finishedRun: {
        headRepository: 'acme/infra',
        headBranch: 'bump/web',
        headCommit: hub.infra.head('bump/web'),
        ...more,
      },
    })

    it('goes to the pull request that the event leads to', async () => {
      await hub.propose('bump/other')
      await hub.propose('bump/web')
      await run(one, finished())
      expect(hub.infra.comments).toMatchObject([{ issue: 2, body: expect.stringContaining('replicas') }])
    })

    it('says whose word it is, which one of the job itself does not', async () => {
      await hub.propose('bump/web')
      await run(one, finished())
      expect(bodies()[0]).toContain('An unprivileged job rendered this report')
      await run(one, request)
      expect(bodies()[0]).not.toContain('An unprivileged job')
    })

    it.each<[string, Partial<FinishedRun>]>([
      ['a commit that is no more its head', { headCommit: '1'.repeat(40) }],
      ['a branch of the same name in a fork', { headRepository: 'mallory/infra' }],
      ['a branch without a pull request', { headBranch: 'main' }],
    ])('is not written for %s', async (_, more) => {
      await hub.propose('bump/web')
      const { said } = await run(one, finished(more))
      expect(said).toContain('no comment is written')
      expect(bodies()).toEqual([])
    })

    it('goes to the pull request into the base that is named, or into the default branch', async () => {
      await hub.forge.moveBranch({ branch: 'release', from: undefined, to: hub.infra.head('main') })
      await hub.propose('bump/web', { base: 'release' })
      await hub.forge.openPullRequest(requestOf('bump/web'))
      await run(one, finished())
      expect(hub.infra.comments).toMatchObject([{ issue: 2 }])
      await run(one, finished(), { base: 'release' })
      expect(hub.infra.comments.map(({ issue }) => issue)).toEqual([2, 1])
      const { said } = await run(one, finished(), { base: 'other' })
      expect(said).toContain('no comment is written')
    })

    it('is refused where several pull requests may be meant', async () => {
      for (const branch of ['release', 'next'])
        await hub.forge.moveBranch({ branch, from: undefined, to: hub.infra.head('main') })
      await hub.propose('bump/web', { base: 'release' })
      await hub.forge.openPullRequest(requestOf('bump/web', { base: 'next' }))
      const { said } = await run(one, finished())
      expect(said).toContain('No comment was written: 2 open pull requests have this head')
      await expect(run(one, finished(), { comment: 'required' })).rejects.toThrow('2 open pull requests')
      expect(bodies()).toEqual([])
    })

    it('is not written where the pull request was closed meanwhile', async () => {
      const { number } = await hub.propose('bump/web')
      const event = finished()
      await hub.infra.close(Number(number))
      await run(one, event)
      expect(bodies()).toEqual([])
    })

    it.each([
      ['no JSON', 'hello'],
      ['another document', '{"version":1}'],
      ['one that is too deep', '['.repeat(300)],
      ['a field that no report has', toJson(one).replace('{', '{"pull-request":"1",')],
    ])('refuses %s', async (_, text) => {
      await hub.propose('bump/web')
      await expect(run(text, finished())).rejects.toThrow('not a Fairlead report')
      expect(bodies()).toEqual([])
    })

    it('writes what a stranger says as text: no mark, mention, link, picture or end of a fence of theirs', async () => {
      await hub.propose('bump/web')
      const evil = `</details> @alice ![x](https://evil.example/x.png) <img src=x> ${mark}\n\`\`\`\n# Approved`
      const hostile = makeReport({
        unclaimed: [evil],
        warnings: [evil],
        apps: [
          makeApp(
            { name: evil },
            {
              notes: [evil],
              objects: [makeObject({ id: { group: '', kind: evil, namespace: evil, name: evil } })],
            },
          ),
        ],
      })
      await run(hostile, finished())
      const [body = ''] = bodies()
      expect(bodies()).toHaveLength(1)
      expect(body.startsWith(mark)).toBe(true)
      const html = gfmToHtml(body)
      expect(tagsOf(html)).not.toContain('img')
      expect(tagsOf(html)).not.toContain('h1')
      expect(proseOf(html)).not.toMatch(/@alice/)
      const opened = (tag: string) => tagsOf(html).filter((name) => name === tag).length
      expect(opened('details')).toBe(opened('/details'))
    })
  })
})

describe('on GitLab', () => {
  it('is a note of the merge request, by a token that may do no more', async () => {
    await using gitlab = await mergeRequestOnGitLab()
    const { fake, project, environment, inputs } = gitlab
    await commentOn(largeReport(40, 40), environment, inputs)
    await commentOn(one, environment, inputs)
    expect(project.notesOf(1)).toMatchObject([{ body: expect.stringContaining('replicas') }])
    expect(project.notesOf(1)[0]?.body).toContain('merge request')
    expect(fake.violations).toEqual([])
  })
})
