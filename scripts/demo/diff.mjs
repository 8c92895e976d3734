// The part of the demo about diff: the changes that a pull request of the infra repo makes in the cluster.
import { copyFileSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fairlead, folder, git, heading } from './stage.mjs'

/**
 * Demonstrates `diff`.
 *
 * @param {string} worktree the infra repo, with everything committed
 * @param {boolean} isChart whether there is a helm for the example's chart
 */
export async function tellDiff(worktree, isChart) {
  heading('Diff: what does a change in the infra repo do in the cluster?')
  if (!isChart) {
    process.stdout.write('Without helm, the app is a folder of plain manifests from here on.\n\n')
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
  await fairlead(['diff', '--path', 'infra', '--base', 'main', '--report-path', 'report'])
  heading('The comment that reviewers see, in Markdown')
  process.stdout.write(readFileSync(join(report, 'report.md'), 'utf8'))

  const page = join(mkdtempSync(join(tmpdir(), 'fairlead-report-')), 'report.html')
  copyFileSync(join(report, 'report.html'), page)
  process.stdout.write(`\nThe same as a page for the browser: ${page}\n`)
  if (isChart) await tellRequest(worktree)
}

/**
 * Shows the pull request that `update` opened as a reviewer sees it.
 *
 * @param {string} worktree
 */
async function tellRequest(worktree) {
  heading('The job of the open pull request writes a comment; without a forge, git stores it')
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
  await fairlead(['diff', '--path', 'infra', '--base', 'origin/main', ...where])
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
