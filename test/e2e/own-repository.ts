import { spawnSync } from 'node:child_process'
import { cpSync, existsSync, mkdirSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { git, temporaryFolder } from '../support/git.ts'

const root = fileURLToPath(new URL('../..', import.meta.url))

/**
 * Creates a repository with a remote `origin` and one commit, which contains the files of this checkout unchanged.
 */
export function ownRepository(): { readonly checkout: string; readonly remote: string } {
  const checkout = temporaryFolder()
  const remote = join(temporaryFolder(), 'origin.git')
  const list = ['ls-files', '--cached', '--others', '--exclude-standard', '--deduplicate']
  // Git also lists files that were deleted without a commit.
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

/** Adds the npm packages that are installed here to a checkout. */
function addPackages(checkout: string): void {
  // A symbolic link would be visible in the bundle, whose comments contain the paths of modules; hard links are not.
  const packages = [join(root, 'node_modules'), join(checkout, 'node_modules')] as const
  if (spawnSync('cp', ['-al', ...packages]).status !== 0)
    cpSync(...packages, { recursive: true, verbatimSymlinks: true })
}
