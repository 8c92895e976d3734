/**
 * Checks the workflows of this repository, of the examples and of the pages.
 *
 *   node scripts/workflows.ts
 *
 * actionlint checks all of them. In workflows for users, `fairlead-dev/fairlead@v1` refers to this checkout, so that
 * an input or output that does not exist is found. zizmor audits the workflows, the actions and the examples.
 * `.ci/install` installs both.
 */
import { spawnSync } from 'node:child_process'
import { existsSync, globSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { workflowsOf } from './workflows/page.ts'

const root = fileURLToPath(new URL('..', import.meta.url))
/**
 * The folder is in this repository because actionlint resolves `./action.yml` from the root of a file's repository.
 */
const folder = '.cache/workflows'

const own = globSync('.github/workflows/*.yml', { cwd: root })
const examples = globSync('examples/workflows/*.yml', { cwd: root })
const pages = globSync(['README.md', 'actions/*/README.md', 'docs/*.md'], { cwd: root })
const actions = ['action.yml', ...globSync('actions/*/action.yml', { cwd: root })]

rmSync(join(root, folder), { recursive: true, force: true })
const copied = [
  ...examples.map((path) => copy(path, readFileSync(join(root, path), 'utf8'))),
  ...pages.flatMap((path) =>
    workflowsOf(readFileSync(join(root, path), 'utf8')).map((text, index) =>
      copy(`${path}.${index + 1}.yml`, text),
    ),
  ),
]

/** For this action, actionlint knows only the inputs up to version 2. */
const outdated = '(input|missing input) "(client-id|app-id)".* action "actions/create-github-app-token@v3"'
run('.cache/bin/actionlint', ['-ignore', outdated, ...own, ...copied])
run('.cache/venv/bin/zizmor', ['--offline', '--quiet', '--persona', 'pedantic', ...own, ...actions])
run('.cache/venv/bin/zizmor', ['--offline', '--quiet', '--config', 'examples/zizmor.yml', ...examples])

/** Writes a copy of a workflow that uses the Fairlead of this checkout. Returns its path. */
function copy(path: string, text: string): string {
  const target = join(folder, path)
  mkdirSync(dirname(join(root, target)), { recursive: true })
  writeFileSync(join(root, target), text.replaceAll(/fairlead-dev\/fairlead(\/[\w/-]+)?@v1/g, '.$1/'))
  return target
}

function run(program: string, args: readonly string[]): void {
  if (!existsSync(join(root, program))) throw new Error(`${program} is missing; run .ci/install`)
  const { status, error } = spawnSync(join(root, program), args, { cwd: root, stdio: 'inherit' })
  if (error) throw error
  if (status !== 0) process.exitCode = 1
}
