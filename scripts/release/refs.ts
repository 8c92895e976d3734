import { git, remoteRefs } from './git.ts'

/**
 * Pushes a permanent tag at a commit to the remote. Does nothing if the tag already exists there.
 *
 * @throws Error if the tag exists at another commit
 */
export function pushTag(folder: string, remote: string, tag: string, commit: string): 'pushed' | 'there' {
  const at = remoteRefs(folder, remote, 'tags').get(tag)
  if (at === commit) return 'there'
  if (at !== undefined) throw new Error(`${tag} is at ${at}, not at ${commit}; a tag never moves`)
  // The lease on a missing ref makes the push fail if somebody else has created the tag in between.
  git(folder, 'push', '--quiet', `--force-with-lease=refs/tags/${tag}:`, remote, `${commit}:refs/tags/${tag}`)
  return 'pushed'
}

/**
 * Moves a branch of the remote to a commit, regardless of its current commit. Fails if another push happens in
 * between. Does nothing if the branch is already at the commit.
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
