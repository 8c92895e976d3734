import { refusal } from '../errors.ts'
import type { Git, GitResult } from './git.ts'

/** One ref to move: from nothing makes it, to nothing deletes it. */
export interface RefMove {
  readonly ref: string
  readonly from: string | undefined
  readonly to: string | undefined
}

/** What the server's porcelain says of one ref. */
interface PushedRef {
  readonly flag: string
  readonly ref: string
  /** `[rejected] (stale info)` */
  readonly summary: string
}

/** Reasons that say: somebody else was first. git's own words, and those of JGit, GitLab and GitHub. */
const lostReasons =
  /stale info|fetch first|needs force|already exists|cannot lock ref|unable to lock|failed to lock|lock(ing)? fail|lock error|incorrect old value|failed to update ref|is at [0-9a-f]{7,} but expected|remote ref updated|ref .*changed|atomic transaction failed/i

/**
 * Moves refs of a remote by compare-and-swap, all or none.
 *
 * The lease is checked here against what the server shows (a lost race costs no upload) and again by the
 * server, under its lock. Without thin packs no blob is looked up that a partial clone does not have.
 *
 * @returns `lost` where one of the refs is no longer at `from`
 * @throws FairleadError (refused) where a hook or a protection forbids it
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
  // The commit's parent was a tip when it was fetched, without its blobs, and is none any more: git would have to
  // send those along. So its branch has moved on, and the commit is to be made anew on what is there now.
  if (/^fatal: unable to read [0-9a-f]{40,}/m.test(result.stderr)) return 'lost'
  const rejected = pushed.filter(({ flag }) => flag === '!')
  if (rejected.length === 0) throw git.explain(args, result)
  if (rejected.some(({ summary }) => lostReasons.test(summary))) return 'lost'
  // Whatever the server's words are: where a ref has moved meanwhile, the race is lost.
  if (await hasMoved(git, remote, moves)) return 'lost'
  throw explainRejection(git, args, result, rejected)
}

/** `flag<tab>from:to<tab>summary` for each ref. */
function parsePorcelain(stdout: string): PushedRef[] {
  return stdout.split('\n').flatMap((line) => {
    const [flag, refs, summary] = line.split('\t')
    if (flag === undefined || refs === undefined || summary === undefined) return []
    return [{ flag, ref: refs.slice(refs.indexOf(':') + 1), summary }]
  })
}

/**
 * Whether a ref was at its new place before this push. Two that do the same from the same start within one
 * second make the very same commit: git calls the second push up to date, but only the first has moved it.
 */
function wasThere({ flag, ref }: PushedRef, moves: readonly RefMove[]): boolean {
  return flag === '=' && moves.some((move) => move.ref === ref && move.from !== move.to)
}

async function hasMoved(git: Git, remote: string, moves: readonly RefMove[]): Promise<boolean> {
  const listed = await git.run(['ls-remote', remote, ...moves.map(({ ref }) => ref)])
  const now = new Map(listed.split('\n').map((line) => line.split('\t').toReversed() as [string, string]))
  return moves.some(({ ref, from }) => now.get(ref) !== from)
}

/** The reason for the first ref that was refused for its own sake, with what the server's hook said. */
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
    // A server may put its own words below another such word, with empty lines around them.
    .map((line) => line.replace(/^(?:(?:remote|error):\s*)+/, '').trim())
    .filter(Boolean)
  const summary = own?.summary.replace(/^\[(remote )?rejected\] /, '') ?? ''
  if (summary === '(non-fast-forward)')
    return refusal(`${own?.ref} allows only fast-forward updates: the server refuses to replace commits`, {
      hint: 'Run this on the server: git config receive.denyNonFastForwards false. Or delete the branch and try again.',
    })
  return git.explain(args, { ...result, stderr: [`${own?.ref}: ${summary}`, ...said].join('\n') })
}
