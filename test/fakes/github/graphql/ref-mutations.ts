/** Mutations of refs, and the mutation that creates commits. */
import type { Need } from '../accounts.ts'
import { ApiError } from '../errors.ts'
import { editTree, findEntry } from '../../git/trees.ts'
import { nodeId } from '../node-id.ts'
import { RefRefused, type RefUpdate } from '../ref-update.ts'
import { type FakeRepository, now } from '../repository.ts'
import { identityOf, signedByGithub } from '../signing.ts'
import { commitNode } from './git-nodes.ts'
import { refNode } from './ref-nodes.ts'
import { type Session, unresolvable } from './session.ts'

export interface Input<T> {
  readonly input: T & { readonly clientMutationId?: string | null }
}

const writeContents: Need = [{ contents: 'write' }]
const zeroOid = '0'.repeat(40)

function refusal({ problem, update, current, message }: RefRefused): ApiError {
  const { name, to = zeroOid, expected } = update
  const messages: Record<RefRefused['problem'], string> = {
    exists: `A ref named "${name}" already exists in the repository.`,
    missing: `No ref found named "${name}".`,
    'no-object': `Oid value "${to}" does not exist in the repository.`,
    'not-fast-forward': `Reference cannot be updated: "${name}" is not a fast forward.`,
    stale: `Reference cannot be updated: expected "${name}" to point to ${expected} but it points to ${current}.`,
    rule: message,
    protected: message,
    name: `"${name}" is not a valid ref name.`,
  }
  return new ApiError(422, messages[problem])
}

async function change(
  session: Session,
  repository: FakeRepository,
  updates: readonly RefUpdate[],
): Promise<void> {
  try {
    await repository.write(() => repository.updateRefs(updates, session.token.account))
  } catch (error) {
    throw error instanceof RefRefused ? refusal(error) : error
  }
}

function refById(session: Session, id: string): { repository: FakeRepository; name: string } {
  const [fullName = '', name = ''] = session.key(id, 'Ref')
  const repository = session.repository(fullName, writeContents)
  if (!repository.state.refs.has(name)) throw unresolvable(id)
  return { repository, name }
}

interface RefUpdateInput {
  readonly name: string
  readonly afterOid: string
  readonly beforeOid?: string | null
  readonly force?: boolean | null
}

/**
 * The zero object id means "no such ref": as the new value it deletes the ref, as the old value it requires that the
 * ref is created.
 */
function toUpdate({ name, afterOid, beforeOid, force }: RefUpdateInput): RefUpdate {
  const to = afterOid === zeroOid ? undefined : afterOid
  const update = { name, to, force: force ?? false }
  if (beforeOid === undefined || beforeOid === null) return update
  return { ...update, expected: beforeOid === zeroOid ? null : beforeOid }
}

interface CommitInput {
  readonly branch: {
    readonly id?: string | null
    readonly repositoryNameWithOwner?: string | null
    readonly branchName?: string | null
  }
  readonly expectedHeadOid: string
  readonly message: { readonly headline: string; readonly body?: string | null }
  readonly fileChanges?: {
    readonly additions?: readonly { readonly path: string; readonly contents: string }[] | null
    readonly deletions?: readonly { readonly path: string }[] | null
  } | null
}

function branchOf(
  session: Session,
  branch: CommitInput['branch'],
): { repository: FakeRepository; name: string } {
  if (typeof branch.id === 'string') return refById(session, branch.id)
  const repository = session.repository(branch.repositoryNameWithOwner ?? '', writeContents)
  const name = `refs/heads/${(branch.branchName ?? '').replace(/^refs\/heads\//, '')}`
  if (!repository.state.refs.has(name)) throw unresolvable(nodeId('Ref', repository.fullName, name))
  return { repository, name }
}

/**
 * The caller holds the repository's lock. Every file is written as a regular file: the mutation does not support
 * modes.
 */
async function commitOnBranch(session: Session, repository: FakeRepository, ref: string, input: CommitInput) {
  const { store, state } = repository
  const head = state.refs.get(ref)
  if (head !== input.expectedHeadOid) {
    const text = `Expected branch to point to "${input.expectedHeadOid}" but it did not.  Pull and try again.`
    throw new ApiError(409, text, { graphqlType: 'STALE_DATA' })
  }
  const { tree } = await store.commit(head)
  const edits = new Map<string, { mode: string; oid: string } | null>()
  for (const { path } of input.fileChanges?.deletions ?? []) {
    if ((await findEntry(store, tree, path)) === undefined) {
      throw new ApiError(422, `A path was requested for deletion which does not exist: ${path}`)
    }
    edits.set(path, null)
  }
  for (const { path, contents } of input.fileChanges?.additions ?? []) {
    edits.set(path, { mode: '100644', oid: await store.write('blob', Buffer.from(contents, 'base64')) })
  }
  const { headline, body } = input.message
  const commit = signedByGithub({
    tree: await editTree(store, tree, edits),
    parents: [head],
    author: identityOf(session.token, now()),
    message: typeof body === 'string' && body !== '' ? `${headline}\n\n${body}` : headline,
  })
  const oid = await store.writeCommit(commit)
  await repository.updateRefs([{ name: ref, to: oid, force: false }], session.token.account)
  return store.commit(oid)
}

export const refMutations = {
  createRef: async (
    { input }: Input<{ repositoryId: string; name: string; oid: string }>,
    session: Session,
  ) => {
    const repository = session.repositoryById(input.repositoryId, writeContents)
    await change(session, repository, [{ name: input.name, to: input.oid, force: false, expected: null }])
    return { ref: () => refNode(session, repository, input.name), clientMutationId: input.clientMutationId }
  },
  updateRef: async (
    { input }: Input<{ refId: string; oid: string; force?: boolean | null }>,
    session: Session,
  ) => {
    const { repository, name } = refById(session, input.refId)
    await change(session, repository, [{ name, to: input.oid, force: input.force ?? false }])
    return { ref: () => refNode(session, repository, name), clientMutationId: input.clientMutationId }
  },
  updateRefs: async (
    { input }: Input<{ repositoryId: string; refUpdates: readonly RefUpdateInput[] }>,
    session: Session,
  ) => {
    const repository = session.repositoryById(input.repositoryId, writeContents)
    await change(session, repository, input.refUpdates.map(toUpdate))
    return { clientMutationId: input.clientMutationId }
  },
  deleteRef: async ({ input }: Input<{ refId: string }>, session: Session) => {
    const { repository, name } = refById(session, input.refId)
    await change(session, repository, [{ name, to: undefined, force: true }])
    return { clientMutationId: input.clientMutationId }
  },
  createCommitOnBranch: async ({ input }: Input<CommitInput>, session: Session) => {
    const { repository, name } = branchOf(session, input.branch)
    try {
      const commit = await repository.write(() => commitOnBranch(session, repository, name, input))
      return {
        commit: commitNode(session, repository, commit),
        ref: () => refNode(session, repository, name),
        clientMutationId: input.clientMutationId,
      }
    } catch (error) {
      throw error instanceof RefRefused ? refusal(error) : error
    }
  },
}
