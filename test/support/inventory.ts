import type { Inventory } from '../../src/inventory/model.ts'
import { readInventory } from '../../src/inventory/read.ts'
import type { Tree } from '../../src/tree/tree.ts'

/** Returns a tree in memory that records its batches. */
export function memoryTree(files: Readonly<Record<string, string>>): Tree & { batches: string[][] } {
  const batches: string[][] = []
  return {
    name: 'memory',
    batches,
    list: () =>
      Promise.resolve(
        Object.keys(files)
          .toSorted()
          .map((path) => ({ path, mode: '100644' })),
      ),
    read(paths) {
      batches.push([...paths])
      return Promise.resolve(
        new Map(
          paths.flatMap((path) => {
            const text = files[path]
            return text === undefined
              ? []
              : [[path, { content: new TextEncoder().encode(text), mode: '100644' }]]
          }),
        ),
      )
    },
  }
}

/** Returns the inventory of some files. */
export function inventoryOf(files: Readonly<Record<string, string>>, addresses?: string): Promise<Inventory> {
  return readInventory(memoryTree(files), { addresses })
}

/** Returns each image of each app with the location that sets it, as short lines that tests can compare. */
export function imagesOf(inventory: Inventory): Record<string, string[]> {
  const lines: Record<string, string[]> = {}
  for (const app of inventory.apps) {
    const name = `${app.name} ${app.environment ?? '-'}`
    lines[name] = [
      ...(lines[name] ?? []),
      ...app.images.map((use) => {
        const version = [use.tag, use.digest?.slice(0, 11)].filter((part) => part !== undefined).join('@')
        const place = use.place ? `${use.place.file}:${use.place.line} ${use.place.key}` : 'nowhere'
        return `${use.repository ?? '?'}:${version} ${place}`
      }),
    ]
  }
  return lines
}
