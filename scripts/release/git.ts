import { execFileSync } from 'node:child_process'

/** Runs git in a folder and returns its output. An error contains the error output. */
export function git(folder: string, ...args: readonly string[]): string {
  return execFileSync('git', args, { cwd: folder, encoding: 'utf8', stdio: 'pipe' }).trimEnd()
}

/**
 * Returns the commits of a remote's refs below `refs/heads` or `refs/tags`, by short name. Annotated tags are
 * resolved to their commit.
 */
export function remoteRefs(folder: string, remote: string, kind: 'heads' | 'tags'): Map<string, string> {
  const refs = new Map<string, string>()
  for (const line of git(folder, 'ls-remote', `--${kind}`, remote).split('\n').filter(Boolean)) {
    const [oid = '', name = ''] = line.split('\t')
    // A line with `^{}` follows its annotated tag and has the commit that the tag points to.
    refs.set(name.slice(`refs/${kind}/`.length).replace(/\^\{\}$/, ''), oid)
  }
  return refs
}
