// The main job, on a small infra repo in a temporary folder: `npm run demo`. It needs Node and git, no network and
// no account. What you see are the real commands; nothing here is printed by the demo itself but the headings.
import { execFileSync, spawnSync } from 'node:child_process'
import { cpSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

const root = fileURLToPath(new URL('..', import.meta.url))
const cli = join(root, 'dist', 'cli.js')
const folder = mkdtempSync(join(tmpdir(), 'fairlead-demo-'))
const worktree = join(folder, 'infra')
const remote = join(folder, 'infra.git')

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
const git = (directory, ...args) =>
  execFileSync('git', args, { cwd: directory, env: environment, encoding: 'utf8' })

/** @param {string} text */
const heading = (text) => process.stdout.write(`\n== ${text}\n\n`)

/**
 * Runs a command as a person would, and shows it.
 *
 * @param {string[]} args
 * @param {number} expected the exit code that this step of the story has
 */
function fairlead(args, expected = 0) {
  process.stdout.write(
    `$ fairlead ${args.map((arg) => (/[\s*]/.test(arg) ? JSON.stringify(arg) : arg)).join(' ')}\n`,
  )
  const { status } = spawnSync(process.execPath, [cli, ...args], {
    cwd: folder,
    stdio: 'inherit',
    env: environment,
  })
  if (status !== expected) throw new Error(`expected exit code ${expected}, got ${status}`)
  if (expected !== 0) process.stdout.write(`(exit code ${status})\n`)
}

try {
  cpSync(join(root, 'examples', 'infra'), worktree, { recursive: true })
  git(worktree, 'init', '--quiet', '--initial-branch=main')
  git(worktree, 'add', '--all')
  git(worktree, 'commit', '--quiet', '--message', 'The infra repo of a small shop')
  git(folder, 'clone', '--quiet', '--bare', 'infra', 'infra.git')

  heading('An infra repo: which app runs where, and which line sets its image')
  fairlead(['inventory', '--path', 'infra'])

  heading(
    'CI has pushed ghcr.io/acme/web:1.5.0. One step: find the place, change that line, open the pull request',
  )
  const image = ['--image', 'ghcr.io/acme/web', '--image-tag', '1.5.0']
  fairlead([
    'update',
    '--forge',
    'local',
    '--repository',
    'infra.git',
    '--app',
    'web',
    '--environment',
    'prod',
    ...image,
  ])

  const branch = git(remote, 'for-each-ref', '--format=%(refname:short)', 'refs/heads/fairlead').trim()
  heading("The pull request's text")
  const record = JSON.parse(git(remote, 'cat-file', 'blob', `refs/fairlead/pull-requests/${branch}`))
  process.stdout.write(`${record.title}\n\n${record.body}`)
  heading('The change, and what the commit says about itself')
  process.stdout.write(git(remote, 'show', '--format=%B', branch))

  heading('A slower pipeline comes late with 1.4.9: something newer is there already')
  fairlead([
    'update',
    '--forge',
    'local',
    '--repository',
    'infra.git',
    '--app',
    'web',
    '--environment',
    'prod',
    '--image',
    'ghcr.io/acme/web',
    '--image-tag',
    '1.4.9',
  ])

  heading('Dev goes without a pull request; production refuses to')
  fairlead([
    'update',
    '--forge',
    'local',
    '--repository',
    'infra.git',
    '--app',
    'web',
    '--environment',
    'dev',
    ...image,
    '--method',
    'push',
  ])
  fairlead(
    [
      'update',
      '--forge',
      'local',
      '--repository',
      'infra.git',
      '--app',
      'web',
      '--environment',
      'prod',
      ...image,
      '--method',
      'push',
    ],
    1,
  )

  heading('The same in a checked-out folder, by file and key; a typing mistake names the nearest key')
  fairlead(
    [
      'bump',
      '--path',
      'infra',
      '--values-file',
      'apps/web/values-dev.yaml',
      '--key',
      'image.tga',
      '--image-tag',
      '1.5.0',
    ],
    2,
  )
  fairlead([
    'bump',
    '--path',
    'infra',
    '--values-file',
    'apps/web/values-dev.yaml',
    '--key',
    'image.tag',
    '--image-tag',
    '1.5.0',
  ])
  process.stdout.write(git(worktree, 'diff', '--unified=1'))
} finally {
  rmSync(folder, { recursive: true, force: true })
}
