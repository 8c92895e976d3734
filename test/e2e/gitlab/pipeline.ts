/** Complete GitLab pipelines: gitlab-ci-local runs them with the components of this checkout, without containers. */
import { execFile, spawn } from 'node:child_process'
import { cpSync, existsSync, globSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { basename, dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify, stripVTControlCharacters } from 'node:util'
import { git, serveGit, temporaryFolder } from '../../support/git.ts'

const root = fileURLToPath(new URL('../../..', import.meta.url))
const runner = join(root, 'node_modules', 'gitlab-ci-local', 'dist', 'index.js')

export const jobToken = 'glcbt-64_0123456789abcdefghij'
const authorization = `Basic ${Buffer.from(`gitlab-ci-token:${jobToken}`).toString('base64')}`

/** A GitLab project whose repository contains the components, like `fairlead-dev/fairlead`. */
export interface Project {
  readonly folder: string
  /** Commits the changes in the folder, and pushes them. */
  commit(): Promise<void>
}

/** The host of a project: the address of the GitLab, and the remote and credentials for pushes. */
export interface Host {
  readonly serverUrl: string
  readonly remote: string
  readonly authorization?: string
}

/** Starts a git server that accepts only the job's token. */
export async function plainHost(): Promise<Host> {
  const repositories = temporaryFolder()
  const bare = join(repositories, 'fairlead-dev', 'fairlead.git')
  mkdirSync(dirname(bare), { recursive: true })
  git(repositories, 'init', '--quiet', '--bare', '--initial-branch=main', bare)
  return { remote: bare, serverUrl: await serveGit(repositories, authorization) }
}

/** Pushes without blocking, because the server may run in this process. */
async function push(folder: string, remote: string, authorization: string): Promise<void> {
  const header = `http.extraHeader=${authorization === '' ? '' : `Authorization: ${authorization}`}`
  await promisify(execFile)('git', ['-c', header, 'push', '--quiet', remote, '+HEAD:main'], {
    cwd: folder,
    env: { PATH: process.env['PATH'], GIT_CONFIG_GLOBAL: '/dev/null', GIT_TERMINAL_PROMPT: '0' },
    timeout: 60_000,
  })
}

/** Creates such a project with `files`, which include `.gitlab-ci.yml`, the components and the bundles. */
export async function project(files: Readonly<Record<string, string>>, host?: Host): Promise<Project> {
  const { remote, serverUrl, authorization = '' } = host ?? (await plainHost())
  const folder = temporaryFolder()
  git(folder, 'init', '--quiet', '--initial-branch=main')
  git(folder, 'remote', 'add', 'origin', `${serverUrl}/fairlead-dev/fairlead.git`)
  for (const name of ['templates', 'dist']) cpSync(join(root, name), join(folder, name), { recursive: true })
  for (const [path, content] of Object.entries({ '.gitignore': '.gitlab-ci-*/\n', ...files })) {
    mkdirSync(dirname(join(folder, path)), { recursive: true })
    writeFileSync(join(folder, path), content)
  }
  const commit = async () => {
    git(folder, 'add', '--all')
    git(folder, 'commit', '--quiet', '--message', 'Change')
    await push(folder, remote, authorization)
    git(folder, 'update-ref', 'refs/remotes/origin/main', 'HEAD')
    git(folder, 'symbolic-ref', 'refs/remotes/origin/HEAD', 'refs/remotes/origin/main')
  }
  await commit()
  return { folder, commit }
}

export interface Pipeline {
  readonly exitCode: number | null
  /** The complete output, without colors. */
  readonly log: string
  /** The jobs that ran, and whether they passed. */
  readonly jobs: Readonly<Record<string, 'passed' | 'failed'>>
  /** Returns the files in `.fairlead` of a job, by name. */
  artifacts(job: string): Readonly<Record<string, string>>
}

/** Runs a pipeline of a project. */
export async function runPipeline(
  { folder }: Project,
  options: {
    readonly variables?: Readonly<Record<string, string>>
    readonly args?: readonly string[]
  } = {},
): Promise<Pipeline> {
  const variables = { CI_JOB_TOKEN: jobToken, ...options.variables }
  const args = [
    '--force-shell-executor',
    '--shell-isolation',
    ...Object.entries(variables).flatMap(([name, value]) => ['--variable', `${name}=${value}`]),
    ...(options.args ?? []),
  ]
  const child = spawn(process.execPath, [runner, ...args], {
    cwd: folder,
    env: {
      // The jobs use the same Node as the tests.
      PATH: `${dirname(process.execPath)}:${process.env['PATH']}`,
      HOME: temporaryFolder(),
      GIT_CONFIG_GLOBAL: '/dev/null',
      GIT_CONFIG_NOSYSTEM: '1',
    },
  })
  let output = ''
  for (const stream of [child.stdout, child.stderr])
    stream.setEncoding('utf8').on('data', (text: string) => (output += text))
  const exitCode = await new Promise<number | null>((resolve, reject) => {
    child.once('error', reject)
    child.once('close', resolve)
  })
  const log = stripVTControlCharacters(output)
  if (/rsync: (command )?not found/.test(log)) throw new Error('rsync is missing: apt-get install rsync')
  return {
    exitCode,
    log,
    jobs: Object.fromEntries(
      [...log.matchAll(/^ (PASS|FAIL|WARN) {2}(\S+) *$/gm)].map(([, verdict, job = '']) => [
        job,
        verdict === 'PASS' ? 'passed' : 'failed',
      ]),
    ),
    artifacts(job) {
      const artifacts = join(folder, '.gitlab-ci-local', 'artifacts', job, '.fairlead')
      if (!existsSync(artifacts)) return {}
      const files = globSync(join(artifacts, '*.*'))
      return Object.fromEntries(files.map((file) => [basename(file), readFileSync(file, 'utf8')]))
    },
  }
}

/** Returns the lines that a job printed. */
export function linesOf({ log }: Pipeline, job: string): string[] {
  const lines = log.split('\n').filter((line) => line.startsWith(`${job} `))
  return lines.flatMap((line) => /^\S+\s+> ?(.*)$/.exec(line)?.[1] ?? [])
}
