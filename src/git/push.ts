import { refusal } from '../errors.ts'
import type { Git, GitResult } from './git.ts'

/** One ref to move: without `from` it is created, without `to` it is deleted. */
export interface RefMove {
  readonly ref: string
  readonly from: string | undefined
  readonly to: string | undefined
}

/** The result for one ref in git's porcelain output. */
interface PushedRef {
  readonly flag: string
  readonly ref: string
  /** `[rejected] (stale info)` */
  readonly summary: string
}

/** The reasons that mean that somebody else was first, in the words of git, JGit, GitLab and GitHub. */
const lostReasons =
  /stale info|fetch first|needs force|already exists|cannot lock ref|unable to lock|failed to lock|lock(ing)? fail|lock error|incorrect old value|failed to update ref|is at [0-9a-f]{7,} but expected|remote ref updated|ref .*changed|atomic transaction failed/i

/**
 * Moves refs of a remote by compare-and-swap, all or none.
 *
 * git checks the lease against the refs that the server shows (a lost race costs no upload), and the server checks it
 * again under its lock. Without thin packs, git does not look up blobs that a partial clone does not have.
 *
 * @returns `lost` if one of the refs is no longer at `from`
 * @throws FairleadError (refused) if a hook or a protection forbids it
 */
export async function pushRefs(
  git: Git,
  remote: string,
  moves: readonly RefMove[],
): Promise<'moved' | 'lost'> {
  const args = [
    'push',
    '--porcelain',
    '--atomic',
    '--no-thin',
    '--no-verify',
    ...moves.map(({ ref, from }) => `--force-with-lease=${ref}:${from ?? ''}`),
    remote,
    ...moves.map(({ ref, to }) => `${to ?? ''}:${ref}`),
  ]
  const result = await git.attempt(args)
  const pushed = parsePorcelain(result.stdout)
  if (result.ok) return pushed.some((ref) => wasThere(ref, moves)) ? 'lost' : 'moved'
  // The commit's parent was a branch tip when it was fetched, without its blobs, and no longer is one: git would have
  // to send those blobs. So the branch has moved, and the commit must be created again on the new tip.
  if (/^fatal: unable to read [0-9a-f]{40,}/m.test(result.stderr)) return 'lost'
  const rejected = pushed.filter(({ flag }) => flag === '!')
  if (rejected.length === 0) throw git.explain(args, result)
  if (rejected.some(({ summary }) => lostReasons.test(summary))) return 'lost'
  // Regardless of the server's message: if a ref has moved in the meantime, the race is lost.
  if (await hasMoved(git, remote, moves)) return 'lost'
  throw explainRejection(git, args, result, rejected)
}

/** Parses lines of `flag<tab>from:to<tab>summary`, one per ref. */
function parsePorcelain(stdout: string): PushedRef[] {
  return stdout.split('\n').flatMap((line) => {
    const [flag, refs, summary] = line.split('\t')
    if (flag === undefined || refs === undefined || summary === undefined) return []
    return [{ flag, ref: refs.slice(refs.indexOf(':') + 1), summary }]
  })
}

/**
 * Reports whether a ref was already at its new commit before this push. If two runs do the same from the same start
 * within one second, they create the same commit: git reports the second push as up to date, but only the first has
 * moved the ref.
 */
function wasThere({ flag, ref }: PushedRef, moves: readonly RefMove[]): boolean {
  return flag === '=' && moves.some((move) => move.ref === ref && move.from !== move.to)
}

async function hasMoved(git: Git, remote: string, moves: readonly RefMove[]): Promise<boolean> {
  const listed = await git.run(['ls-remote', remote, ...moves.map(({ ref }) => ref)])
  const now = new Map(listed.split('\n').map((line) => line.split('\t').toReversed() as [string, string]))
  return moves.some(({ ref, from }) => now.get(ref) !== from)
}

/**
 * Returns the error for the first ref that was rejected for its own reason, with the messages of the server's hook.
 */
function explainRejection(
  git: Git,
  args: readonly string[],
  result: GitResult,
  rejected: PushedRef[],
): Error {
  const own = rejected.find(({ summary }) => !/atomic push fail/i.test(summary)) ?? rejected[0]
  const said = result.stderr
    .split('\n')
    .filter((line) => /^(remote: |error: remote )/.test(line))
    // A server may nest its own prefix after another one, with empty lines around its text.
    .map((line) => line.replace(/^(?:(?:remote|error):\s*)+/, '').trim())
    .filter(Boolean)
  const summary = own?.summary.replace(/^\[(remote )?rejected\] /, '') ?? ''
  if (summary === '(non-fast-forward)')
    return refusal(`${own?.ref} allows only fast-forward updates: the server refuses to replace commits`, {
      hint: 'Run this on the server: git config receive.denyNonFastForwards false. Or delete the branch and try again.',
    })
  return git.explain(args, { ...result, stderr: [`${own?.ref}: ${summary}`, ...said].join('\n') })
}
