/**
 * The server that packs archives. The address of an archive contains everything that the server needs: it does not
 * accept the tokens of the API.
 */
import { randomUUID } from 'node:crypto'

import { git } from '../git/process.ts'
import type { Answer } from '../server.ts'
import type { FakeRepository } from './repository.ts'
import type { World } from './world.ts'

/** The path on a GitHub Enterprise Server without subdomain isolation. */
export const codeloadPath = '/_codeload'

/**
 * Returns the address of a commit's archive. For a private repository it contains a token that is valid only for this
 * archive.
 */
export function archiveUrl(world: World, base: string, repository: FakeRepository, commit: string): string {
  const path = `/${repository.fullName}/legacy.tar.gz/${commit}`
  if (!repository.settings.private) return `${base}${path}`
  const token = randomUUID()
  world.archiveLinks.set(token, path.toLowerCase())
  return `${base}${path}?token=${token}`
}

/** Packs the archive with `git archive`, which applies `.gitattributes`. */
export async function serveArchive(world: World, url: URL): Promise<Answer> {
  const path = url.pathname.slice(codeloadPath.length)
  const [, fullName = '', commit = ''] =
    /^\/([^/]+\/[^/]+)\/legacy\.tar\.gz\/([0-9a-f]{40})$/.exec(path) ?? []
  const repository = world.repositories.get(fullName.toLowerCase())
  const token = url.searchParams.get('token') ?? ''
  const isAllowed =
    repository?.settings.private === false || world.archiveLinks.get(token) === path.toLowerCase()
  if (repository === undefined || !isAllowed) return { status: 404, body: 'Not Found' }
  const prefix = `${repository.fullName.replace('/', '-')}-${commit.slice(0, 7)}/`
  const body = await git(repository.directory, ['archive', '--format=tar.gz', `--prefix=${prefix}`, commit])
  return { status: 200, headers: { 'content-type': 'application/x-gzip' }, body }
}
