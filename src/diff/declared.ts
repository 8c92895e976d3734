import type { Config } from '../config/config.ts'
import type { Side, Sides } from '../git/sides.ts'
import { canonicalRepository } from '../images/reference.ts'
import type { Context } from '../inventory/context.ts'
import { Files } from '../inventory/files.ts'
import { isInput } from '../inventory/inputs.ts'
import { keepInventory, KeptInventory, keptKey } from '../inventory/kept.ts'
import type { DeclaredApp, Inventory, Unresolved } from '../inventory/model.ts'
import { openInventory } from '../inventory/read.ts'
import type { OpenInventory } from '../inventory/read.ts'
import { leavesStructure } from '../inventory/structure.ts'
import { once } from '../once.ts'
import type { AppPair } from './affected.ts'
import { affectedApps } from './affected.ts'
import { registryOf } from './images.ts'

/** What a repo declares at one revision, as far as a comparison asks. */
export interface Declarations {
  readonly context: Context
  /** How many apps there are. */
  readonly size: number
  readonly unresolved: readonly Unresolved[]
  /** The apps of a kind and name; several where they stand in several places. */
  named(kind: string, name: string): readonly DeclaredApp[]
}

/** What both sides of a change declare, and what the change may touch of it. */
export interface DeclaredSides {
  readonly before: Declarations
  readonly after: Declarations
  readonly affected: readonly AppPair[]
  /** The registries that images of the base come from. */
  registries(): ReadonlySet<string>
}

/** Where inventories are kept over runs; what is damaged is not there, and a failure to write is no fault. */
export interface InventoryStore {
  readonly version: string
  get(key: string): Promise<string | undefined>
  put(key: string, text: string): Promise<void>
}

export interface DeclaredOptions {
  readonly identity: string | undefined
  /** That of the base. */
  readonly config: Config
  readonly store: InventoryStore | undefined
}

/**
 * Reads what both sides declare. A change that leaves that as it is, as most do, costs one reading; and none at
 * all where the inventory of the base is kept.
 */
export async function declaredSides(sides: Sides, options: DeclaredOptions): Promise<DeclaredSides> {
  const { config, identity, store } = options
  const { base, head } = sides
  const mayBeKept = !sides.differences.some(({ isEdited }) => !isEdited)
  const key = store && keptKey({ tree: base.treeId, identity, version: store.version })
  const text = key !== undefined && mayBeKept ? await store?.get(key) : undefined
  if (text !== undefined) {
    const files = once(() => Files.open(base.tree))
    const kept = KeptInventory.open(text, files)
    if (await isSteady(sides, kept.generating)) return fromKept(kept, sides, { config, files: await files() })
  }
  const before = await openInventory(base.tree, { identity, config })
  // Where only the layout tells of apps, what is in any file decides about them.
  const isDeclared = before.inventory.apps.some(({ kind }) => kind !== 'Convention')
  if (store && key !== undefined && text === undefined && isDeclared)
    await store.put(key, await keepInventory(before, registriesOf(before.inventory)))
  const registries = once(() => registriesOf(before.inventory))
  if (isDeclared && (await isSteady(sides, [...before.generating]))) {
    const files = await Files.open(head.tree, {
      files: before.context.files,
      changed: new Set(sides.changed),
    })
    const after = { ...before, context: { ...before.context, files } }
    const affected = before.inventory.apps.flatMap((app) => touched(app, sides.changed))
    return { before: declarationsOf(before), after: declarationsOf(after), affected, registries }
  }
  const known = { other: before, changed: new Set(sides.changed) }
  const after = await openInventory(head.tree, { identity, config, known })
  const affected = await affectedApps(before.inventory.apps, after.inventory.apps, sides.changed)
  return { before: declarationsOf(before), after: declarationsOf(after), affected, registries }
}

/** Whether both sides declare the same. */
async function isSteady(sides: Sides, generating: readonly string[]): Promise<boolean> {
  const read = new Set(generating)
  if (sides.changed.some((path) => read.has(path))) return false
  return leavesStructure(sides.base.tree, sides.head.tree, sides.differences)
}

async function fromKept(
  kept: KeptInventory,
  { head, changed }: { readonly head: Side; readonly changed: readonly string[] },
  { config, files }: { readonly config: Config; readonly files: Files },
): Promise<DeclaredSides> {
  const { identity, size, unresolved } = kept
  const side = (own: Files): Declarations => ({
    context: { files: own, config, identity },
    size,
    unresolved,
    named: (kind, name) => kept.named(kind, name),
  })
  const after = await Files.open(head.tree, { files, changed: new Set(changed) })
  return {
    before: side(files),
    after: side(after),
    affected: kept.madeOf(changed).flatMap((app) => touched(app, changed)),
    registries: () => new Set(kept.registries),
  }
}

/** An app that is the same on both sides but for the files that it is made of. */
function touched(app: DeclaredApp, changed: readonly string[]): AppPair[] {
  const files = changed.filter((path) => isInput(app.inputs, path))
  return files.length > 0 ? [{ before: app, after: app, files }] : []
}

/** What one revision declares. */
export function declarationsOf({
  inventory,
  context,
}: Pick<OpenInventory, 'inventory' | 'context'>): Declarations {
  const byName = once(() => Map.groupBy(inventory.apps, ({ kind, name }) => `${kind}/${name}`))
  return {
    context,
    size: inventory.apps.length,
    unresolved: inventory.unresolved,
    named: (kind, name) => byName().get(`${kind}/${name}`) ?? [],
  }
}

/** To find the images of all apps takes long, and hardly any change brings a registry of its own. */
function registriesOf({ apps }: Inventory): Set<string> {
  const uses = apps.flatMap((app) => app.images.filter(({ artifact }) => artifact === 'image'))
  return new Set(
    uses.flatMap(({ repository }) =>
      repository === undefined ? [] : registryOf(canonicalRepository(repository)),
    ),
  )
}
