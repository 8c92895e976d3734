import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { git, remoteRefs } from './git.ts'
import type { ReleasePlan } from './plan.ts'
import { moveBranch, pushTag } from './refs.ts'

/**
 * Pushes the tag and the branch of a release to an empty repository in a temporary folder, twice, and tries to move
 * the tag.
 *
 * @throws Error if the second push changes something, or if the tag moves
 */
export function rehearseRefs(folder: string, { tag, branch, commit }: ReleasePlan): void {
  const remote = mkdtempSync(join(tmpdir(), 'remote-'))
  try {
    git(remote, 'init', '--quiet', '--bare')
    // The checkout of a CI job has no history.
    git(remote, 'config', 'receive.shallowUpdate', 'true')
    const times = [1, 2].map(() => [
      pushTag(folder, remote, tag, commit),
      branch === undefined ? 'there' : moveBranch(folder, remote, branch, commit),
    ])
    if (times[1]?.some((what) => what !== 'there')) throw new Error('a second run pushes again')
    if (moves(() => pushTag(folder, remote, tag, '0'.repeat(40)))) throw new Error(`${tag} can be moved`)
    if (remoteRefs(remote, '.', 'tags').get(tag) !== commit) throw new Error(`${tag} is not at ${commit}`)
  } finally {
    rmSync(remote, { recursive: true, force: true })
  }
}

function moves(push: () => unknown): boolean {
  try {
    push()
    return true
  } catch {
    return false
  }
}
