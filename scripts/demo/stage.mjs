// Shared functions of the demos: a temporary folder, git without the user's settings, and the command line.
import { execFileSync, spawn } from 'node:child_process'
import { cpSync, existsSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

const root = fileURLToPath(new URL('../..', import.meta.url))
const cli = join(root, 'dist', 'cli.js')

/** The folder of the demo. */
export const folder = mkdtempSync(join(tmpdir(), 'fairlead-demo-'))

/** @type {NodeJS.ProcessEnv} */
const environment = {
  ...process.env,
  GIT_CONFIG_NOSYSTEM: '1',
  GIT_AUTHOR_NAME: 'demo',
  GIT_AUTHOR_EMAIL: 'demo@example.com',
  GIT_COMMITTER_NAME: 'demo',
  GIT_COMMITTER_EMAIL: 'demo@example.com',
}

/**
 * @param {string} directory
 * @param {string[]} args
 */
export const git = (directory, ...args) =>
  execFileSync('git', args, { cwd: directory, env: environment, encoding: 'utf8' })

/** Sets the PATH of the commands. @param {string} path */
export function usePath(path) {
  environment['PATH'] = path
}

/** @param {string} text */
export const heading = (text) => process.stdout.write(`\n== ${text}\n\n`)

/** Copies the example's infra repo into the folder. */
export function copyInfra() {
  const worktree = join(folder, 'infra')
  cpSync(join(root, 'examples', 'infra'), worktree, { recursive: true })
  return worktree
}

/**
 * Runs a command as a user does, and shows it.
 *
 * @param {string[]} args
 * @param {number} expected the expected exit code
 * @param {Record<string, string>} variables additional variables that CI sets
 * @param {string} says a text that the output must contain
 * @returns {Promise<string>} the output, if `says` is set
 */
export async function fairlead(args, expected = 0, variables = {}, says = '') {
  process.stdout.write(
    `$ fairlead ${args.map((arg) => (/[\s*]/.test(arg) ? JSON.stringify(arg) : arg)).join(' ')}\n`,
  )
  const child = spawn(process.execPath, [cli, ...args], {
    cwd: folder,
    stdio: ['inherit', says === '' ? 'inherit' : 'pipe', 'inherit'],
    env: { ...environment, ...variables },
  })
  let said = ''
  child.stdout?.setEncoding('utf8').on('data', (text) => {
    said += text
    process.stdout.write(text)
  })
  const status = await new Promise((resolve, reject) => {
    child.once('error', reject)
    child.once('close', resolve)
  })
  if (status !== expected) throw new Error(`expected exit code ${expected}, got ${status}`)
  if (!said.includes(says)) throw new Error(`expected ${JSON.stringify(says)}`)
  if (expected !== 0) process.stdout.write(`(exit code ${status})\n`)
  return said
}

/** Returns the path of a file in this folder. @param {string} name */
export const program = (name) => fileURLToPath(new URL(name, import.meta.url))

/** The program that runs TypeScript. The packages include Node 24. */
const packaged = join(root, 'node_modules', '.bin', 'node')
export const node = existsSync(packaged) ? packaged : process.execPath

/** Removes the folder. */
export const clear = () => rmSync(folder, { recursive: true, force: true })
