import { inputError, suggestion } from '../../errors.ts'
import { newest, readVersion } from './versions.ts'

/** The refs of a server, as `git ls-remote` lists them: commits by the full names of refs, and `HEAD`. */
export type Refs = ReadonlyMap<string, string>

/** A resolved revision. */
export interface Resolved {
  readonly commit: string
  /** The ref that it was found by, for servers that do not send a commit without one. */
  readonly ref: string | undefined
}

/**
 * Parses the refs of `git ls-remote`. For an annotated tag, the result contains its commit, which follows it as
 * `<name>^{}`.
 */
export function readRefs(output: string): Refs {
  const refs = new Map<string, string>()
  for (const line of output.split('\n')) {
    const match = /^([0-9a-f]{40}|[0-9a-f]{64})\t(\S+?)(\^\{\})?$/.exec(line)
    if (match) refs.set(match[2] ?? '', match[1] ?? '')
  }
  return refs
}

/** Reports whether a revision is a full commit id, so that the server is not needed to resolve it. */
export function isCommit(revision: string): boolean {
  return /^([0-9a-f]{40}|[0-9a-f]{64})$/.test(revision)
}

/**
 * Resolves a revision: a commit; an empty text or `HEAD`; the newest tag in a range of versions, even if a branch has
 * exactly this name (`1.x`); a ref by its full or short name, a branch before a tag; the start of a commit's id.
 *
 * Rules: argo-cd util/git/client.go (lsRemote), util/versions/tags.go (MaxVersion)
 *
 * @throws FairleadError (input) if it cannot be resolved
 */
export function resolveRevision(refs: Refs, revision: string, subject: string): Resolved {
  if (isCommit(revision)) return { commit: revision, ref: undefined }
  const named = (ref: string): Resolved | undefined => {
    const commit = refs.get(ref)
    return commit === undefined ? undefined : { commit, ref }
  }
  const name = revision === '' ? 'HEAD' : revision
  const tags = [...refs.keys()].filter((ref) => ref.startsWith(TAGS)).map((ref) => ref.slice(TAGS.length))
  const version = readVersion(name) ? undefined : newest(tags, name)
  const found =
    (version === undefined ? undefined : named(`${TAGS}${version}`)) ??
    named(name) ??
    named(`refs/heads/${name}`) ??
    named(`${TAGS}${name}`) ??
    named(`refs/${name}`) ??
    startingWith(refs, name)
  if (found) return found
  const branches = [...refs.keys()]
    .filter((ref) => ref.startsWith(HEADS))
    .map((ref) => ref.slice(HEADS.length))
  const isStart = /^[0-9a-f]{7,}$/.test(name)
  throw inputError(`${subject}: there is no ${JSON.stringify(revision)}`, {
    hint: isStart
      ? 'Use the full commit ID: git servers do not find abbreviated ones.'
      : `Use a branch, a tag, a commit or a version range. ${suggestion(name, [...branches, ...tags])}`,
  })
}

const TAGS = 'refs/tags/'
const HEADS = 'refs/heads/'

function startingWith(refs: Refs, start: string): Resolved | undefined {
  if (!/^[0-9a-f]{7,}$/.test(start)) return undefined
  for (const [ref, commit] of refs) if (commit.startsWith(start)) return { commit, ref }
  return undefined
}
