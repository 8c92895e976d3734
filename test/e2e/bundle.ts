import { spawn } from 'node:child_process'
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { temporaryFolder } from '../support/git.ts'

const dist = fileURLToPath(new URL('../../dist', import.meta.url))

export interface Run {
  readonly exitCode: number | null
  readonly stdout: string
  readonly stderr: string
}

/** The only environment variables of a bundle, so that the user's environment does not affect the tests. */
const environment = {
  PATH: process.env['PATH'],
  GIT_CONFIG_GLOBAL: '/dev/null',
  GIT_CONFIG_NOSYSTEM: '1',
  TMPDIR: process.env['TMPDIR'],
}

/** Runs a bundle as a child process. */
export async function runBundle(
  name: string,
  options: { cwd: string; args?: readonly string[]; env?: Record<string, string>; node?: readonly string[] },
): Promise<Run> {
  const args = [...(options.node ?? []), join(dist, `${name}.js`), ...(options.args ?? [])]
  const child = spawn(process.execPath, args, { cwd: options.cwd, env: { ...environment, ...options.env } })
  let stdout = ''
  let stderr = ''
  child.stdout.setEncoding('utf8').on('data', (text: string) => (stdout += text))
  child.stderr.setEncoding('utf8').on('data', (text: string) => (stderr += text))
  const exitCode = await new Promise<number | null>((resolve, reject) => {
    child.once('error', reject)
    child.once('close', resolve)
  })
  return { exitCode, stdout, stderr }
}

/** Runs the command line. */
export function fairlead(
  cwd: string,
  args: readonly string[],
  env: Record<string, string> = {},
): Promise<Run> {
  return runBundle('cli', { cwd, args, env })
}

/** The result of a workflow step. */
export interface Step extends Run {
  readonly outputs: Readonly<Record<string, string>>
  readonly summary: string
}

/** Runs an action like the runner: inputs in INPUT_ variables, outputs and summary in files. */
export async function step(
  name: string,
  cwd: string,
  inputs: Readonly<Record<string, string>>,
  extra: { env?: Record<string, string>; node?: readonly string[] } = {},
): Promise<Step> {
  const folder = temporaryFolder()
  const files = { GITHUB_OUTPUT: join(folder, 'output'), GITHUB_STEP_SUMMARY: join(folder, 'summary') }
  for (const file of Object.values(files)) writeFileSync(file, '')
  const given = Object.entries(inputs).map(([input, text]) => [`INPUT_${input.toUpperCase()}`, text])
  const env = {
    GITHUB_ACTIONS: 'true',
    GITHUB_WORKSPACE: cwd,
    ...files,
    ...(Object.fromEntries(given) as Record<string, string>),
    ...extra.env,
  }
  const run = await runBundle(name, { cwd, env, ...(extra.node ? { node: extra.node } : {}) })
  return {
    ...run,
    outputs: readOutputs(readFileSync(files.GITHUB_OUTPUT, 'utf8')),
    summary: readFileSync(files.GITHUB_STEP_SUMMARY, 'utf8'),
  }
}

/** Parses outputs in the format `name<<delimiter`, lines, `delimiter`. */
function readOutputs(text: string): Record<string, string> {
  const outputs = [...text.matchAll(/^(.+?)<<(ghadelimiter_\S+)\r?\n([\s\S]*?)\r?\n\2$/gm)]
  return Object.fromEntries(outputs.map(([, name = '', , value = '']) => [name, value]))
}

/** Creates a folder with files. */
export function folderWith(files: Readonly<Record<string, string>>): string {
  const folder = temporaryFolder()
  for (const [path, content] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, path)), { recursive: true })
    writeFileSync(join(folder, path), content)
  }
  return folder
}

/** A small infra repo: one chart with values files for two environments. */
export const infra = {
  'charts/web/Chart.yaml': 'apiVersion: v2\nname: web\nversion: 0.1.0\n',
  'charts/web/values.yaml': 'image:\n  repository: ghcr.io/acme/web\n  tag: 1.0.0\n',
  'charts/web/values-dev.yaml': 'image:\n  tag: 1.0.0 # dev\n',
  'charts/web/values-prod.yaml': 'image:\n  tag: 0.9.0\n',
} as const
