/** The contents API: a file, a link or a directory by path. */
import type { RestEndpointMethodTypes } from '@octokit/rest'

import { ApiError, notFound } from '../errors.ts'
import type { TreeEntry } from '../../git/objects.ts'
import { resolveCommit } from '../../git/revisions.ts'
import { findEntry } from '../../git/trees.ts'
import { wrapBase64 } from './git-data.ts'
import type { Answer } from '../../server.ts'
import { type Call, operation, readContents, type RestOperations } from './operation.ts'
import { repositoryHtml, repositoryUrl } from './shapes.ts'

/**
 * GitHub returns the content of files up to 1 MB inline; above that, only the raw media type or the blob contains it.
 */
const inlineLimit = 1024 * 1024

const kinds: Readonly<Record<string, string>> = {
  '040000': 'dir',
  '120000': 'symlink',
  '160000': 'submodule',
}

function links(call: Call, entry: TreeEntry, path: string, ref: string) {
  const url = repositoryUrl(call.urls, call.repository)
  const html = repositoryHtml(call.urls, call.repository)
  const isTree = entry.mode === '040000'
  const self = `${url}/contents/${path}?ref=${ref}`
  const git = `${url}/git/${isTree ? 'trees' : 'blobs'}/${entry.oid}`
  const page = `${html}/${isTree ? 'tree' : 'blob'}/${ref}/${path}`
  return {
    url: self,
    git_url: git,
    html_url: page,
    download_url: isTree ? null : `${html}/raw/${ref}/${path}`,
    _links: { self, git, html: page },
  }
}

async function describe(call: Call, entry: TreeEntry, path: string, ref: string) {
  const data = await call.repository.store.readBlob(entry.oid)
  const type = kinds[entry.mode] ?? 'file'
  const shape = {
    type,
    name: entry.name,
    path,
    sha: entry.oid,
    size: data?.length ?? 0,
    ...links(call, entry, path, ref),
  }
  return { shape, data }
}

async function answer(call: Call, entry: TreeEntry, path: string, ref: string): Promise<Answer> {
  const { store } = call.repository
  if (entry.mode === '040000') {
    const entries = (await store.readTree(entry.oid)) ?? []
    const listed = entries.map(async (child) => {
      const childPath = path === '' ? child.name : `${path}/${child.name}`
      return (await describe(call, child, childPath, ref)).shape
    })
    return { status: 200, body: await Promise.all(listed) }
  }
  const { shape, data } = await describe(call, entry, path, ref)
  if (data === undefined) return { status: 200, body: { ...shape, submodule_git_url: null } }
  if (call.raw) return { status: 200, body: data }
  if (entry.mode === '120000') return { status: 200, body: { ...shape, target: data.toString() } }
  const inline = data.length <= inlineLimit
  const body = { ...shape, content: inline ? wrapBase64(data) : '', encoding: inline ? 'base64' : 'none' }
  return { status: 200, body }
}

/** Returns the target of a link to a file inside the repository, as GitHub does. */
async function followLink(call: Call, tree: string, entry: TreeEntry, path: string): Promise<TreeEntry> {
  if (entry.mode !== '120000') return entry
  const target = (await call.repository.store.readBlob(entry.oid))?.toString() ?? ''
  const resolved = new URL(target, `file:///${path}`).pathname.slice(1)
  const found = await findEntry(call.repository.store, tree, decodeURIComponent(resolved))
  return found === undefined || found.mode === '040000' ? entry : { ...found, name: entry.name }
}

export const contentOperations: RestOperations = {
  'repos/get-content': operation(
    readContents,
    async (call, input: RestEndpointMethodTypes['repos']['getContent']['parameters']) => {
      const { repository } = call
      const ref = input.ref ?? repository.settings.defaultBranch
      const commit = await resolveCommit(repository, ref)
      if (commit === undefined) {
        if (repository.state.refs.size === 0) throw new ApiError(404, 'This repository is empty.')
        throw new ApiError(404, `No commit found for the ref ${ref}`)
      }
      const { tree } = await repository.store.commit(commit)
      const path = input.path.replaceAll(/^\/|\/$/g, '')
      const entry = await findEntry(repository.store, tree, path)
      if (entry === undefined) throw notFound()
      return answer(call, await followLink(call, tree, entry, path), path, ref)
    },
  ),
}
