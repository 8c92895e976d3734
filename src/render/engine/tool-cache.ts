import { createHash } from 'node:crypto'
import { stat } from 'node:fs/promises'
import type { FolderCache } from '../../cache/folder-cache.ts'
import type { Ask } from './tools.ts'

/** Returns a function that runs a program again only if its file has changed. */
export function cachedAsk(ask: Ask, cache: FolderCache): Ask {
  return async (program, args) => {
    const file = await stat(program, { bigint: true }).catch(() => undefined)
    if (!file) return ask(program, args)
    const facts = [program, ...args, file.ino, file.size, file.mtimeNs, file.ctimeNs].map(String)
    const key = createHash('sha256').update(JSON.stringify(facts)).digest('hex')
    const known = await cache.get(key)
    if (known !== undefined) return known
    const answer = await ask(program, args)
    await cache.put(key, answer)
    return answer
  }
}
