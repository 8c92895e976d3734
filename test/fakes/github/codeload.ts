/** The server that packs archives. An address of one holds all that it takes: it knows no tokens of the API. */
import { randomUUID } from 'node:crypto'

import { git } from '../git/process.ts'
import type { Answer } from '../server.ts'
import type { FakeRepository } from './repository.ts'
import type { World } from './world.ts'

/** Where a GitHub Enterprise Server without subdomains has it. */
export const codeloadPath = '/_codeload'

/** The address of a commit's archive; a private repository's holds a token that is good for this one. */
export function archiveUrl(world: World, base: string, repository: FakeRepository, commit: string): string {
  const path = `/${repository.fullName}/legacy.tar.gz/${commit}`
  if (!repository.settings.private) return `${base}${path}`
  const token = randomUUID()
  world.archiveLinks.set(token, path.toLowerCase())
  return `${base}${path}?token=${token}`
}

/** Packs as git does by itself, `.gitattributes` and all. */
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
