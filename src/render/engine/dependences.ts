import type { Dependence } from '../../gotemplate/dependence.ts'
import { dependencesInTexts, dependencesOf } from '../../gotemplate/dependence.ts'
import { FairleadError } from '../../errors.ts'
import type { YamlNode } from '../../yaml/nodes.ts'
import { parseYaml } from '../../yaml/parse.ts'

/** The texts of a chart that are searched for dependences. */
export class ChartTexts {
  readonly #templates = new Map<string, string>()
  readonly #others = new Map<string, string>()

  /**
   * Adds a file of the chart.
   *
   * @param shown the name of the file for reviewers
   * @param path the path from the folder of its own chart
   */
  add(shown: string, path: string, content: Uint8Array): void {
    const isTemplate = /(^|\/)templates\//.test(path)
    // The notes are printed for people and are not deployed.
    if (path.endsWith('NOTES.txt')) return
    const text = Buffer.from(content.buffer, content.byteOffset, content.byteLength).toString()
    if (text.includes('{{')) (isTemplate ? this.#templates : this.#others).set(shown, text)
  }

  /** True if a template runs text as a template, so that values and other files may be templates. */
  get runsTexts(): boolean {
    return [...this.#templates.values()].some((text) => /\btpl\b/.test(text))
  }

  dependences(): Dependence[] {
    const templates = dependencesOf(this.#templates)
    if (!this.runsTexts) return templates
    const texts = [...this.#others].flatMap(([file, text]) =>
      /(^|\/|: )values[^/]*\.ya?ml$/.test(file) ? scalars(file, text) : [[file, text] as const],
    )
    return [...templates, ...dependencesInTexts(texts)]
  }
}

/** Returns what the values of an app depend on, for a chart that runs them as templates. */
export function dependencesOfValues(
  values: Iterable<{ readonly file: string; readonly content: Uint8Array }>,
): Dependence[] {
  const texts = [...values].flatMap(({ file, content }) => scalars(file, Buffer.from(content).toString()))
  return dependencesInTexts(texts)
}

/** Returns the scalars of a YAML text. In the text itself, quotes and escapes would hide their content. */
function scalars(file: string, text: string): (readonly [string, string])[] {
  if (!text.includes('{{') && !text.includes(String.raw`\x7b`) && !text.includes(String.raw`\u007`)) return []
  const found: (readonly [string, string])[] = []
  const pending: YamlNode[] = []
  try {
    pending.push(...parseYaml(text, file).documents.map(({ root }) => root))
  } catch (error) {
    if (!(error instanceof FairleadError)) throw error
    return [[file, text]]
  }
  // Aliases are not followed, because their targets are already in the document.
  for (let node = pending.pop(); node; node = pending.pop())
    if (node.kind === 'scalar') found.push([file, node.value])
    else if (node.kind === 'sequence') for (const item of node.items) pending.push(item)
    else if (node.kind === 'map') for (const { key, value } of node.entries) pending.push(key, value)
  return found
}
