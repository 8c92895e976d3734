import { spawn } from 'node:child_process'
import { cpSync, existsSync, readdirSync, writeFileSync } from 'node:fs'
import { delimiter, dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { FakeGitHub } from '../../fakes/github/index.ts'
import { temporaryFolder } from '../../support/git.ts'

const root = fileURLToPath(new URL('../../..', import.meta.url))
const act = join(root, '.cache/venv/bin/act')
const standIns = fileURLToPath(new URL('stand-ins', import.meta.url))

/** An `::error` or `::warning`, with its file and line. */
export interface Annotation {
  readonly level: string
  readonly message: string
  readonly file: string | undefined
  readonly line: string | undefined
}

/** The result of one step of a job. */
export interface ActStep {
  /** `success`, `failure` or `skipped`; undefined if it never started. */
  readonly result: string | undefined
  readonly outputs: Readonly<Record<string, string>>
  readonly summary: string
  /** The output with masked secrets and without commands to the runner. */
  readonly text: string
  /** The messages of `::error` and `::warning`. */
  readonly annotations: readonly Annotation[]
}

export interface ActRun {
  readonly exitCode: number | null
  /** By the job's id. */
  readonly jobs: Readonly<Record<string, string>>
  /** Returns a step by its id, or by its index in the job if it does not have one. */
  step(job: string, step: string | number): ActStep
  /** The whole output of act, in JSON. */
  readonly log: string
}

export interface ActOptions {
  /** The path of a workflow from the root of this repository, or the text of a workflow. */
  readonly workflow: string
  readonly event: string
  readonly payload?: unknown
  /** The checkout that the job runs for. Its remote `origin` determines the repository. */
  readonly checkout: string
  readonly github: FakeGitHub
  readonly secrets?: Readonly<Record<string, string>>
  readonly variables?: Readonly<Record<string, string>>
  readonly env?: Readonly<Record<string, string>>
  /** Additional stand-ins: `owner/name@ref` to the folder of an action. */
  readonly standIns?: Readonly<Record<string, string>>
  /** A folder with programs that take precedence over those of the machine. */
  readonly programs?: string
}

/** The content of `fairlead-dev/fairlead@v1`: the files of this checkout that a release contains. */
let published: string | undefined
function publishedFiles(): string {
  if (published !== undefined) return published
  published = temporaryFolder()
  for (const path of ['action.yml', 'actions', 'dist'])
    cpSync(join(root, path), join(published, path), { recursive: true })
  return published
}

/** Replaces the actions that need external services by stand-ins of the same name. */
function localRepositories(): string[] {
  const found = [`fairlead-dev/fairlead@v1=${publishedFiles()}`]
  for (const owner of readdirSync(standIns))
    for (const name of readdirSync(join(standIns, owner)))
      found.push(`${owner}/${name}=${join(standIns, owner, name)}`)
  return found
}

/** Runs a workflow with act, as GitHub's runner would, against the fake GitHub. */
export async function runWorkflow(options: ActOptions): Promise<ActRun> {
  if (!existsSync(act)) throw new Error('act is missing; run .ci/install')
  const folder = temporaryFolder()
  const { github } = options
  let workflow = join(root, options.workflow)
  if (options.workflow.includes('\n')) {
    workflow = join(folder, 'workflow.yml')
    writeFileSync(workflow, options.workflow)
  }
  const payload = join(folder, 'event.json')
  writeFileSync(payload, JSON.stringify(options.payload ?? {}))
  const flags = {
    workflows: workflow,
    eventpath: payload,
    platform: 'ubuntu-latest=-self-hosted',
    'action-cache-path': join(folder, 'cache'),
    'github-instance': new URL(github.serverUrl).host,
    'concurrent-jobs': '1',
  }
  const pairs = (flag: string, values: Readonly<Record<string, string>>) =>
    Object.entries(values).map(([name, value]) => `--${flag}=${name}=${value}`)
  const args = [
    options.event,
    '--json',
    '--no-cache-server',
    '--pull=false',
    '--action-offline-mode',
    ...Object.entries(flags).map(([name, value]) => `--${name}=${value}`),
    ...localRepositories().map((repository) => `--local-repository=${repository}`),
    ...pairs('local-repository', options.standIns ?? {}),
    ...pairs('env', {
      GITHUB_SERVER_URL: github.serverUrl,
      GITHUB_API_URL: github.apiUrl,
      GITHUB_GRAPHQL_URL: github.graphqlUrl,
      ...options.env,
    }),
    ...pairs('secret', options.secrets ?? {}),
    ...pairs('var', options.variables ?? {}),
  ]
  const child = spawn(act, args, {
    cwd: options.checkout,
    stdio: ['ignore', 'pipe', 'pipe'],
    env: {
      // `node` is the one that runs the tests, because the runner provides its own.
      PATH: [options.programs, dirname(process.execPath), process.env['PATH']]
        .filter(Boolean)
        .join(delimiter),
      HOME: folder,
      TMPDIR: process.env['TMPDIR'],
      GIT_CONFIG_GLOBAL: '/dev/null',
      GIT_CONFIG_NOSYSTEM: '1',
    },
  })
  let log = ''
  child.stdout.setEncoding('utf8').on('data', (text: string) => (log += text))
  child.stderr.setEncoding('utf8').on('data', (text: string) => (log += text))
  const exitCode = await new Promise<number | null>((resolve, reject) => {
    child.once('error', reject)
    child.once('close', resolve)
  })
  return readRun(exitCode, log)
}

/** A line of act's log. Its fields depend on the event. */
interface Line {
  readonly jobID?: string
  readonly jobResult?: string
  readonly stepID?: readonly string[]
  readonly stepResult?: string
  readonly level?: string
  readonly msg: string
  readonly command?: string
  readonly name?: string
  readonly arg?: string
  readonly content?: string
  readonly raw_output?: boolean
  readonly kvPairs?: Readonly<Record<string, string>>
}

function readRun(exitCode: number | null, log: string): ActRun {
  const lines = log
    .split('\n')
    .filter((line) => line.startsWith('{'))
    .map((line) => JSON.parse(line) as Line)
  const jobs = lines.flatMap(({ jobID, jobResult }) => (jobID && jobResult ? [[jobID, jobResult]] : []))
  return {
    exitCode,
    log,
    jobs: Object.fromEntries(jobs) as Record<string, string>,
    step: (job, step) =>
      readStep(lines.filter((line) => line.jobID === job && line.stepID?.[0] === String(step))),
  }
}

/**
 * Returns the result of a step. The steps inside of a composite action have longer ids; they belong to the step that
 * uses it.
 */
function readStep(lines: readonly Line[]): ActStep {
  const own = lines.filter((line) => line.stepID?.length === 1)
  const outputs = own.filter((line) => line.command === 'set-output')
  const said = lines.filter((line) => line.raw_output === true)
  return {
    result: own.findLast((line) => line.stepResult !== undefined)?.stepResult,
    outputs: Object.fromEntries(outputs.map(({ name = '', arg = '' }) => [name, arg])),
    summary: own
      .filter((line) => line.command === 'summary')
      .map((line) => line.content ?? '')
      .join(''),
    text: said.map((line) => line.msg).join(''),
    annotations: lines.flatMap(({ command, arg = '', kvPairs }) =>
      command === 'error' || command === 'warning'
        ? [{ level: command, message: arg, file: kvPairs?.['file'], line: kvPairs?.['line'] }]
        : [],
    ),
  }
}
