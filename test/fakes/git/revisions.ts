/** The revisions that a forge accepts: an object id, whole or abbreviated, a full or short ref name, or HEAD. */
import type { ObjectStore } from './objects.ts'
import { git } from './process.ts'

/** The parts of a repository that are needed to resolve revisions. */
export interface Revisions {
  readonly store: ObjectStore
  readonly state: { readonly refs: ReadonlyMap<string, string> }
  readonly settings: { readonly defaultBranch: string }
}

export async function resolveCommit(repository: Revisions, revision: string): Promise<string | undefined> {
  if ((await repository.store.readCommit(revision)) !== undefined) return revision
  const oid = resolveRef(repository, revision)?.oid
  if (oid === undefined)
    return /^[0-9a-f]{7,39}$/.test(revision) ? completeId(repository, revision) : undefined
  return (await repository.store.readCommit(oid)) === undefined ? undefined : oid
}

/** Returns the only commit whose id has this prefix. */
async function completeId(repository: Revisions, start: string): Promise<string | undefined> {
  try {
    const found = await git(repository.store.directory, [
      'rev-parse',
      '--verify',
      '--quiet',
      `${start}^{commit}`,
    ])
    return found.toString().trim()
  } catch {
    return undefined
  }
}

export function resolveRef(
  repository: Revisions,
  revision: string,
): { name: string; oid: string } | undefined {
  const short = revision === 'HEAD' ? repository.settings.defaultBranch : revision
  const names = [short, `refs/${short}`, `refs/heads/${short}`, `refs/tags/${short}`]
  for (const name of names.filter((candidate) => candidate.startsWith('refs/'))) {
    const oid = repository.state.refs.get(name)
    if (oid !== undefined) return { name, oid }
  }
  return undefined
}
