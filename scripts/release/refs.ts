import { git, remoteRefs } from './git.ts'

/**
 * Puts a tag on the remote, at a commit, for good. Where it is there already, nothing happens.
 *
 * @throws Error where it is there at another commit
 */
export function pushTag(folder: string, remote: string, tag: string, commit: string): 'pushed' | 'there' {
  const at = remoteRefs(folder, remote, 'tags').get(tag)
  if (at === commit) return 'there'
  if (at !== undefined) throw new Error(`${tag} is at ${at}, not at ${commit}; a tag never moves`)
  // The lease on "is not there" makes a tag that somebody else pushed in between a refusal.
  git(folder, 'push', '--quiet', `--force-with-lease=refs/tags/${tag}:`, remote, `${commit}:refs/tags/${tag}`)
  return 'pushed'
}

/**
 * Moves a branch of the remote to a commit, wherever it was; a push in between makes it a refusal. Where it is
 * there already, nothing happens.
 */
export function moveBranch(
  folder: string,
  remote: string,
  branch: string,
  commit: string,
): 'moved' | 'there' {
  const ref = `refs/heads/${branch}`
  const at = remoteRefs(folder, remote, 'heads').get(branch) ?? ''
  if (at === commit) return 'there'
  git(folder, 'push', '--quiet', `--force-with-lease=${ref}:${at}`, remote, `${commit}:${ref}`)
  return 'moved'
}
