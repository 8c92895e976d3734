/** The Git Data API: blobs, trees and commits. */
import type { RestEndpointMethodTypes } from '@octokit/rest'

import { ApiError, notFound } from '../errors.ts'
import { entryType, editTree, findEntry, listEntries, type ListedEntry } from '../../git/trees.ts'
import { nodeId } from '../node-id.ts'
import { now } from '../repository.ts'
import { identityOf, isSignedThroughApi, signedByGithub } from '../signing.ts'
import { actor, type Call, operation, readContents, type RestOperations, writeContents } from './operation.ts'
import { gitCommitShape, repositoryUrl } from './shapes.ts'

type Git = RestEndpointMethodTypes['git']

async function treeEntryShape(call: Call, entry: ListedEntry) {
  const type = entryType(entry.mode)
  const size = type === 'blob' ? { size: (await call.repository.store.readBlob(entry.oid))?.length ?? 0 } : {}
  const url =
    type === 'commit' ? {} : { url: `${repositoryUrl(call.urls, call.repository)}/git/${type}s/${entry.oid}` }
  return { path: entry.path, mode: entry.mode, type, sha: entry.oid, ...size, ...url }
}

async function treeShape(call: Call, oid: string, recursive: boolean) {
  const all = await listEntries(call.repository.store, oid, recursive)
  const shown = recursive ? all.slice(0, call.repository.settings.treeLimit) : all
  return {
    sha: oid,
    url: `${repositoryUrl(call.urls, call.repository)}/git/trees/${oid}`,
    tree: await Promise.all(shown.map((entry) => treeEntryShape(call, entry))),
    truncated: shown.length < all.length,
  }
}

/** GitHub accepts a tree, a commit or a ref as tree_sha. */
async function resolveTree(call: Call, revision: string): Promise<string> {
  const { store } = call.repository
  if ((await store.readTree(revision)) !== undefined) return revision
  const commit =
    (await store.readCommit(revision)) ?? (await store.readCommit(call.repository.branch(revision) ?? ''))
  if (commit === undefined) throw notFound()
  return commit.tree
}

const blobs: RestOperations = {
  'git/get-blob': operation(readContents, async (call, input: Git['getBlob']['parameters']) => {
    const data = await call.repository.store.readBlob(input.file_sha)
    if (data === undefined) throw notFound()
    if (call.raw) return { status: 200, body: data }
    const body = {
      sha: input.file_sha,
      node_id: nodeId('Blob', call.repository.fullName, input.file_sha),
      size: data.length,
      url: `${repositoryUrl(call.urls, call.repository)}/git/blobs/${input.file_sha}`,
      content: wrapBase64(data),
      encoding: 'base64',
    }
    return { status: 200, body }
  }),
  'git/create-blob': operation(writeContents, async (call, input: Git['createBlob']['parameters']) => {
    const encoding = input.encoding === 'base64' ? 'base64' : 'utf8'
    const sha = await call.repository.store.write('blob', Buffer.from(input.content, encoding))
    return {
      status: 201,
      body: { sha, url: `${repositoryUrl(call.urls, call.repository)}/git/blobs/${sha}` },
    }
  }),
}

/** GitHub wraps base64 like MIME. */
export function wrapBase64(data: Buffer): string {
  return data
    .toString('base64')
    .replaceAll(/.{60}/g, '$&\n')
    .replace(/([^\n])$/, '$1\n')
}

const trees: RestOperations = {
  'git/get-tree': operation(readContents, async (call, input: Git['getTree']['parameters']) => {
    const oid = await resolveTree(call, input.tree_sha)
    // GitHub treats any value of `recursive`, even "false" and "0", as true.
    return { status: 200, body: await treeShape(call, oid, input.recursive !== undefined) }
  }),
  'git/create-tree': operation(writeContents, async (call, input: Git['createTree']['parameters']) => {
    const { store } = call.repository
    const base = input.base_tree === undefined ? undefined : await resolveTree(call, input.base_tree)
    const edits = new Map<string, { mode: string; oid: string } | null>()
    for (const entry of input.tree) {
      const { path, mode } = entry
      if (path === undefined || path === '' || path.startsWith('/') || path.split('/').includes('..')) {
        throw new ApiError(422, 'tree.path contains a malformed path component')
      }
      if (entry.sha === null) {
        if (base === undefined || (await findEntry(store, base, path)) === undefined) {
          throw new ApiError(422, 'GitRPC::BadObjectState')
        }
        edits.set(path, null)
        continue
      }
      const oid = entry.sha ?? (await store.write('blob', Buffer.from(entry.content ?? '')))
      if (mode === undefined) throw new ApiError(422, 'Must supply a valid tree.mode')
      if (mode !== '160000' && (await store.read(oid)) === undefined) {
        throw new ApiError(422, `tree.sha ${oid} is not a valid ${entryType(mode)}`)
      }
      edits.set(path, { mode, oid })
    }
    const oid = await editTree(store, base, edits)
    return { status: 201, body: await treeShape(call, oid, false) }
  }),
}

const commits: RestOperations = {
  'git/get-commit': operation(readContents, async (call, input: Git['getCommit']['parameters']) => {
    const commit = await call.repository.store.readCommit(input.commit_sha)
    if (commit === undefined) throw notFound()
    return { status: 200, body: gitCommitShape(call.urls, call.repository, commit) }
  }),
  'git/create-commit': operation(writeContents, async (call, input: Git['createCommit']['parameters']) => {
    const { store } = call.repository
    const parents = input.parents ?? []
    if ((await store.readTree(input.tree)) === undefined) throw new ApiError(422, 'Tree SHA does not exist')
    for (const parent of parents) {
      if ((await store.readCommit(parent)) === undefined)
        throw new ApiError(422, 'Parent SHA does not exist or is not a commit object')
    }
    const token = actor(call)
    const own = identityOf(token, now())
    const author = { ...own, ...input.author }
    const data = { tree: input.tree, parents, author, message: input.message }
    const claimed =
      input.author !== undefined || input.committer !== undefined || input.signature !== undefined
    const commit = isSignedThroughApi(token, claimed)
      ? signedByGithub(data)
      : { ...data, committer: { ...author, ...input.committer }, signature: input.signature }
    const oid = await store.writeCommit(commit)
    return { status: 201, body: gitCommitShape(call.urls, call.repository, await store.commit(oid)) }
  }),
}

export const gitDataOperations: RestOperations = { ...blobs, ...trees, ...commits }
