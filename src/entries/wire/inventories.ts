import { join } from 'node:path'
import type { InventoryStore } from '../../affected/declared.ts'
import { FolderCache } from '../../cache/folder-cache.ts'
import { version } from '../../runtime/version.ts'
import type { Wiring } from '../define.ts'

/** Returns the store for inventories that are kept between runs, if there is a folder for it. */
export function inventoriesFor(folder: string | undefined, { atEnd }: Wiring): InventoryStore | undefined {
  if (folder === undefined) return undefined
  const cache = new FolderCache(join(folder, 'inventory'), 64)
  return {
    version,
    get: (key) => cache.get(key),
    put: async (key, text) => {
      await cache.put(key, text)
      atEnd(() => cache.trim())
    },
  }
}
