import { afterChange, redeclaredBy } from './steady.ts'
import type { Config } from '../config/config.ts'
import type { Sides } from '../git/sides.ts'
import type { ImageUse } from '../images/place.ts'
import { canonicalRepository } from '../images/reference.ts'
import type { Context } from '../inventory/context.ts'
import type { RepositoryAddresses } from '../net/repositories.ts'
import { ControlPlanesApart } from '../inventory/control-planes/identity.ts'
import { Files } from '../yaml/files.ts'
import { isInput } from '../inventory/inputs.ts'
import { keepInventory, KeptInventory, keptKey } from '../inventory/kept.ts'
import type { DeclaredApp, Inventory, Unresolved } from '../inventory/model.ts'
import { openInventory } from '../inventory/read.ts'
import type { OpenInventory } from '../inventory/open.ts'
import { isTold } from '../inventory/leading/rendered.ts'
import { groupBy } from '../group-by.ts'
import { once } from '../once.ts'
import { refOf } from './app-ref.ts'
import type { AppPair } from './apps.ts'
import { affectedApps, withGenerators } from './apps.ts'
import type { Discovered, FailedParent, ReadSide } from '../parents/discover.ts'
import type { Sided } from '../parents/children.ts'
import type { Renders } from '../parents/renders.ts'
import { registryOf } from '../compare/images.ts'

/** The declarations of a repo at one revision, as a comparison needs them. */
export interface Declarations {
  readonly context: Context
  /** The number of apps. */
  readonly size: number
  readonly unresolved: readonly Unresolved[]
  /** Returns the apps of a kind and name; several if they exist in several locations. */
  named(kind: string, name: string): readonly DeclaredApp[]
  /** Returns the apps that an ApplicationSet generates, by the name of the set. */
  madeBy(set: string): readonly DeclaredApp[]
  /** Returns the images of an app as the files of this revision set them. */
  images(app: DeclaredApp): Promise<readonly ImageUse[]>
  /** Returns all apps. If the inventory is stored, this reads the repo. */
  all(): Promise<readonly DeclaredApp[]>
}

/** The declarations on both sides, and the apps that the change may affect. */
export interface DeclaredSides {
  readonly before: Declarations
  readonly after: Declarations
  /** The render results of the apps of each side, as far as they were requested. */
  readonly renders: Sided<Renders>
  readonly affected: readonly AppPair[]
  /** The control planes that are certainly different. */
  readonly apart: ControlPlanesApart
  /** Returns the registries that images of the base come from. */
  registries(): ReadonlySet<string>
  /** The reasons why apps that others declare may be missing, as sentences. */
  readonly undiscovered: readonly string[]
  /** The parent apps that could not be rendered on a side. */
  readonly failedParents: readonly FailedParent[]
}

/** Storage for inventories across runs. Damaged data counts as missing, and a failed write is not an error. */
export interface InventoryStore {
  readonly version: string
  get(key: string): Promise<string | undefined>
  put(key: string, text: string): Promise<void>
}

export interface DeclaredOptions {
  readonly addresses: RepositoryAddresses
  /** The configuration of the base. */
  readonly config: Config
  readonly store: InventoryStore | undefined
  /** The inventory of the base, if it is already read. */
  readonly read?: OpenInventory | undefined
  /**
   * Returns the changed files of an app repo that an app depends on; undefined if it does not depend on that repo.
   * Set if the change is in an app repo.
   */
  readonly reaches?: ((app: DeclaredApp) => readonly string[] | undefined) | undefined
  /** Returns the render results of the apps of a side. */
  rendersOf(side: 'base' | 'head', context: Context): Renders
  /** Finds the apps that only the rendered output of others declares. */
  discover(sides: readonly ReadSide[]): Promise<Discovered>
}

/**
 * Reads the declarations on both sides. Most changes do not affect them, and require only one reading, or none at all
 * if the inventory of the base is stored.
 */
export async function declaredSides(sides: Sides, options: DeclaredOptions): Promise<DeclaredSides> {
  const { config, addresses, reaches } = options
  // A stored inventory only knows the files of this repo that apps depend on, and none of an app repo.
  const store = reaches ? undefined : options.store
  const { base, head } = sides
  const key = store && keptKey({ tree: base.treeId, addresses, version: store.version })
  const text = key === undefined ? undefined : await store?.get(key)
  const files = once(() => Files.open(base.tree))
  const kept = text === undefined ? undefined : KeptInventory.open(text, files)
  if (kept) {
    const redeclared = await redeclaredBy(sides, kept)
    if (redeclared) return fromKept(kept, sides, { ...options, redeclared, files: await files() })
  }
  const before = options.read ?? (await openInventory(base.tree, { addresses, config }))
  const registries = once(() => registriesOf(before.inventory))
  if (!reaches && isToldByObjects(before)) {
    if (store && key !== undefined && !kept) await store.put(key, await keepInventory(before, registries()))
    const { apps } = before.inventory
    const redeclared = await redeclaredBy(sides, {
      generating: before.generating,
      madeOf: (paths) => apps.filter(({ inputs }) => paths.some((path) => isInput(inputs, path))),
    })
    if (redeclared)
      return steadySides(sides, {
        ...options,
        redeclared,
        base: declarationsOf(before),
        apps,
        apart: ControlPlanesApart.of([apps]),
        registries,
      })
  }
  const known = { other: before, changed: new Set(sides.changed) }
  const after = await openInventory(head.tree, { addresses, config, known })
  const renders = {
    before: options.rendersOf('base', before.context),
    after: options.rendersOf('head', after.context),
  }
  const {
    sides: [old, now],
    faults,
    failed,
  } = await options.discover([
    { open: before, renders: renders.before },
    { open: after, renders: renders.after },
  ])
  if (!old || !now) throw new Error('a change has two sides')
  const [oldApps, apps] = [old.open.inventory.apps, now.open.inventory.apps]
  const apart = ControlPlanesApart.of([oldApps, apps])
  const affected = await affectedApps([oldApps, apps], sides.changed, apart, reaches)
  const generating = sides.changed.filter((path) => before.generating.has(path) || after.generating.has(path))
  return {
    before: declarationsOf(old.open),
    after: declarationsOf(now.open),
    renders,
    affected: await withGenerators(affected, generating),
    apart,
    registries,
    undiscovered: faults,
    failedParents: failed,
  }
}

/**
 * Reports whether the objects in files determine which apps exist. If only the layout does, any file can affect them;
 * if the output of apps does, so can the files that these apps depend on.
 */
function isToldByObjects(open: OpenInventory): boolean {
  return open.inventory.apps.some(({ kind }) => kind !== 'Convention') && isTold(open)
}

/** The data about a change that declares the same apps on both sides. */
interface Steady extends Pick<DeclaredOptions, 'config' | 'addresses' | 'rendersOf'> {
  /** See `redeclaredBy`. */
  readonly redeclared: ReadonlySet<string>
}

async function fromKept(
  kept: KeptInventory,
  sides: Sides,
  steady: Steady & { readonly files: Files },
): Promise<DeclaredSides> {
  const { config, addresses, files } = steady
  const whole = once(() => openInventory(sides.base.tree, { addresses, config }))
  const base: Declarations = {
    context: { files, config, addresses: kept.addresses },
    size: kept.size,
    unresolved: kept.unresolved,
    named: (kind, name) => kept.named(kind, name),
    madeBy: (set) => kept.madeBy(set),
    images: imagesIn(whole),
    all: async () => (await whole()).inventory.apps,
  }
  return steadySides(sides, {
    ...steady,
    base,
    apps: kept.madeOf(sides.changed),
    apart: new ControlPlanesApart(kept.apart),
    registries: () => new Set(kept.registries),
  })
}

/** Returns both sides, based on the inventory of the base alone. */
async function steadySides(
  { head, changed }: Sides,
  {
    config,
    addresses,
    rendersOf,
    redeclared,
    base,
    apps,
    apart,
    registries,
  }: Steady &
    Pick<DeclaredSides, 'apart' | 'registries'> & {
      readonly base: Declarations
      /** At least those that depend on a changed file. */
      readonly apps: readonly DeclaredApp[]
    },
): Promise<DeclaredSides> {
  const files = await Files.open(head.tree, { files: base.context.files, changed: new Set(changed) })
  const after = afterChange(redeclared, files)
  const context = { ...base.context, files }
  return {
    before: base,
    after: {
      ...base,
      context,
      named: (kind, name) => base.named(kind, name).map(after),
      madeBy: (set) => base.madeBy(set).map(after),
      images: imagesIn(once(() => openInventory(head.tree, { addresses, config }))),
      all: async () => (await base.all()).map(after),
    },
    renders: { before: rendersOf('base', base.context), after: rendersOf('head', context) },
    affected: apps.flatMap((app) => {
      const own = changed.filter((path) => isInput(app.inputs, path))
      return own.length > 0 ? [{ before: app, after: after(app), files: own }] : []
    }),
    apart,
    registries,
    undiscovered: [],
    failedParents: [],
  }
}

/**
 * Returns a function that finds the images of an app. Only apps that cannot be rendered need it, so data that is not
 * stored is read on first use.
 */
function imagesIn(whole: () => Promise<OpenInventory>): Declarations['images'] {
  return async (app) => {
    const { inventory } = await whole()
    const wanted = placeOf(app)
    return inventory.apps.find((one) => one.name === app.name && placeOf(one) === wanted)?.images ?? []
  }
}

function placeOf(app: DeclaredApp): string {
  return JSON.stringify([refOf(app), app.generatedBy, app.overlaidBy])
}

/** Returns the declarations of one revision. */
export function declarationsOf(open: OpenInventory): Declarations {
  const { inventory, context } = open
  const byName = once(() => groupBy(inventory.apps, ({ kind, name }) => `${kind}/${name}`))
  const bySet = once(() => groupBy(inventory.apps, ({ generatedBy = '' }) => generatedBy))
  return {
    context,
    size: inventory.apps.length,
    unresolved: inventory.unresolved,
    named: (kind, name) => byName().get(`${kind}/${name}`) ?? [],
    madeBy: (set) => bySet().get(set) ?? [],
    images: imagesIn(() => Promise.resolve(open)),
    all: () => Promise.resolve(inventory.apps),
  }
}

/** Returns the registries of all images. Finding all images takes long, and changes rarely add a registry. */
function registriesOf({ apps }: Inventory): Set<string> {
  const uses = apps.flatMap((app) => app.images.filter(({ artifact }) => artifact === 'image'))
  return new Set(
    uses.flatMap(({ repository }) =>
      repository === undefined ? [] : registryOf(canonicalRepository(repository)),
    ),
  )
}
