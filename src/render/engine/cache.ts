import { join } from 'node:path'
import { FolderCache } from '../../cache/folder-cache.ts'
import type { Json } from '../../yaml/value.ts'
import { isObject } from '../../yaml/value.ts'
import type { Manifest, Rendered } from '../model.ts'
import { manifestOf } from './manifests.ts'

/** Changes when the same inputs may give another result, or an entry is written in another way. */
const FORMAT = 'render-2'

/** Results by the hash of all their inputs. */
export class RenderCache {
  readonly #entries: FolderCache

  /** @param limit megabytes that are left at the end of a run */
  constructor(folder: string, limit: number) {
    this.#entries = new FolderCache(join(folder, FORMAT), limit)
  }

  /** The result for a key; undefined where there is none. */
  async get(key: string): Promise<Rendered | undefined> {
    const text = await this.#entries.get(key)
    return text === undefined ? undefined : decode(JSON.parse(text) as Json)
  }

  async put(key: string, rendered: Rendered): Promise<void> {
    await this.#entries.put(key, JSON.stringify(encode(rendered)))
  }

  /** Deletes what was not used for the longest time, beyond the limit. */
  async trim(): Promise<void> {
    await this.#entries.trim()
  }
}

function encode({ manifests, warnings, generated }: Rendered): Json {
  return {
    objects: manifests.map(({ content }) => content),
    warnings: [...warnings],
    generated: manifests.map((manifest) => [...(generated.get(manifest) ?? [])]),
  }
}

function decode(value: Json): Rendered | undefined {
  if (!isObject(value)) return undefined
  const { objects, warnings, generated } = value
  if (!Array.isArray(objects) || !Array.isArray(warnings) || !Array.isArray(generated)) return undefined
  const manifests: Manifest[] = []
  const pointers = new Map<Manifest, readonly string[]>()
  for (const [i, content] of (objects as Json[]).entries()) {
    const manifest = isObject(content) ? manifestOf(content) : undefined
    if (!manifest) return undefined
    manifests.push(manifest)
    const own = (generated as Json[])[i]
    if (Array.isArray(own) && own.length > 0) pointers.set(manifest, own as string[])
  }
  return { manifests, warnings: warnings as string[], generated: pointers }
}
