import type { Teacher } from '../bump/planned-tree.ts'
import type { VersionMove } from '../moves/move.ts'
import type { Fault } from '../errors.ts'
import { contained, FairleadError } from '../errors.ts'
import type { RepositoryAddresses } from '../net/repositories.ts'
import type { Inventory } from '../inventory/model.ts'
import type { OpenInventory } from '../inventory/open.ts'
import type { Standing } from '../parents/complete.ts'
import type { MoveProof } from './model.ts'
import type { Rendering } from '../render/plan.ts'
import { oneLine } from '../text/markdown.ts'
import type { Tree } from '../tree/tree.ts'

/** The dependencies of a proof. */
export interface Proving {
  readonly addresses: RepositoryAddresses
  /** Reports whether a renderer is installed, or was requested. It opens nothing. */
  isAtHand(): Promise<boolean>
  rendering(tree: Tree): Promise<Rendering>
  /** Returns undefined if no branch is known. */
  standing(): Promise<Standing | undefined>
}

/** A plan on a tree. */
export interface Planned {
  readonly tree: Tree
  readonly moves: readonly VersionMove[]
  /** The new contents of files, by path. */
  readonly changes: ReadonlyMap<string, Uint8Array>
  /** The repositories that may move in addition to those of the moves. */
  readonly images: readonly string[]
  readonly allowShared: boolean
  /** Opens the inventory of the tree's files, without what only the output of apps declares. */
  open(): Promise<OpenInventory>
  /** The inventory that the plan is based on. */
  readonly inventory: Inventory | undefined
}

/**
 * The time limit in seconds: a person waits for a bump, and must not wait longer for a server that does not answer.
 */
const SECONDS = 90
/** The most apps that are rendered, unless more are requested. */
const MOST_APPS = 40

/**
 * Proves a plan by rendering the apps that it affects.
 *
 * @param verify the input `verify-render`
 * @param proving undefined if nothing can be rendered
 * @returns one result for each move; empty if no proof was requested
 * @throws FairleadError (refused) if the plan is disproved; (input) if a proof is required and failed
 */
export async function proofsOf(
  verify: string,
  given: Planned,
  proving: Proving | undefined,
): Promise<readonly MoveProof[]> {
  // Any other value that `changes` sets needs no proof, because it is exactly what the user specified.
  const planned = { ...given, moves: given.moves.filter(isOfVersion) }
  if (verify === 'never' || !proving || planned.changes.size === 0 || planned.moves.length === 0) return []
  const must = verify === 'always'
  const proofs = await attempted(planned, proving, must)
  const faults = proofs.flatMap(({ fault }) => fault ?? [])
  const [first, ...others] = distinct(faults)
  if (first) throw new FairleadError('refused', [first, ...others])
  const [missing, ...more] = must ? distinct(proofs.flatMap(faultOf)) : []
  if (missing) throw new FairleadError('input', [missing, ...more])
  return proofs
}

function isOfVersion({ image, order }: VersionMove): boolean {
  return image !== undefined || order !== 'none'
}

async function attempted(planned: Planned, proving: Proving, must: boolean): Promise<MoveProof[]> {
  const unproved = (saying: string) =>
    planned.moves.map((move): MoveProof => ({
      move,
      verdict: 'not-proved',
      saying,
      warnings: [],
      fault: undefined,
    }))
  try {
    if (!must && !(await proving.isAtHand())) return unproved('helm, kustomize and kubectl are not on PATH')
    // Without a clone, a given file is written with a handful of requests; reading all files would need many more.
    if (!must && planned.tree.isRemote === true && !planned.inventory)
      return unproved(
        'finding the apps that use a given file requires all files of the repo, which are not read here; set verify-render: always to read them',
      )
    const proofs = proved(planned, proving, must)
    if (must) return await proofs
    // A rejection after the deadline is ignored.
    proofs.catch(() => undefined)
    return await within(SECONDS, proofs, () => unproved(`rendering took longer than ${SECONDS} seconds`))
  } catch (error) {
    const [fault] = contained(error).faults
    return unproved(fault.message)
  }
}

/** Returns a function that finds locations by trial, if there is a renderer. */
export function teacherOf(verify: string, proving: Proving | undefined): Teacher | undefined {
  if (verify === 'never' || !proving) return undefined
  return async (request, tree, completed, open) => {
    if (!(await proving.isAtHand())) return undefined
    const { teach, withTrials } = await import('./teach.ts')
    const parts = { ...(await partsOf(proving, tree)), open, most: MOST_APPS }
    const lessons = teach(request, tree, completed, parts)
    lessons.catch(() => undefined)
    const taught = await within(SECONDS, lessons, () => undefined)
    return taught && { inventory: taught.inventory, told: (plan) => withTrials(plan, taught) }
  }
}

async function partsOf(proving: Proving, tree: Tree) {
  return {
    rendering: await proving.rendering(tree),
    addresses: proving.addresses,
    standing: await proving.standing(),
  }
}

async function proved(planned: Planned, proving: Proving, must: boolean): Promise<MoveProof[]> {
  // Loaded only when needed, because it is half of the code that a bump would load.
  const { prove } = await import('./prove.ts')
  const own = planned.moves.flatMap(({ image }) => image ?? [])
  return prove(
    { ...planned, images: [...own, ...planned.images] },
    {
      ...(await partsOf(proving, planned.tree)),
      open: () => planned.open(),
      most: must ? undefined : MOST_APPS,
    },
  )
}

async function within<T>(seconds: number, work: Promise<T>, otherwise: () => T): Promise<T> {
  let timer: NodeJS.Timeout | undefined
  const deadline = new Promise<T>((resolve) => {
    timer = setTimeout(() => resolve(otherwise()), seconds * 1000)
  })
  return Promise.race([work, deadline]).finally(() => clearTimeout(timer))
}

function faultOf({ verdict, saying, move }: MoveProof): Fault[] {
  if (verdict !== 'not-proved') return []
  return [
    {
      message: `could not verify that ${move.image ?? move.key} takes effect: ${saying}`,
      at: { file: move.file, line: move.line },
      hint: 'verify-render: always requires this to be verified. Provide what is missing, or set verify-render: auto.',
    },
  ]
}

function distinct(faults: readonly Fault[]): Fault[] {
  return [...new Map(faults.map((fault) => [JSON.stringify(fault), fault])).values()]
}

/**
 * Formats proofs as lines: `Rendered: web in prod runs 1.4.2.`
 *
 * @param isWhole whether to include what still has the old version, which is a warning elsewhere
 */
export function proofLines(proofs: readonly MoveProof[], isWhole = false): string[] {
  const lines = proofs.map(({ verdict, saying, warnings }) => {
    const rest = isWhole ? warnings.map((warning) => `; ${warning}`).join('') : ''
    return oneLine(
      `${verdict === 'proved' ? 'Rendered' : 'Not verified'}: ${saying.replace(/\.$/, '')}${rest}.`,
    )
  })
  return [...new Set(lines)]
}

/** Returns the proofs as data. */
export function proofData(proofs: readonly MoveProof[]) {
  return proofs.map(({ move, verdict, saying, warnings }) => ({
    app: move.app ?? null,
    environment: move.environment ?? null,
    image: move.image ?? null,
    verdict,
    saying,
    warnings,
  }))
}
