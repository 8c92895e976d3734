// Demonstrates the main job on GitLab, against the GitLab of the tests: `npm run demo -- --forge gitlab`. It needs no
// account and no network.
import { readFileSync, globSync } from 'node:fs'
import { join } from 'node:path'
import { startFakeGitLab } from '../../test/fakes/gitlab/index.ts'
import { clear, copyInfra, fairlead, heading } from './stage.mjs'

const token = 'glpat-demo_0123456789abc'
const jobToken = 'glcbt-64_demo0123456789ab'
const fake = await startFakeGitLab()

try {
  const worktree = copyInfra()
  const paths = globSync('**/*.yaml', { cwd: worktree })
  const files = Object.fromEntries(paths.map((path) => [path, readFileSync(join(worktree, path), 'utf8')]))
  const infra = await fake.addProject('shop/platform/infra', { files, members: { maria: 'maintainer' } })
  fake.addToken(token, {
    kind: 'project',
    username: 'fairlead',
    roles: { 'shop/platform/infra': 'developer' },
  })
  fake.addToken(jobToken, { kind: 'job', username: 'maria', project: 'shop/web' })

  /** Returns the variables of a job in the pipeline of the app's project. */
  const job = (pipeline: number) => ({
    GITLAB_CI: 'true',
    CI_SERVER_URL: fake.serverUrl,
    CI_API_V4_URL: fake.apiUrl,
    CI_PROJECT_PATH: 'shop/web',
    CI_COMMIT_SHA: String(pipeline).repeat(40),
    CI_PIPELINE_URL: `${fake.serverUrl}/shop/web/-/pipelines/${pipeline}`,
    CI_JOB_TOKEN: jobToken,
    FAIRLEAD_TOKEN: token,
  })
  const target = '--forge gitlab --repository shop/platform/infra --app web --environment prod'.split(' ')
  const update = (tag: string, ...more: string[]) => [
    'update',
    ...target,
    '--image',
    'ghcr.io/acme/web',
    '--image-tag',
    tag,
    ...more,
  ]

  heading('Inventory: which app runs where, and which line sets its image')
  await fairlead(['inventory', '--path', 'infra'])

  heading(
    "Pipeline 1 of the app's project has pushed ghcr.io/acme/web:1.5.0. One job opens the merge request, without a clone",
  )
  await fairlead(update('1.5.0'), 0, job(1))

  const opened = infra.mergeRequest(1)
  heading(`Merge request !1, from ${opened.source} into ${opened.target}`)
  process.stdout.write(`${opened.title}\n\n${opened.description ?? ''}\n`)

  heading('Pipeline 2 has built 1.6.0: the same merge request is updated')
  await fairlead(update('1.6.0'), 0, job(2))

  heading('Pipeline 3 finishes late with 1.5.9: a newer version is already proposed')
  await fairlead(update('1.5.9'), 0, job(3))

  heading('A push to production, without a merge request, is refused')
  await fairlead(update('1.6.0', '--method', 'push'), 1, job(2))

  heading('CI_JOB_TOKEN cannot open merge requests: this is reported before anything is written')
  await fairlead(update('1.7.0'), 2, { ...job(4), FAIRLEAD_TOKEN: jobToken })

  heading('Maria merges !1. A rerun of pipeline 2 has nothing left to do')
  await infra.merge(1, 'maria')
  await fairlead(update('1.6.0'), 0, job(2))

  const writes = fake.requests.filter(({ kind, method }) => kind === 'rest' && method !== 'GET')
  const states = infra.mergeRequests.map(({ iid, state }) => `!${iid} is ${state}`).join(', ')
  heading(`Result: ${states}. ${fake.requests.length} requests to GitLab, ${writes.length} of them writes`)
  if (fake.violations.length > 0) throw new Error(fake.violations.join('\n'))
} finally {
  await fake[Symbol.asyncDispose]()
  clear()
}
