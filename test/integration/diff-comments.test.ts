import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import type { DiffReport } from '../../src/diff/model.ts'
import { command } from '../../src/entries/wire/diff.ts'
import type { FinishedRun, JobEvent } from '../../src/runtime/context.ts'
import { readContext } from '../../src/runtime/context.ts'
import { toJson } from '../../src/report/json/json.ts'
import { startFakeGitLab } from '../fakes/gitlab/index.ts'
import { temporaryFolder } from '../support/git.ts'
import { gfmToHtml, proseOf, tagsOf } from '../support/gfm.ts'
import { largeReport, makeApp, makeObject, makeReport } from '../support/report.ts'
import { token, useHub } from './github-forge.setup.ts'

/** The comment of `diff`, wired as in a job, from reports that another job has rendered. */

const mark = '<!-- fairlead-comment: diff -->'
const one = makeReport({ apps: [makeApp({}, { objects: [makeObject()] })] })

/** Runs `diff` on a report in a folder of its own. */
async function commentOn(
  report: DiffReport | string,
  environment: Readonly<Record<string, string>>,
  inputs: Readonly<Record<string, string>>,
  event: JobEvent = {},
) {
  const workspace = temporaryFolder()
  const text = typeof report === 'string' ? report : toJson(report)
  writeFileSync(join(workspace, 'report.json'), text)
  const texts = new Map(
    Object.entries({ reports: 'report.json', path: workspace, ...inputs }).map(([name, value]) => [
      name,
      [value],
    ]),
  )
  const said: string[] = []
  const result = await command.run(
    { texts, faults: [], label: (name) => name },
    {
      context: readContext({ PATH: process.env['PATH'], ...environment }, workspace, event),
      say: (message) => said.push(message),
      width: 100,
      progress: () => undefined,
      hide: () => undefined,
      atEnd: () => undefined,
    },
  )
  return { said: said.join('\n'), outputs: result.outputs }
}

describe('on GitHub', () => {
  const hub = useHub()
  const bodies = () => hub.infra.comments.map(({ body }) => body)
  const run = (
    report: DiffReport | string,
    event: JobEvent,
    inputs: Readonly<Record<string, string>> = {},
  ) => {
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
    expect((await run(one, request, { 'comment-token': '' })).said).toContain('no comment-token')
    await run(one, request, { comment: 'never' })
    expect(hub.fake.requests.filter(({ operation }) => operation.startsWith('issues/'))).toEqual([])
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
      await expect(run(text, finished())).rejects.toThrow('no report')
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
    await using fake = await startFakeGitLab()
    const path = 'acme/platform/infra'
    const project = await fake.addProject(path, {
      files: { 'values.yaml': 'a: 1\n' },
      tokens: { developer: { role: 'developer' }, reporter: { role: 'reporter' } },
    })
    const send = async (where: string, body: object) => {
      const response = await fetch(`${fake.apiUrl}/projects/${encodeURIComponent(path)}${where}`, {
        method: 'POST',
        headers: { 'private-token': 'developer', 'content-type': 'application/json' },
        body: JSON.stringify(body),
      })
      expect(response.status).toBe(201)
    }
    await send('/repository/commits', {
      branch: 'change',
      start_sha: project.head(),
      commit_message: 'Change',
      actions: [{ action: 'update', file_path: 'values.yaml', content: 'a: 2\n' }],
    })
    await send('/merge_requests', { source_branch: 'change', target_branch: 'main', title: 'Change' })
    const environment = {
      GITLAB_CI: 'true',
      CI_PROJECT_PATH: path,
      CI_SERVER_URL: fake.serverUrl,
      CI_API_V4_URL: fake.apiUrl,
      CI_MERGE_REQUEST_IID: '1',
      CI_MERGE_REQUEST_TARGET_BRANCH_NAME: 'main',
    }
    const inputs = { forge: 'gitlab', 'comment-token': 'reporter' }
    await commentOn(largeReport(40, 40), environment, inputs)
    await commentOn(one, environment, inputs)
    expect(project.notesOf(1)).toMatchObject([{ body: expect.stringContaining('replicas') }])
    expect(project.notesOf(1)[0]?.body).toContain('merge request')
    expect(fake.violations).toEqual([])
  })
})
