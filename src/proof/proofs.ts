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

/** What a plan is proved with. */
export interface Proving {
  readonly addresses: RepositoryAddresses
  /** Whether a renderer is there, or was asked for; nothing is opened to know it. */
  isAtHand(): Promise<boolean>
  rendering(tree: Tree): Promise<Rendering>
  /** Undefined where no branch is known. */
  standing(): Promise<Standing | undefined>
}

/** A plan on a tree. */
export interface Planned {
  readonly tree: Tree
  readonly moves: readonly VersionMove[]
  /** The new contents of files, by path. */
  readonly changes: ReadonlyMap<string, Uint8Array>
  /** The repositories that may move beside those of the moves. */
  readonly images: readonly string[]
  readonly allowShared: boolean
  /** What the files of the tree declare, without what only the output of apps does. */
  open(): Promise<OpenInventory>
  /** What the plan was made by. */
  readonly inventory: Inventory | undefined
}

/** A person waits for a bump; a server that does not answer is no reason to wait longer. */
const SECONDS = 90
/** More than these are rendered only where it is asked for. */
const MOST_APPS = 40

/**
 * Proves a plan by rendering the apps that it touches.
 *
 * @param verify the input `verify-render`
 * @param proving undefined where nothing can be rendered
 * @returns one answer for each move; none where nobody asked
 * @throws FairleadError (refused) where it is disproved; (input) where it has to be proved and could not be
 */
export async function proofsOf(
  verify: string,
  given: Planned,
  proving: Proving | undefined,
): Promise<readonly MoveProof[]> {
  // Any other value that `changes` sets is what it is told to be.
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
    // Without a clone a named file is written with a handful of requests; all files would be many more.
    if (!must && planned.tree.isRemote === true && !planned.inventory)
      return unproved(
        'finding the apps that use a given file requires all files of the repo, which are not read here; set verify-render: always to read them',
      )
    const proofs = proved(planned, proving, must)
    if (must) return await proofs
    // What comes after the deadline is nobody's any more.
    proofs.catch(() => undefined)
    return await within(SECONDS, proofs, () => unproved(`rendering took longer than ${SECONDS} seconds`))
  } catch (error) {
    const [fault] = contained(error).faults
    return unproved(fault.message)
  }
}

/** What finds places by trial, where there is something to render with. */
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
  // It is half of what a bump would load.
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
      message: `could not prove that ${move.image ?? move.key} takes effect: ${saying}`,
      at: { file: move.file, line: move.line },
      hint: 'verify-render: always requires a proof. Provide what is missing, or set verify-render: auto.',
    },
  ]
}

function distinct(faults: readonly Fault[]): Fault[] {
  return [...new Map(faults.map((fault) => [JSON.stringify(fault), fault])).values()]
}

/**
 * What proofs say, as lines: `Rendered: web in prod runs 1.4.2.`
 *
 * @param isWhole with what still has the old version, which is a warning elsewhere
 */
export function proofLines(proofs: readonly MoveProof[], isWhole = false): string[] {
  const lines = proofs.map(({ verdict, saying, warnings }) => {
    const rest = isWhole ? warnings.map((warning) => `; ${warning}`).join('') : ''
    return oneLine(
      `${verdict === 'proved' ? 'Rendered' : 'Not proved'}: ${saying.replace(/\.$/, '')}${rest}.`,
    )
  })
  return [...new Set(lines)]
}

/** The same as data. */
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
