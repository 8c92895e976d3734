// The part of the demo about the gate: production requires an approval of exactly the reviewed change.
import { appendFileSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fairlead, folder, git, heading } from './stage.mjs'

const POLICY = `
environments:
  prod:
    production: true
    gate: {approvals: 1, from: {users: [bob]}}
`

const FILES = ['apps/web/values-prod.yaml', 'manifests/web/prod/deployment.yaml']

/**
 * Demonstrates `gate`.
 *
 * @param {string} worktree the infra repo
 */
export async function tellGate(worktree) {
  git(worktree, 'checkout', '--quiet', 'main')
  appendFileSync(join(worktree, 'fairlead.yaml'), POLICY)
  git(worktree, 'add', '--all')
  git(worktree, 'commit', '--quiet', '--message', 'Require an approval for production')
  git(worktree, 'push', '--quiet', '--force', join(folder, 'infra.git'), 'main')
  if (git(worktree, 'remote').includes('origin')) git(worktree, 'fetch', '--quiet', 'origin')
  git(worktree, 'checkout', '--quiet', '-b', 'to-production')
  release(worktree, '1.7.0')
  const approvals = join(folder, 'approvals.json')
  const gate = (/** @type {string} */ decision, /** @type {string[]} */ ...more) => {
    const who = ['--author', 'ann', '--pusher', 'ann', ...more]
    const args = [
      'gate',
      '--path',
      'infra',
      '--base',
      'main',
      '--environment',
      'prod',
      '--forge',
      'local',
      ...who,
    ]
    return fairlead(args, decision === 'approved' ? 0 : 1, {}, `prod: ${decision}`)
  }

  heading('Gate: a change to production waits for the people in the policy, here Bob')
  const said = await gate('pending')

  heading('Bob approves exactly this change, by its digest')
  const [digest = ''] = /[0-9a-f]{64}/.exec(said) ?? []
  const head = git(worktree, 'rev-parse', 'HEAD').trim()
  const at = new Date(Date.now() - 1000).toISOString()
  writeFileSync(approvals, JSON.stringify([{ by: 'bob', digest, at, head }]))
  await gate('approved', '--approvals', 'approvals.json')

  heading('After another commit, the approval no longer counts: the result is different')
  release(worktree, '1.7.1')
  await gate('pending', '--approvals', 'approvals.json')
}

/** @param {string} worktree @param {string} tag */
function release(worktree, tag) {
  const [file = ''] = git(worktree, 'ls-files', ...FILES)
    .trim()
    .split('\n')
  const path = join(worktree, file)
  writeFileSync(
    path,
    readFileSync(path, 'utf8').replace(/(tag: ["']?|ghcr\.io\/acme\/web:)[\w.-]+/, `$1${tag}`),
  )
  git(worktree, 'commit', '--quiet', '--all', '--message', `Release web ${tag} to production`)
}
