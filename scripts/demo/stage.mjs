// What the demos share: a temporary folder, git away from the settings of whoever runs it, and the command line.
import { execFileSync, spawn } from 'node:child_process'
import { cpSync, existsSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

const root = fileURLToPath(new URL('../..', import.meta.url))
const cli = join(root, 'dist', 'cli.js')

/** Where everything happens. */
export const folder = mkdtempSync(join(tmpdir(), 'fairlead-demo-'))

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

/** @param {string} text */
export const heading = (text) => process.stdout.write(`\n== ${text}\n\n`)

/** Copies the example's infra repo into the folder. */
export function copyInfra() {
  const worktree = join(folder, 'infra')
  cpSync(join(root, 'examples', 'infra'), worktree, { recursive: true })
  return worktree
}

/**
 * Runs a command as a person would, and shows it.
 *
 * @param {string[]} args
 * @param {number} expected the exit code that this step of the story has
 * @param {Record<string, string>} variables what CI sets besides
 * @param {string} says what its result has to say
 * @returns {Promise<string>} what it printed, if it had to say something
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

/** A file beside this one. @param {string} name */
export const program = (name) => fileURLToPath(new URL(name, import.meta.url))

/** What runs TypeScript: Node 24 comes with the packages. */
const packaged = join(root, 'node_modules', '.bin', 'node')
export const node = existsSync(packaged) ? packaged : process.execPath

/** Takes the folder away. */
export const clear = () => rmSync(folder, { recursive: true, force: true })
