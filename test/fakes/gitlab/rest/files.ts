/** Trees, files and archives. */
import { createHash } from 'node:crypto'

import { git, GitFailure } from '../../git/process.ts'
import { resolveCommit } from '../../git/revisions.ts'
import { entryType, findEntry, listEntries } from '../../git/trees.ts'
import { badRequest, notFound } from '../errors.ts'
import {
  type Call,
  list,
  operation,
  paginate,
  paginateByToken,
  type Paging,
  type RestOperations,
} from './operation.ts'
import { commitOf, lastCommitOf } from './shapes.ts'

interface TreeInput extends Paging {
  readonly ref?: string
  readonly path?: string
  readonly recursive?: boolean
  readonly pagination?: 'legacy' | 'keyset' | 'none'
  readonly page_token?: string
}

const tree = operation({ level: 'reporter' }, async (call, input: TreeInput) => {
  const { project } = call
  const path = (input.path ?? '').replace(/^\/|\/$/g, '')
  const oid = await resolveCommit(project, input.ref ?? project.settings.defaultBranch)
  if (oid === undefined) throw notFound('Tree')
  const { tree: root } = await project.store.commit(oid)
  const start = await findEntry(project.store, root, path)
  if (start?.mode !== '040000') throw notFound('invalid revision or path')
  const prefix = path === '' ? '' : `${path}/`
  const entries = await listEntries(project.store, start.oid, input.recursive === true, prefix)
  const first = (mode: string) => (mode === '040000' ? 0 : 1)
  const sorted =
    input.recursive === true ? entries : entries.toSorted((a, b) => first(a.mode) - first(b.mode))
  const shapes = sorted.map((entry) => ({
    id: entry.oid,
    name: entry.name,
    type: entryType(entry.mode),
    path: entry.path,
    mode: entry.mode,
  }))
  if (input.pagination === 'none') {
    if (input.recursive !== true) throw badRequest('pagination cannot be "none" unless "recursive" is true')
    return { status: 200, body: shapes }
  }
  const page =
    input.pagination === 'keyset'
      ? paginateByToken(call, shapes, input, (entry) => Buffer.from(entry.path).toString('base64url'))
      : paginate(call, shapes, input)
  return { status: 200, headers: page.headers, body: page.items }
})

async function fileOf(call: Call, path: string, ref: string) {
  const { project } = call
  const commit = await commitOf(project, ref)
  const entry = await findEntry(project.store, commit.tree, path)
  const content = await project.store.readBlob(entry?.oid ?? '')
  if (entry === undefined || content === undefined) throw notFound('File')
  const last = await lastCommitOf(project, commit.oid, path)
  return {
    content,
    shape: {
      file_name: entry.name,
      file_path: path,
      size: content.length,
      encoding: 'base64',
      content_sha256: createHash('sha256').update(content).digest('hex'),
      ref,
      blob_id: entry.oid,
      commit_id: commit.oid,
      last_commit_id: last?.oid ?? commit.oid,
      execute_filemode: entry.mode === '100755',
    },
  }
}

/** The fields of the JSON as headers, such as `X-Gitlab-Last-Commit-Id` for `last_commit_id`. */
const asHeaders = (shape: object) =>
  Object.fromEntries(
    Object.entries(shape).map(([name, value]) => [`x-gitlab-${name.replaceAll('_', '-')}`, String(value)]),
  )

interface FileInput {
  readonly file_path: string
  readonly ref: string
}

const readsFiles = { level: 'reporter', scopes: ['read_repository'] } as const

const files: RestOperations = {
  'GET /projects/{id}/repository/files/{file_path}': operation(readsFiles, async (call, input: FileInput) => {
    const { shape, content } = await fileOf(call, input.file_path, input.ref)
    return { status: 200, headers: asHeaders(shape), body: { ...shape, content: content.toString('base64') } }
  }),

  'HEAD /projects/{id}/repository/files/{file_path}': operation(
    readsFiles,
    async (call, input: FileInput) => {
      const { shape } = await fileOf(call, input.file_path, input.ref)
      return { status: 200, headers: asHeaders(shape) }
    },
  ),

  'GET /projects/{id}/repository/files/{file_path}/raw': operation(
    { ...readsFiles, job: true },
    async (call, input: { file_path: string; ref?: string }) => {
      const ref = input.ref ?? call.project.settings.defaultBranch
      const { shape, content } = await fileOf(call, input.file_path, ref)
      const headers = { ...asHeaders(shape), 'content-type': 'text/plain; charset=utf-8' }
      return { status: 200, headers, body: content }
    },
  ),
}

async function blobOf(call: Call, sha: string): Promise<Buffer> {
  const content = await call.project.store.readBlob(sha)
  if (content === undefined) throw notFound('Blob')
  return content
}

const blobs: RestOperations = {
  'GET /projects/{id}/repository/blobs/{sha}': operation(
    { level: 'reporter' },
    async (call, { sha }: { sha: string }) => {
      const content = await blobOf(call, sha)
      const body = { size: content.length, encoding: 'base64', content: content.toString('base64'), sha }
      return { status: 200, body }
    },
  ),

  'GET /projects/{id}/repository/blobs/{sha}/raw': operation(
    { level: 'reporter' },
    async (call, { sha }: { sha: string }) => {
      const headers = { 'content-type': 'text/plain; charset=utf-8' }
      return { status: 200, headers, body: await blobOf(call, sha) }
    },
  ),
}

interface ArchiveInput {
  readonly sha?: string
  readonly format?: string
  readonly path?: string
  readonly exclude_paths?: string[]
}

const contentTypes: Readonly<Record<string, string>> = {
  'tar.gz': 'application/octet-stream',
  tar: 'application/octet-stream',
  zip: 'application/zip',
}

const archive = operation(
  { level: 'reporter', scopes: ['read_repository'] },
  async (call, input: ArchiveInput) => {
    const { project } = call
    const { format = 'tar.gz', path } = input
    const ref = input.sha ?? project.settings.defaultBranch
    const oid = await resolveCommit(project, ref)
    const type = contentTypes[format]
    if (oid === undefined || type === undefined) throw notFound('File')
    const named = ref === oid ? [ref] : [ref.replaceAll('/', '-'), oid]
    const within = path === undefined ? [] : [path.replaceAll('/', '-')]
    const name = [project.name, ...named, ...within].join('-')
    const excluded = (list(input.exclude_paths) ?? []).map((pattern) => `:(exclude)${pattern}`)
    const paths = [...(path === undefined ? [] : [path]), ...excluded]
    const args = ['archive', `--format=${format}`, `--prefix=${name}/`, oid]
    const body = await git(project.directory, [...args, ...(paths.length > 0 ? ['--', ...paths] : [])]).catch(
      (error: unknown) => {
        throw error instanceof GitFailure ? notFound('File') : error
      },
    )
    const disposition = `attachment; filename="${name}.${format}"`
    return { status: 200, headers: { 'content-type': type, 'content-disposition': disposition }, body }
  },
)

export const fileOperations: RestOperations = {
  'GET /projects/{id}/repository/tree': tree,
  ...files,
  ...blobs,
  'GET /projects/{id}/repository/archive': archive,
  'GET /projects/{id}/repository/archive.{format}': archive,
}
