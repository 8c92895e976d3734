/**
 * A pull request of an untrusted author, and a job that runs on it: whole entry points as child processes, with real
 * git.
 */
import { spawn } from 'node:child_process'
import { cpSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { Edits } from './diff.ts'
import { commitAll, edit } from './diff.ts'
import { git, temporaryFolder } from './git.ts'

const entries = fileURLToPath(new URL('../../src/entries', import.meta.url))

/**
 * V8's compile cache of the sources, for the next job of these tests, because loading them takes half of a job's
 * time. Jobs of users do not have it: see `test/security/cache.test.ts`.
 */
let compiled: string | undefined

/** The folders of a job. */
export interface World {
  /** The checkout, with the change at HEAD. */
  readonly ws: string
  /** The home directory of the job's user, outside of the checkout. */
  readonly home: string
  /** The runner's own folder for temporary files. */
  readonly temp: string
}

export interface JobRun {
  readonly exitCode: number | null
  /** Standard output and standard error. */
  readonly log: string
}

const files: Edits = {
  'apps/web.yaml': `apiVersion: argoproj.io/v1alpha1
kind: Application
metadata: {name: web-prod, namespace: argocd}
spec:
  project: default
  source: {repoURL: 'https://github.com/acme/infra', targetRevision: HEAD, path: web}
  destination: {server: 'https://kubernetes.default.svc', namespace: web}
`,
  'web/map.yaml': 'apiVersion: v1\nkind: ConfigMap\nmetadata: {name: web}\ndata: {tag: "1"}\n',
}

/** Created once, because a copy takes a fraction of the time. */
let template: string | undefined

/** Creates a folder with the infra repo `origin.git`, and its checkout `ws` on the branch `change`. */
function prepared(): string {
  const root = temporaryFolder()
  const ws = join(root, 'ws')
  git(root, 'init', '--quiet', '--bare', '--initial-branch=main', 'origin.git')
  git(root, 'clone', '--quiet', 'origin.git', ws)
  commitAll(ws, files, 'Begin')
  git(ws, 'push', '--quiet', 'origin', 'HEAD:main')
  git(ws, 'remote', 'set-head', 'origin', 'main')
  git(ws, 'remote', 'set-url', 'origin', 'https://github.com/acme/infra')
  git(ws, 'checkout', '--quiet', '-b', 'change')
  for (const name of ['home', 'temp']) mkdirSync(join(root, name))
  return root
}

/** Creates an infra repo whose change sets `tag: "2"`. `prepare` can edit the checkout before the commit. */
export function strangersChange(prepare: (world: World) => void = () => undefined): World {
  const root = temporaryFolder()
  cpSync((template ??= prepared()), root, { recursive: true })
  const world = { ws: join(root, 'ws'), home: join(root, 'home'), temp: join(root, 'temp') }
  git(world.ws, 'config', `url.${join(root, 'origin.git')}.insteadOf`, 'https://github.com/acme/infra')
  prepare(world)
  edit(world.ws, { 'web/map.yaml': files['web/map.yaml']?.replace('"1"', '"2"') })
  git(world.ws, 'add', '--all', '--force')
  git(world.ws, 'commit', '--quiet', '--message', 'Change')
  return world
}

/** Runs the action `diff` as GitHub's runner does. */
export function onGitHub(
  world: World,
  inputs: Readonly<Record<string, string>> = {},
  more: Readonly<Record<string, string>> = {},
): Promise<JobRun> {
  const { ws, temp } = world
  const event = {
    pull_request: { number: 7, base: { ref: 'main' }, head: { sha: git(ws, 'rev-parse', 'HEAD') } },
  }
  for (const name of ['output', 'summary']) writeFileSync(join(temp, name), '')
  writeFileSync(join(temp, 'event.json'), JSON.stringify(event))
  const all = { path: '.', comment: 'never', forge: 'github', 'report-path': 'fairlead-report', ...inputs }
  return start(world, ['diff.ts'], {
    GITHUB_ACTIONS: 'true',
    GITHUB_WORKSPACE: ws,
    GITHUB_EVENT_NAME: 'pull_request',
    GITHUB_EVENT_PATH: join(temp, 'event.json'),
    GITHUB_REPOSITORY: 'acme/infra',
    GITHUB_OUTPUT: join(temp, 'output'),
    GITHUB_STEP_SUMMARY: join(temp, 'summary'),
    RUNNER_TEMP: temp,
    ...named(all, (name) => `INPUT_${name.toUpperCase()}`),
    ...more,
  })
}

/** Runs a component as GitLab's runner does. */
export function onGitLab(
  world: World,
  inputs: Readonly<Record<string, string>> = {},
  component = 'diff',
  more: Readonly<Record<string, string>> = {},
): Promise<JobRun> {
  const standard: Record<string, string> =
    component === 'diff' ? { comment: 'never', forge: 'gitlab', 'report-path': '.fairlead/report' } : {}
  return start(world, ['gitlab.ts', component], {
    GITLAB_CI: 'true',
    CI_PROJECT_PATH: 'acme/infra',
    CI_SERVER_URL: 'https://gitlab.example',
    CI_MERGE_REQUEST_IID: '7',
    CI_MERGE_REQUEST_TARGET_BRANCH_NAME: 'main',
    ...named(
      { path: '.', ...standard, ...inputs },
      (name) => `FAIRLEAD_INPUT_${name.toUpperCase().replaceAll('-', '_')}`,
    ),
    ...more,
  })
}

/** Runs the command line in the checkout. */
export function onTerminal(world: World, ...args: readonly string[]): Promise<JobRun> {
  return start(world, ['cli.ts', ...args], {})
}

/** Returns the content of a file in the checkout. */
export function readIn({ ws }: World, path: string): string {
  return readFileSync(join(ws, path), 'utf8')
}

function named(inputs: Readonly<Record<string, string>>, name: (input: string) => string) {
  return Object.fromEntries(Object.entries(inputs).map(([input, text]) => [name(input), text]))
}

/** Runs a job. A job that does not end in time is killed, so that its exit code is null. */
async function start(
  { ws, home }: World,
  [entry = '', ...args]: readonly string[],
  env: Readonly<Record<string, string>>,
): Promise<JobRun> {
  const child = spawn(process.execPath, [join(entries, entry), ...args], {
    cwd: ws,
    env: {
      PATH: process.env['PATH'],
      HOME: home,
      GIT_CONFIG_GLOBAL: '/dev/null',
      GIT_CONFIG_NOSYSTEM: '1',
      NO_COLOR: '1',
      NODE_COMPILE_CACHE: (compiled ??= temporaryFolder()),
      ...env,
    },
  })
  const limit = setTimeout(() => child.kill('SIGKILL'), 60_000)
  let log = ''
  for (const stream of [child.stdout, child.stderr])
    stream.setEncoding('utf8').on('data', (text: string) => (log += text))
  const exitCode = await new Promise<number | null>((resolve, reject) => {
    child.once('error', reject)
    child.once('close', resolve)
  })
  clearTimeout(limit)
  return { exitCode, log }
}
