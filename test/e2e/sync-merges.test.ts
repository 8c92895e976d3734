/**
 * Three merges in quick succession: the test checks whether the workflows and pipelines in the documentation wait for
 * all of them. The platform's own rules cancel the second run before it begins. Git, the command line and its records
 * are real; Argo CD is simulated.
 *
 * Sources:
 * https://docs.github.com/en/actions/how-tos/write-workflows/choose-when-workflows-run/control-workflow-concurrency
 * and https://docs.gitlab.com/ci/yaml/#workflowauto_cancelon_new_commit
 */
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { parse, parseAllDocuments } from 'yaml'
import { workflowsOf } from '../../scripts/workflows/page.ts'
import { temporaryFolder } from '../support/git.ts'
import { PlayedScene, TOKEN } from '../support/played-argocd.ts'
import { fairlead } from './bundle.ts'

const page = (path: string) => readFileSync(new URL(`../../${path}`, import.meta.url), 'utf8')

interface Workflow {
  readonly concurrency?: { readonly 'cancel-in-progress'?: boolean }
  readonly jobs: { readonly sync: { readonly steps: readonly { readonly with?: Inputs }[] } }
}
interface Pipeline {
  readonly workflow?: { readonly auto_cancel?: { readonly on_new_commit?: string } }
  readonly include: readonly { readonly inputs: Inputs }[]
  readonly 'fairlead-sync'?: { readonly interruptible?: boolean; readonly resource_group?: string }
}
type Inputs = Readonly<Record<string, string | boolean>>

const workflows = workflowsOf(page('actions/sync/README.md')).map((text) => parse(text) as Workflow)
const pipeline = (mark: string) => {
  const found = new RegExp(`<!-- ${mark}:start -->\n\`\`\`yaml\n([^]*?)\`\`\``).exec(page('docs/gitlab.md'))
  return parse(found?.[1] ?? '') as Pipeline
}

/**
 * The inputs of the documented job, and which of three runs take place if the later two are started during the first
 * one.
 */
interface Pasted {
  readonly inputs: Inputs
  readonly runs: readonly number[]
}

/** A group has one active and one pending run. The next run replaces the pending one. */
function onGithub({ concurrency, jobs }: Workflow): Pasted {
  const runs = concurrency === undefined ? [0, 1, 2] : concurrency['cancel-in-progress'] ? [2] : [0, 2]
  return { inputs: jobs.sync.steps[1]?.with ?? {}, runs }
}

/** With `conservative`, the default, a newer commit cancels a pipeline of which no job has started. */
function onGitlab({ workflow, include, 'fairlead-sync': job }: Pipeline): Pasted {
  const keeps = workflow?.auto_cancel?.on_new_commit === 'none'
  // The component has these inputs, and the extended job is its own.
  const [head] = parseAllDocuments(page('templates/sync.yml'))
  const known = head?.toJS() as { spec: { inputs: Record<string, { default?: unknown }> } }
  expect(Object.keys(known.spec.inputs)).toEqual(
    expect.arrayContaining(Object.keys(include[0]?.inputs ?? {})),
  )
  expect(known.spec.inputs['job-name']?.default).toBe('fairlead-sync')
  expect(job?.interruptible ?? false).toBe(false)
  return { inputs: include[0]?.inputs ?? {}, runs: keeps ? [0, 1, 2] : [0, 2] }
}

type Platform = (push: { before: string; after: string }) => Record<string, string>

const github: Platform = ({ before, after }) => {
  const file = join(temporaryFolder(), 'event.json')
  const repository = { full_name: 'acme/infra', default_branch: 'main' }
  writeFileSync(file, JSON.stringify({ ref: 'refs/heads/main', before, after, repository }))
  return {
    CI: 'true',
    GITHUB_ACTIONS: 'true',
    GITHUB_EVENT_NAME: 'push',
    GITHUB_EVENT_PATH: file,
    GITHUB_REPOSITORY: 'acme/infra',
    GITHUB_REF: 'refs/heads/main',
    GITHUB_SHA: after,
  }
}
const gitlab: Platform = ({ before, after }) => ({
  CI: 'true',
  GITLAB_CI: 'true',
  CI_PIPELINE_SOURCE: 'push',
  CI_SERVER_URL: 'https://gitlab.example',
  CI_PROJECT_PATH: 'acme/infra',
  CI_PROJECT_URL: 'https://gitlab.example/acme/infra',
  CI_DEFAULT_BRANCH: 'main',
  CI_COMMIT_BRANCH: 'main',
  CI_COMMIT_SHA: after,
  CI_COMMIT_BEFORE_SHA: before,
})

interface Waited {
  readonly outcome: string
  readonly base: string
  readonly apps: readonly { readonly app: string; readonly outcome: string }[]
}

/**
 * Merges the releases of three apps one after another, and executes those of the three runs that take place, each in
 * its own checkout.
 */
async function threeMerges({ inputs, runs }: Pasted, platform: Platform) {
  const scene = await PlayedScene.open({ one: '1', two: '1', three: '1' })
  const commits = [scene.begin, ...['one', 'two', 'three'].map((app) => scene.merge({ [app]: '2' }))]
  const waited: Waited[] = []
  for (const run of runs) {
    const [before = '', after = ''] = commits.slice(run, run + 2)
    const records =
      inputs['record'] === true ? ['--record', '--forge', 'local', '--repository', scene.repository] : []
    const words = [
      'sync',
      '--argocd-server',
      scene.argocd.url,
      '--settle',
      '0',
      '--timeout',
      '30',
      ...records,
    ]
    const { stdout, stderr, exitCode } = await fairlead(
      scene.checkOut(after),
      [...words, '--output', 'json'],
      {
        ...platform({ before, after }),
        ARGOCD_AUTH_TOKEN: TOKEN,
      },
    )
    expect(stderr).not.toMatch(/not recorded|error/)
    expect(exitCode).toBe(0)
    waited.push(JSON.parse(stdout) as Waited)
  }
  return { commits, waited, apps: new Set(waited.flatMap(({ apps }) => apps.map(({ app }) => app))) }
}

const all = new Set(['one', 'two', 'three'])

describe('the workflow of actions/sync/README.md', () => {
  const [plain, grouped] = workflows as [Workflow, Workflow]

  it('without a group: each push has its run, and each app is waited for', async () => {
    const pasted = onGithub(plain)
    expect(pasted.runs).toHaveLength(3)
    expect(pasted.inputs['record']).toBeUndefined()
    const { apps } = await threeMerges(pasted, github)
    expect(apps).toEqual(all)
  })

  it('with a group and records: the second run is cancelled, and the third waits for the changes of both', async () => {
    const pasted = onGithub(grouped)
    expect(pasted.runs).toEqual([0, 2])
    const { apps, waited, commits } = await threeMerges(pasted, github)
    expect(apps).toEqual(all)
    expect(waited[1]).toMatchObject({ outcome: 'verified', base: commits[1] })
  })

  it('with a group and without records a commit would be lost, as it says', async () => {
    const { apps } = await threeMerges({ ...onGithub(grouped), inputs: {} }, github)
    expect(apps).toEqual(new Set(['one', 'three']))
    expect(page('actions/sync/README.md')).toContain("are in no other run's range, so nothing waits for them")
  })
})

describe('the pipelines of docs/gitlab.md', () => {
  it('without records: no pipeline is cancelled, and each app is waited for', async () => {
    const pasted = onGitlab(pipeline('sync'))
    expect(pasted.runs).toHaveLength(3)
    const { apps } = await threeMerges(pasted, gitlab)
    expect(apps).toEqual(all)
  })

  it('with records: the second is cancelled before it starts, and the third waits for the changes of both', async () => {
    const pasted = onGitlab(pipeline('sync-records'))
    expect(pasted.runs).toEqual([0, 2])
    const { apps, waited, commits } = await threeMerges(pasted, gitlab)
    expect(apps).toEqual(all)
    expect(waited[1]).toMatchObject({ base: commits[1] })
  })
})
