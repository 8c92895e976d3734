import { createHash } from 'node:crypto'
import type { Dependence } from '../../gotemplate/dependence.ts'
import type { FolderCache } from '../../cache/folder-cache.ts'
import type { KeyPath } from '../../yaml/keys.ts'
import type { Json } from '../../yaml/value.ts'
import { isObject } from '../../yaml/value.ts'
import type { Rendered } from '../model.ts'
import type { Manifest } from '../../kube/manifests.ts'
import { manifestOf } from './manifests.ts'

/** Changes when the same inputs may give another result, or an entry is written in another way. */
const FORMAT = 'render-7'

/** Results by the hash of all their inputs. */
export class RenderCache {
  readonly #entries: FolderCache

  constructor(entries: FolderCache) {
    this.#entries = entries
  }

  /** The result for a key; undefined where there is none. */
  async get(key: string): Promise<Rendered | undefined> {
    const text = await this.#entries.get(ownKey(key))
    return text === undefined ? undefined : decode(JSON.parse(text) as Json)
  }

  async put(key: string, rendered: Rendered): Promise<void> {
    await this.#entries.put(ownKey(key), JSON.stringify(encode(rendered)))
  }
}

/** What another version has written is not found, and goes as all that is not used. */
function ownKey(key: string): string {
  return createHash('sha256').update(`${FORMAT} ${key}`).digest('hex')
}

function encode({ manifests, warnings, generated, dependences }: Rendered): Json {
  return {
    objects: manifests.map(({ content }) => content),
    warnings: [...warnings],
    dependences: (dependences ?? []).map((one) => ({ ...one })),
    templates: manifests.map(({ template }) => template ?? null),
    large: manifests.map(({ large }) => large ?? null),
    generated: manifests.map((manifest) => [...(generated.get(manifest) ?? [])]),
  }
}

function decode(value: Json): Rendered | undefined {
  if (!isObject(value)) return undefined
  const { objects, warnings, generated, dependences, templates, large } = value
  if (
    !Array.isArray(dependences) ||
    !Array.isArray(objects) ||
    !Array.isArray(warnings) ||
    !Array.isArray(templates) ||
    !Array.isArray(large) ||
    !Array.isArray(generated)
  )
    return undefined
  const manifests: Manifest[] = []
  const pointers = new Map<Manifest, readonly string[]>()
  for (const [i, content] of (objects as Json[]).entries()) {
    const manifest = isObject(content) ? manifestOf(content) : undefined
    if (!manifest) return undefined
    const template = (templates as Json[])[i]
    const ways = (large as Json[])[i]
    const kept = {
      ...manifest,
      ...(typeof template === 'string' && { template }),
      ...(Array.isArray(ways) && { large: ways as KeyPath[] }),
    }
    manifests.push(kept)
    const own = (generated as Json[])[i]
    if (Array.isArray(own) && own.length > 0) pointers.set(kept, own as string[])
  }
  return {
    manifests,
    warnings: warnings as string[],
    generated: pointers,
    dependences: dependences as Dependence[],
  }
}
