import { readdir } from 'node:fs/promises'
import { describeFault, FairleadError } from '../../errors.ts'
import { checkoutAround } from '../../files/way.ts'
import { originOf } from '../../git/checkout.ts'
import { commits } from '../../git/commits.ts'
import type { Git } from '../../git/git.ts'
import type { EventSides } from '../../git/event-sides.ts'
import { plainAddress } from '../../net/repositories.ts'
import type { Context } from '../../runtime/context.ts'
import type { JobChange } from '../../runtime/job-change.ts'
import type { Address } from '../../runtime/repository-address.ts'
import { addressOnHost } from '../../git/location.ts'

/** A checkout, and what the job knows about it. */
export interface JobCheckout {
  /** The change that the job runs for, if it belongs to this checkout: a job may check out another repository. */
  readonly change: JobChange | undefined
  /** The known addresses of the repository that the change is merged into. They all refer to this repository. */
  readonly addresses: readonly string[]
  readonly defaultBranch: string | undefined
  /** The address that the base is fetched from, if `origin` is a fork of its repository. */
  readonly baseAt: string | undefined
}

/**
 * Returns what the job's event and the checkout itself show about a checkout.
 *
 * @param warn reports what prevents a command that reads the folder itself from seeing all of it
 */
export async function jobCheckout(
  git: Git,
  context: Context,
  warn?: (text: string) => void,
): Promise<JobCheckout> {
  if (warn) {
    await warnOfFolder(git, warn)
    const names = await readdir(git.directory).catch(() => [])
    if (names.every((name) => NO_CHECKOUT.has(name)))
      warn(`${git.directory} is empty. ${git.cure('checkout')}`)
  }
  const origin = await originOf(git)
  const host = origin === undefined ? undefined : addressOnHost(origin)
  const known = (await git.tryAbout())?.defaultBranch
  const change = await changeIn(git, host, context.change)
  const { into } = change ?? {}
  const forks = [change?.source, change?.own].filter(
    (one) => one !== undefined && into !== undefined && !isSame(one.url, into.url),
  ) as Address[]
  const fork = origin === undefined ? undefined : forks.find((one) => isAt(origin, one))
  const isFork = fork !== undefined && into !== undefined && !(host !== undefined && isAt(host, into))
  // A fork is another repository, and its owner decides what it contains.
  const own = host === undefined || isFork ? [] : [host]
  const isCertain = host !== undefined || (change !== undefined && (await isCheckedOut(git, change)))
  const told = into !== undefined && isCertain ? [into.url] : []
  return {
    change,
    addresses: [...new Map([...told, ...own].map((one) => [plainAddress(one), one])).values()],
    defaultBranch: change?.defaultBranch ?? known,
    baseAt: isFork ? (besides(origin, fork, into) ?? `${into.url}.git`) : undefined,
  }
}

/** Folders of a job that are not part of a checkout. */
const NO_CHECKOUT: ReadonlySet<string> = new Set(['.git', '.fairlead', 'fairlead-report'])

/** Warns about the parts of a checkout that cannot be read from its folder. */
export async function warnOfFolder(git: Git, warn: (text: string) => void): Promise<void> {
  const refusal = checkoutAround(git.directory) === undefined ? undefined : await git.refusal()
  if (refusal instanceof FairleadError)
    warn(`The address of this repository is not known: ${refusal.faults.map(describeFault).join(' ')}`)
  if ((await git.tryAbout())?.isSparse === true)
    warn(
      `This checkout is sparse: files that are not on disk are not seen, which may include apps and values files. ${git.cure('sparse')}`,
    )
}

/** Returns the addresses of a repository; undefined if none is known. */
export function addressesIn({ addresses }: JobCheckout): readonly string[] | undefined {
  return addresses.length === 0 ? undefined : addresses
}

/** The sides that the inputs name. */
export interface WantedSides {
  readonly base: string | undefined
  readonly head?: string | undefined
}

/**
 * Returns the inputs for the sides. A base that names nothing beyond the event counts as not given, for example
 * `base: ${{ github.event.before }}`.
 */
export function wantedSides({ base, head }: WantedSides, { change }: JobCheckout): WantedSides {
  const isNone = base !== undefined && (/^0{40,64}$/.test(base) || base === change?.from[0])
  return { base: isNone ? undefined : base, head }
}

/** Returns the two sides from the event, except for those that an input overrides; undefined outside of a job. */
export function eventSides(
  wanted: WantedSides,
  { change, baseAt }: JobCheckout,
  { job }: Context,
): EventSides | undefined {
  if (!job.present) return undefined
  const isOwnBase = wanted.base === undefined
  const isBranch = isOwnBase || wanted.base === change?.base
  return {
    from: isOwnBase && wanted.head === undefined ? (change?.from ?? []) : [],
    baseWas: isBranch ? (change?.baseWas ?? []) : [],
    trialMerge: isBranch ? change?.trialMerge : undefined,
    head: change?.head,
    headAt: change?.headAt,
    headName: change?.headName,
    headRefs: change?.headRefs ?? [],
    isRequest: change?.isRequest ?? false,
    checkedOut: change?.checkedOut,
    baseAt,
  }
}

/**
 * Returns the change if this is a checkout of its repository, and undefined for another repository, because the event
 * is not about that one. The repository is the job's own if its `origin` is a path, or another address of a path that
 * the job knows (a proxy, `clone_url` of GitLab's runner).
 */
async function changeIn(
  git: Git,
  host: string | undefined,
  change: JobChange | undefined,
): Promise<JobChange | undefined> {
  if (change === undefined || host === undefined) return change
  const known = [change.into, change.source, change.own].filter((one) => one !== undefined)
  const isOwn =
    known.length === 0 || known.some((one) => isAt(host, one)) || (await isCheckedOut(git, change))
  return isOwn ? change : undefined
}

async function isCheckedOut(git: Git, { checkedOut, head }: JobChange): Promise<boolean> {
  const here = (await commits(git, ['HEAD']).catch(() => undefined))?.get('HEAD')?.commit
  return here !== undefined && (here === checkedOut || here === head)
}

function isSame(one: string, other: string): boolean {
  return plainAddress(one) === plainAddress(other)
}

/**
 * Reports whether an origin is a repository that the job knows. Another host may be another address of the same
 * server. On the same host, a longer path is another repository (`evil/acme/infra`). The exception is a GitLab below
 * a path, whose SSH addresses do not contain this path.
 */
function isAt(origin: string, { url, path }: Address): boolean {
  const [there, own, end] = [plainAddress(origin), plainAddress(url), `/${path.toLowerCase()}`]
  const [host] = there.split('/', 1)
  if (host === own.split('/', 1)[0]) return there === own || there === `${host}${end}`
  return there.endsWith(end)
}

/**
 * Returns the address of the parent repository, in the form of the address through which the job reaches the fork.
 */
function besides(origin: string | undefined, fork: Address, into: Address): string | undefined {
  const [, address = '', end = ''] = /^(.*?)((?:\.git)?\/?)$/.exec(origin ?? '') ?? []
  const before = address.slice(0, address.length - fork.path.length)
  const isBelow = address.toLowerCase() === `${before}${fork.path}`.toLowerCase() && /[/:]$/.test(before)
  return isBelow ? `${before}${into.path}${end}` : undefined
}

/** Returns the branch that is checked out; undefined if there is none, as in most jobs. */
export async function checkedOutBranch(git: Git): Promise<string | undefined> {
  const head = await git.attempt(['symbolic-ref', '--short', '--quiet', 'HEAD'])
  return head.ok ? head.stdout.trim() : undefined
}
