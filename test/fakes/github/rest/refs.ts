/** Refs over REST. Every change is checked and applied under the repository's lock. */
import type { RestEndpointMethodTypes } from '@octokit/rest'

import { ApiError, notFound } from '../errors.ts'
import { nodeId } from '../node-id.ts'
import { RefRefused, type RefUpdate } from '../ref-update.ts'
import {
  accountOf,
  type Call,
  operation,
  readContents,
  refAnswer,
  type RestOperations,
  writeContents,
} from './operation.ts'
import { repositoryUrl } from './shapes.ts'

type Git = RestEndpointMethodTypes['git']

async function refShape(call: Call, name: string, oid: string) {
  const url = `${repositoryUrl(call.urls, call.repository)}/git`
  const type = (await call.repository.store.read(oid))?.type ?? 'commit'
  return {
    ref: name,
    node_id: nodeId('Ref', call.repository.fullName, name),
    url: `${url}/${name}`,
    object: { sha: oid, type, url: `${url}/${type}s/${oid}` },
  }
}

async function update(call: Call, change: RefUpdate): Promise<void> {
  const account = accountOf(call)
  try {
    await call.repository.write(() => call.repository.updateRefs([change], account))
  } catch (error) {
    throw error instanceof RefRefused ? refAnswer(error) : error
  }
}

export const refOperations: RestOperations = {
  'git/get-ref': operation(readContents, async (call, input: Git['getRef']['parameters']) => {
    const name = `refs/${input.ref}`
    const oid = call.repository.state.refs.get(name)
    if (oid === undefined) throw emptyOr(call, notFound())
    return { status: 200, body: await refShape(call, name, oid) }
  }),
  'git/list-matching-refs': operation(
    readContents,
    async (call, input: Git['listMatchingRefs']['parameters']) => {
      const matching = [...call.repository.state.refs].filter(([name]) =>
        name.startsWith(`refs/${input.ref}`),
      )
      const sorted = matching.toSorted(([a], [b]) => (a < b ? -1 : 1))
      return { status: 200, body: await Promise.all(sorted.map(([name, oid]) => refShape(call, name, oid))) }
    },
  ),
  'git/create-ref': operation(writeContents, async (call, input: Git['createRef']['parameters']) => {
    if (!/^refs\/[^/]+\/./.test(input.ref)) {
      throw new ApiError(422, "Reference name must start with 'refs/' and contain at least two slashes.")
    }
    await update(call, { name: input.ref, to: input.sha, force: false, expected: null })
    return { status: 201, body: await refShape(call, input.ref, input.sha) }
  }),
  'git/update-ref': operation(writeContents, async (call, input: Git['updateRef']['parameters']) => {
    const name = `refs/${input.ref}`
    if (!call.repository.state.refs.has(name)) throw new ApiError(422, 'Reference does not exist')
    await update(call, { name, to: input.sha, force: input.force ?? false })
    return { status: 200, body: await refShape(call, name, input.sha) }
  }),
  'git/delete-ref': operation(writeContents, async (call, input: Git['deleteRef']['parameters']) => {
    await update(call, { name: `refs/${input.ref}`, to: undefined, force: true })
    return { status: 204 }
  }),
}

function emptyOr(call: Call, otherwise: ApiError): ApiError {
  return call.repository.state.refs.size === 0 ? new ApiError(409, 'Git Repository is empty.') : otherwise
}
