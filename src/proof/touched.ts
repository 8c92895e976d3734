import { configOf } from '../config/read.ts'
import { declareBoth, renderBoth } from '../affected/both-sides.ts'
import type { DeclaredSides } from '../affected/declared.ts'
import type { RenderedPair } from '../affected/rendered-pair.ts'
import type { Sides } from '../git/sides.ts'
import type { RepositoryAddresses } from '../net/repositories.ts'
import type { OpenInventory } from '../inventory/open.ts'
import { openInventory } from '../inventory/read.ts'
import type { Standing } from '../parents/complete.ts'
import { likelyBranch } from '../parents/complete.ts'
import type { Rendering } from '../render/plan.ts'
import { overlayTree } from '../tree/overlay.ts'
import type { Tree } from '../tree/tree.ts'

/** Files that are about to be written. */
export interface Edit {
  /** The current files. */
  readonly tree: Tree
  /** The new contents, by path. */
  readonly changes: ReadonlyMap<string, Uint8Array>
}

/** The dependencies of a trial of an edit. */
export interface ProofParts {
  readonly rendering: Rendering
  readonly addresses: RepositoryAddresses
  /** Undefined if no branch is known. */
  readonly standing: Standing | undefined
  /** Returns the inventory of the tree's files, if it is already open. */
  readonly open?: (() => Promise<OpenInventory>) | undefined
  /** The most affected apps that are rendered; undefined for no limit. */
  readonly most: number | undefined
}

/**
 * The apps that an edit affects, rendered without and with it, as `diff` does; or their number if there are too many.
 */
export interface Touched {
  readonly declared: DeclaredSides
  readonly pairs: readonly RenderedPair[]
  readonly tooMany: number | undefined
}

/**
 * Renders the apps that an edit affects.
 *
 * @throws FairleadError as the inventory does; an app that cannot be rendered is returned as a result with its error
 */
export async function renderTouched(edit: Edit, parts: ProofParts): Promise<Touched> {
  const { rendering, addresses, most } = parts
  const { tree } = edit
  const config = await configOf(tree)
  const open = parts.open ? await parts.open() : await openInventory(tree, { addresses, config })
  const standing = parts.standing ?? likelyBranch(open)
  const change = { sides: sidesOf(edit), addresses, standing }
  const both = { config, rendering, read: open }
  const declared = await declareBoth(change, both)
  const { length } = declared.affected
  if (most !== undefined && length > most) return { declared, pairs: [], tooMany: length }
  return { declared, pairs: await renderBoth(declared), tooMany: undefined }
}

function sidesOf({ tree, changes }: Edit): Sides {
  const changed = [...changes.keys()]
  const side = { commit: undefined, treeId: '' }
  return {
    base: { ...side, name: tree.name, tree },
    head: { ...side, name: tree.name, tree: overlayTree(tree, changes) },
    differences: changed.map((path) => ({
      path,
      entry: { path, mode: '100644' as const, oid: '' },
      isEdited: true,
    })),
    changed,
    branch: undefined,
    conflict: undefined,
    warnings: [],
  }
}
