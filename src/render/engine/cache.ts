import { createHash } from 'node:crypto'
import * as v from 'valibot'
import type { Dependence } from '../../gotemplate/dependence.ts'
import type { FolderCache } from '../../cache/folder-cache.ts'
import { parseJsonIfValid } from '../../shapes/answer.ts'
import type { KeyPath } from '../../yaml/keys.ts'
import type { Json } from '../../yaml/value.ts'
import { isObject } from '../../yaml/value.ts'
import type { Rendered } from '../model.ts'
import type { Manifest } from '../../kube/manifests.ts'
import { manifestOf } from './manifests.ts'

/**
 * The version of the format. It changes when the same inputs may have another result, or entries are written
 * differently.
 */
const FORMAT = 'render-7'

/** Results by the hash of all their inputs. */
export class RenderCache {
  readonly #entries: FolderCache

  constructor(entries: FolderCache) {
    this.#entries = entries
  }

  /** Returns the result for a key; undefined if there is none. */
  async get(key: string): Promise<Rendered | undefined> {
    const text = await this.#entries.get(ownKey(key))
    return text === undefined ? undefined : decode(text)
  }

  async put(key: string, rendered: Rendered): Promise<void> {
    await this.#entries.put(ownKey(key), JSON.stringify(encode(rendered)))
  }
}

/** Returns the key of an entry. Entries of other versions are not found, and are removed like all unused entries. */
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

const KeptUse = v.object({
  on: v.custom<Dependence['on']>((value) => typeof value === 'string'),
  what: v.string(),
  api: v.exactOptional(v.string()),
  file: v.string(),
  line: v.number(),
  decides: v.boolean(),
  key: v.string(),
})

/**
 * The output of `encode`. For each object, it contains the template if it is known, the key paths of large numbers,
 * and the pointers to generated values.
 */
const Kept = v.object({
  objects: v.array(v.custom<{ readonly [key: string]: Json }>((value) => isObject(value as Json))),
  warnings: v.array(v.string()),
  dependences: v.array(KeptUse),
  templates: v.array(v.nullable(v.string())),
  large: v.array(v.nullable(v.array(v.custom<KeyPath>((value) => Array.isArray(value))))),
  generated: v.array(v.array(v.string())),
})

function decode(text: string): Rendered | undefined {
  const kept = parseJsonIfValid(Kept, text)
  if (!kept) return undefined
  const manifests: Manifest[] = []
  const generated = new Map<Manifest, readonly string[]>()
  for (const [i, content] of kept.objects.entries()) {
    const plain = manifestOf(content)
    if (!plain) return undefined
    const template = kept.templates[i] ?? undefined
    const large = kept.large[i] ?? undefined
    const manifest = { ...plain, ...(template !== undefined && { template }), ...(large && { large }) }
    manifests.push(manifest)
    const pointers = kept.generated[i] ?? []
    if (pointers.length > 0) generated.set(manifest, pointers)
  }
  return { manifests, warnings: kept.warnings, generated, dependences: kept.dependences }
}
