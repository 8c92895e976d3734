import { createHash, randomBytes } from 'node:crypto'
import { mkdir, readdir, readFile, rename, rm, stat, utimes, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Json } from '../../yaml/value.ts'
import { isObject } from '../../yaml/value.ts'
import type { Manifest, Rendered } from '../model.ts'
import { manifestOf } from './manifests.ts'

/** Changes when the same inputs may give another result, or an entry is written in another way. */
const FORMAT = 'render-2'

/**
 * Results by the hash of all their inputs, in a folder that CI may keep over runs. What is broken in it is not
 * there; a folder that cannot be written is no fault, as rendering works without it.
 */
export class RenderCache {
  readonly #folder: string
  readonly #limit: number

  /** @param limit megabytes that are left at the end of a run */
  constructor(folder: string, limit: number) {
    this.#folder = join(folder, FORMAT)
    this.#limit = limit * 1024 * 1024
  }

  /** The result for a key; undefined where there is none. */
  async get(key: string): Promise<Rendered | undefined> {
    const file = this.#file(key)
    let text: string
    try {
      text = await readFile(file, 'utf8')
    } catch {
      return undefined
    }
    const end = text.indexOf('\n')
    const body = text.slice(end + 1)
    if (text.slice(0, end) !== checksum(key, body)) return undefined
    const now = new Date()
    // The last use decides what stays; where it cannot be noted, the entry is only the older.
    await utimes(file, now, now).catch(() => undefined)
    return decode(JSON.parse(body) as Json)
  }

  async put(key: string, rendered: Rendered): Promise<void> {
    const body = JSON.stringify(encode(rendered))
    const file = this.#file(key)
    const temporary = `${file}.${randomBytes(6).toString('hex')}.tmp`
    try {
      await mkdir(join(file, '..'), { recursive: true })
      await writeFile(temporary, `${checksum(key, body)}\n${body}`, { flag: 'wx' })
      await rename(temporary, file)
    } catch {
      await rm(temporary, { force: true }).catch(() => undefined)
    }
  }

  /** Deletes what was not used for the longest time, beyond the limit. */
  async trim(): Promise<void> {
    const entries: { file: string; size: number; used: number }[] = []
    for (const name of await readdir(this.#folder, { recursive: true }).catch(() => [])) {
      const file = join(this.#folder, name)
      const status = await stat(file).catch(() => undefined)
      if (status?.isFile()) entries.push({ file, size: status.size, used: status.mtimeMs })
    }
    let size = 0
    for (const entry of entries.toSorted((a, b) => b.used - a.used)) {
      size += entry.size
      if (size > this.#limit) await rm(entry.file, { force: true }).catch(() => undefined)
    }
  }

  #file(key: string): string {
    return join(this.#folder, key.slice(0, 2), `${key}.json`)
  }
}

function checksum(key: string, body: string): string {
  return createHash('sha256').update(`${key}\n${body}`).digest('hex')
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
