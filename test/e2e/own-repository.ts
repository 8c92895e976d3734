import { spawnSync } from 'node:child_process'
import { cpSync, existsSync, mkdirSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { git, temporaryFolder } from '../support/git.ts'

const root = fileURLToPath(new URL('../..', import.meta.url))

/** The files of this checkout, as they are, as the one commit of a repository of their own with a remote `origin`. */
export function ownRepository(): { readonly checkout: string; readonly remote: string } {
  const checkout = temporaryFolder()
  const remote = join(temporaryFolder(), 'origin.git')
  const list = ['ls-files', '--cached', '--others', '--exclude-standard', '--deduplicate']
  // Git lists what was deleted and not committed, too.
  const present = git(root, ...list)
    .split('\n')
    .filter((path) => existsSync(join(root, path)))
  for (const path of present) {
    mkdirSync(dirname(join(checkout, path)), { recursive: true })
    cpSync(join(root, path), join(checkout, path))
  }
  git(checkout, 'init', '--quiet', '--initial-branch=main')
  addPackages(checkout)
  git(checkout, 'add', '--all')
  git(checkout, 'commit', '--quiet', '--message', 'Begin')
  git(checkout, 'init', '--quiet', '--bare', '--initial-branch=main', remote)
  git(checkout, 'remote', 'add', 'origin', remote)
  git(checkout, 'push', '--quiet', 'origin', 'main')
  return { checkout, remote }
}

/** Gives a checkout the packages of npm, as they are installed here. */
function addPackages(checkout: string): void {
  // A symbolic link would show in the bundle, whose comments tell where a module is; hard links do not.
  const packages = [join(root, 'node_modules'), join(checkout, 'node_modules')] as const
  if (spawnSync('cp', ['-al', ...packages]).status !== 0)
    cpSync(...packages, { recursive: true, verbatimSymlinks: true })
}
