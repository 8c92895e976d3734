/** What GitHub takes as a revision: an object id, a full or a short ref name, or HEAD. */
import type { FakeRepository } from '../repository.ts'

export async function resolveCommit(
  repository: FakeRepository,
  revision: string,
): Promise<string | undefined> {
  if ((await repository.store.readCommit(revision)) !== undefined) return revision
  const oid = resolveRef(repository, revision)?.oid
  return oid === undefined || (await repository.store.readCommit(oid)) === undefined ? undefined : oid
}

export function resolveRef(
  repository: FakeRepository,
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
