import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect } from 'vitest'
import type { Review } from '../../src/review/model.ts'
import { command } from '../../src/entries/wire/diff.ts'
import { toJson } from '../../src/report/json/json.ts'
import type { JobEvent } from '../../src/runtime/job-event.ts'
import { readContext } from '../../src/runtime/context.ts'
import { startFakeGitLab } from '../fakes/gitlab/index.ts'
import { temporaryFolder } from '../support/git.ts'

/** The comment of `diff`, run as in a job, from reports that another job rendered. */

/** Runs `diff` on a report in a new folder. */
export async function commentOn(
  report: Review | string,
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
      warn: (message) => said.push(message),
      width: 100,
      progress: () => undefined,
      hide: () => undefined,
      atEnd: () => undefined,
    },
  )
  const more = await result.afterwards?.()
  said.push(...(more?.warnings ?? []))
  if (more?.failure) throw more.failure
  return { said: said.join('\n'), outputs: result.outputs }
}

/** Creates a project with a merge request, and the variables of a job for it. */
export async function mergeRequestOnGitLab() {
  const fake = await startFakeGitLab()
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
  return { fake, project, environment, inputs, [Symbol.asyncDispose]: () => fake[Symbol.asyncDispose]() }
}
