import { execFileSync } from 'node:child_process'

/** Runs git in a folder and gives what it printed; an error holds what it complained of. */
export function git(folder: string, ...args: readonly string[]): string {
  return execFileSync('git', args, { cwd: folder, encoding: 'utf8', stdio: 'pipe' }).trimEnd()
}

/** The commits of the refs of a remote below `refs/heads` or `refs/tags`, by short name; a tag's object is looked through. */
export function remoteRefs(folder: string, remote: string, kind: 'heads' | 'tags'): Map<string, string> {
  const refs = new Map<string, string>()
  for (const line of git(folder, 'ls-remote', `--${kind}`, remote).split('\n').filter(Boolean)) {
    const [oid = '', name = ''] = line.split('\t')
    // `^{}` follows its tag, with the commit that the tag's object names.
    refs.set(name.slice(`refs/${kind}/`.length).replace(/\^\{\}$/, ''), oid)
  }
  return refs
}
