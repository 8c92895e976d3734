import { objectInFile } from './object-in-file.ts'
import { createHash } from 'node:crypto'
import * as v from 'valibot'
import { remoteError } from '../errors.ts'
import { groupsApart, placeOf } from './control-planes/identity.ts'
import { addressesOf } from '../net/repositories.ts'
import type { RepositoryAddresses } from '../net/repositories.ts'
import type { Files } from '../yaml/files.ts'
import { isInput } from './inputs.ts'
import { keptApp, keptAsItIs, keptHead } from './kept-shape.ts'
import type { KeptHead } from './kept-shape.ts'
import type { DeclaredApp, Unresolved } from './model.ts'
import type { OpenInventory } from './open.ts'

/** Must change whenever the stored form changes, or the same tree can result in a different inventory. */
const FORMAT = 'inventory-9'

/** The data that identifies a stored inventory: the same key means the same inventory. */
export interface KeptKey {
  /** Git's id of the tree; `fairlead.yaml` is in it. */
  readonly tree: string
  /** The repo's own address, or several of them. */
  readonly addresses: RepositoryAddresses
  /** Fairlead's version. */
  readonly version: string
}

/** Returns the key as hexadecimal text. */
export function keptKey({ tree, addresses, version }: KeptKey): string {
  return createHash('sha256')
    .update(JSON.stringify([FORMAT, tree, addressesOf(addresses), version]))
    .digest('hex')
}

/** The maximum number of paths to search for; with more, parsing all lines is faster than searching the text. */
const MOST_NEEDLES = 60

/**
 * A stored inventory without its images, as text that is reused across runs. The text is searched and not parsed as a
 * whole, so the cost of finding the apps of some files hardly grows with the number of apps.
 */
export class KeptInventory {
  readonly #text: string
  readonly #head: KeptHead
  readonly #files: () => Promise<Files>
  #starts: number[] | undefined
  readonly #apps = new Map<number, DeclaredApp>()

  private constructor(text: string, head: KeptHead, files: () => Promise<Files>) {
    this.#text = text
    this.#head = head
    this.#files = files
  }

  /**
   * Opens a stored inventory.
   *
   * @param files returns the files of the same tree, to read declarations; called only when needed
   * @returns undefined if the text is not a stored inventory
   */
  static open(text: string, files: () => Promise<Files>): KeptInventory | undefined {
    const head = read(keptHead, text.slice(0, text.indexOf('\n')))
    return head && new KeptInventory(text, head, files)
  }

  get addresses(): readonly string[] | undefined {
    return this.#head.identity ?? undefined
  }

  get size(): number {
    return this.#head.apps
  }

  get unresolved(): readonly Unresolved[] {
    return this.#head.unresolved
  }

  get generating(): readonly string[] {
    return this.#head.generating
  }

  get registries(): readonly string[] {
    return this.#head.registries
  }

  /** The groups for `ControlPlanesApart`. */
  get apart(): readonly (readonly string[])[] {
    return this.#head.apart
  }

  /** Returns the apps that depend on one of these files. */
  madeOf(paths: readonly string[]): DeclaredApp[] {
    const places = new Set(paths.flatMap((path) => [path, ...foldersAbove(path)]))
    const apps =
      places.size > MOST_NEEDLES
        ? this.#lineStarts().map((start) => this.#app(start))
        : this.#linesWith([...places].map((place) => JSON.stringify(place)))
    return apps.filter(({ inputs }) => paths.some((path) => isInput(inputs, path)))
  }

  named(kind: string, name: string): DeclaredApp[] {
    return this.#linesWith([JSON.stringify(name)]).filter((app) => app.kind === kind && app.name === name)
  }

  /** Returns the apps that an ApplicationSet generates. */
  madeBy(set: string): DeclaredApp[] {
    return this.#linesWith([`"generatedBy":${JSON.stringify(set)}`])
  }

  /** Returns the apps whose lines contain one of these texts, in the order of the lines. */
  #linesWith(needles: readonly string[]): DeclaredApp[] {
    const found = new Set<number>()
    for (const needle of needles)
      for (let at = this.#text.indexOf(needle); at >= 0;) {
        const start = this.#text.lastIndexOf('\n', at) + 1
        if (start > 0) found.add(start)
        const end = this.#text.indexOf('\n', at)
        at = end < 0 ? -1 : this.#text.indexOf(needle, end)
      }
    return [...found].toSorted((a, b) => a - b).map((start) => this.#app(start))
  }

  /** Returns the offsets at which the lines of the apps start. */
  #lineStarts(): readonly number[] {
    if (this.#starts) return this.#starts
    const starts: number[] = []
    for (let at = this.#text.indexOf('\n') + 1; starts.length < this.size && at > 0;) {
      starts.push(at)
      at = this.#text.indexOf('\n', at) + 1
    }
    return (this.#starts = starts)
  }

  #app(start: number): DeclaredApp {
    const known = this.#apps.get(start)
    if (known) return known
    const line = read(keptApp, this.#text.slice(start, this.#text.indexOf('\n', start)))
    if (!line)
      throw remoteError('the cache of the apps from an earlier run is corrupted', {
        hint: 'Empty the folder set with cache-path, or use another one.',
      })
    const { inputs, declaration, parent, ...rest } = line
    const parentStart = parent === undefined ? undefined : this.#lineStarts()[parent]
    const app: DeclaredApp = {
      ...rest,
      inputs: { files: new Set(inputs.files), folders: new Set(inputs.folders.map(fromPlace)) },
      declaration: async () =>
        declaration === undefined ? objectInFile(await this.#files(), app) : declaration,
      ...(parentStart === undefined ? {} : { parent: this.#app(parentStart) }),
    }
    this.#apps.set(start, app)
    return app
  }
}

/**
 * Returns the text of an inventory to store.
 *
 * @param registries the registries that its images come from
 */
export async function keepInventory(
  { inventory, context, generating }: OpenInventory,
  registries: Iterable<string>,
): Promise<string> {
  const head: KeptHead = {
    identity: context.addresses ?? null,
    apps: inventory.apps.length,
    unresolved: inventory.unresolved,
    generating: [...generating],
    registries: [...registries],
    apart: groupsApart(inventory.apps),
  }
  const lineOf = new Map<DeclaredApp, number>(inventory.apps.map((app, i) => [app, i]))
  const byPlace = new Map(inventory.apps.map((app, i) => [placeOf(app), i]))
  const lines = await Promise.all(
    inventory.apps.map(async (app): Promise<string> => {
      const { generatedBy, overlaidBy, inValues, inputs, parent } = app
      const isAsInFile = (generatedBy ?? overlaidBy ?? inValues) === undefined
      const declaration = isAsInFile ? undefined : await app.declaration()
      const above = parent && (lineOf.get(parent) ?? byPlace.get(placeOf(parent)))
      return JSON.stringify({
        ...keptAsItIs(app),
        inputs: { files: [...inputs.files], folders: [...inputs.folders].map(toPlace) },
        ...(declaration === undefined ? {} : { declaration }),
        ...(above === undefined ? {} : { parent: above }),
      })
    }),
  )
  return [JSON.stringify(head), ...lines, ''].join('\n')
}

/** Parses a line of the text; returns undefined if it is not JSON of that shape. */
function read<S extends v.GenericSchema<unknown, unknown>>(
  schema: S,
  line: string,
): v.InferOutput<S> | undefined {
  try {
    const { success, output } = v.safeParse(schema, JSON.parse(line), { abortEarly: true })
    return success ? output : undefined
  } catch {
    return undefined
  }
}

/** Returns a folder as searchable text; the root is `.`. */
const toPlace = (folder: string) => (folder === '' ? '.' : folder)
const fromPlace = (place: string) => (place === '.' ? '' : place)

function foldersAbove(path: string): string[] {
  const folders: string[] = ['.']
  for (let end = path.lastIndexOf('/'); end > 0; end = path.lastIndexOf('/', end - 1))
    folders.push(path.slice(0, end))
  return folders
}
