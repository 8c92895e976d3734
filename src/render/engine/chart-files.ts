import type { Dependence } from '../../gotemplate/dependence.ts'
import { ChartTexts } from './dependences.ts'
import { inputError } from '../../errors.ts'
import { openPackage, packChart } from './archive.ts'
import type { RenderLimits } from './limits.ts'
import { atFixedTime } from './clock.ts'
import { usesGenerators } from './generated.ts'
import { foreignReference } from './schema.ts'

/** Maximum depth of packages in packages. */
const MAX_DEPTH = 5

/** Packages that Helm loads as charts; any other package is a plain file. Rule: helm pkg/chart/v2/loader/load.go */
const PACKED = /^(charts\/[^/]+\/)*charts\/[^/_.][^/]*\.tgz$/

/** Files of a chart by path; a package among them (`charts/x.tgz`) has its content or its own files as the value. */
export type ChartFiles = ReadonlyMap<string, Uint8Array | ChartFiles>

/** A chart as it is staged. */
export interface CleanChart {
  readonly files: ChartFiles
  /** Whether a template may have a different result on each run. */
  readonly generates: boolean
  readonly warnings: readonly string[]
  /** Dependences of its templates on more than their inputs, by file (`charts/a.tgz: templates/b.yaml`). */
  readonly dependences: readonly Dependence[]
  /** Whether its templates run texts of values as templates. */
  readonly runsTexts: boolean
}

/**
 * Removes from a chart everything that would make Helm read or fetch something outside of it: schemas that refer to
 * addresses and files. Replaces `now` by a fixed time in all templates. Packages are opened and must be packed again
 * (`packed`), so that Helm reads exactly what was checked.
 *
 * @param name the chart's path, for messages
 * @throws FairleadError (input) if a packed chart is broken, contains links or is too large
 */
export async function cleanse(files: ChartFiles, name: string, limits: RenderLimits): Promise<CleanChart> {
  const warnings: string[] = []
  const texts = new ChartTexts()
  let generates = false
  /** The remaining limits for all packages of the chart together. */
  const budget = { files: limits.files, size: limits.size }
  const clean = await keep(files, '', 0)
  return { files: clean, generates, warnings, dependences: texts.dependences(), runsTexts: texts.runsTexts }

  /** @param at the package that contains the files, for messages */
  async function keep(members: ChartFiles, at: string, depth: number): Promise<ChartFiles> {
    if (depth > MAX_DEPTH) throw inputError(`${name}/${at}: it is packed more than ${MAX_DEPTH} times`)
    const kept = new Map<string, Uint8Array | ChartFiles>()
    for (const [path, content] of members) {
      const shown = at === '' ? path : `${at}: ${path}`
      if (!(content instanceof Uint8Array)) kept.set(path, await keep(content, shown, depth + 1))
      else if (PACKED.test(path)) {
        const inner = await openPackage(content, `${name}/${shown}`, budget)
        budget.files -= inner.size
        for (const data of inner.values()) budget.size -= data.length / 1024 / 1024
        kept.set(path, await keep(inner, shown, depth + 1))
      } else {
        const own = stagedContent(shown, path, content)
        if (own) kept.set(path, own)
      }
    }
    return kept
  }

  /** Returns a file as it is staged; undefined if it is left out. */
  function stagedContent(shown: string, path: string, content: Uint8Array): Uint8Array | undefined {
    if (/(^|\/)values\.schema\.json$/i.test(path)) {
      const reference = foreignReference(content)
      if (reference === undefined) return content
      warnings.push(
        `${name}: the values are not validated against ${shown}, because it refers to ${reference}: a schema may only refer to itself`,
      )
      return undefined
    }
    generates ||= usesGenerators(content)
    texts.add(shown, path, content)
    return /(^|\/)templates\//.test(path) ? atFixedTime(content) : content
  }
}

/**
 * Returns the files of a chart as they are written, with its packages packed.
 *
 * @param change returns the content that replaces the content of a file
 * @throws FairleadError (input) if a path in a package may not be staged
 */
export async function packed(
  files: ChartFiles,
  change: (path: string, content: Uint8Array) => Uint8Array = (_, content) => content,
): Promise<Map<string, Uint8Array>> {
  const result = new Map<string, Uint8Array>()
  for (const [path, content] of files)
    result.set(
      path,
      content instanceof Uint8Array ? change(path, content) : await packChart(await packed(content, change)),
    )
  return result
}
