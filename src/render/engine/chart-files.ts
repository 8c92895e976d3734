import { repack } from './archive.ts'
import type { RenderLimits } from './limits.ts'
import { atFixedTime } from './clock.ts'
import { usesGenerators } from './generated.ts'
import { foreignReference } from './schema.ts'

/** The files of a chart as they are staged. */
export interface CleanChart {
  readonly files: ReadonlyMap<string, Uint8Array>
  /** Whether a template may give something else at each run. */
  readonly generates: boolean
  readonly warnings: readonly string[]
  /** What templates ask of the cluster or of the release's past, which only a real deployment can answer. */
  readonly asks: readonly string[]
}

/** `helm template` answers them as on a first installation into an empty cluster. */
const ASKING = /(?<![\w$"'-])(lookup(?=\s+["'(.$])|IsUpgrade\b|IsInstall\b|Release\.Revision\b)/g

/**
 * Takes out of a chart what would make Helm read or fetch something that is not in it: schemas that refer to
 * addresses and files; `now` is a fixed time in all templates. Packed charts are packed anew, so that Helm reads from them exactly what was looked at.
 *
 * @param name the chart's path, for messages
 * @throws FairleadError (input) where a packed chart is broken, holds links or is too large
 */
export async function cleanse(
  files: ReadonlyMap<string, Uint8Array>,
  name: string,
  limits: RenderLimits,
): Promise<CleanChart> {
  const clean = new Map<string, Uint8Array>()
  const warnings: string[] = []
  const asks = new Set<string>()
  let generates = false
  const budget = { files: limits.files, size: limits.size }
  for (const [path, content] of files) {
    if (/\.(tgz|tar\.gz)$/i.test(path)) {
      const packed = await repack(content, `${name}/${path}`, budget, (inner, data) =>
        look(`${path}: ${inner}`, inner, data),
      )
      clean.set(path, packed)
    } else {
      const kept = look(path, path, content)
      if (kept) clean.set(path, kept)
    }
  }
  return { files: clean, generates, warnings, asks: [...asks].toSorted() }

  /** A file as it is staged; undefined where it is left out. */
  function look(shown: string, path: string, content: Uint8Array): Uint8Array | undefined {
    if (/(^|\/)values\.schema\.json$/i.test(path)) {
      const reference = foreignReference(content)
      if (reference === undefined) return content
      warnings.push(
        `${name}: the values are not checked by ${shown}, which refers to ${reference}: a schema may only refer to itself`,
      )
      return undefined
    }
    generates ||= usesGenerators(content)
    if (!/(^|\/)templates\//.test(path)) return content
    if (!path.endsWith('NOTES.txt'))
      for (const [, what = ''] of Buffer.from(content).toString('latin1').matchAll(ASKING)) asks.add(what)
    return atFixedTime(content)
  }
}
