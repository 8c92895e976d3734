import { groupBy } from '../../group-by.ts'
import type { KeyPath } from '../../yaml/keys.ts'
import { formatKeyPath } from '../../yaml/keys.ts'
import type { YamlFile, YamlNode } from '../../yaml/nodes.ts'
import { keyText, resolve } from '../../yaml/nodes.ts'
import { position } from '../../yaml/position.ts'

/** The entry of a values file from which a template generated something, in a loop over all entries. */
export interface LoopEntry {
  readonly file: string
  readonly line: number
  readonly key: string
}

interface Candidate {
  readonly path: KeyPath
  readonly start: number
  /** The text that names it. */
  readonly text: string
}

/** Deeper than any list of apps. */
const DEEPEST = 6

/**
 * Returns the entry of a list or a map that names an app. Its key or item is the app's name or whole parts of it
 * (`web` and `prod` of `web-prod`), and the entry that covers the most of the name is used. An app's name usually
 * contains the name of its entry. Nothing else links the two.
 *
 * @param file values that the template receives
 * @returns undefined if no entry matches, or if several match equally well
 */
export function loopEntryOf(file: YamlFile, name: string): LoopEntry | undefined {
  const fitting = candidatesOf(file).filter(({ text }) => `-${name}-`.includes(`-${text}-`))
  const ranked = [...groupBy(fitting, ({ path }) => formatKeyPath(path))]
    .map(([key, [first, ...others]]) => {
      const texts = new Set([first, ...others].map((one) => one?.text ?? ''))
      return { key, start: first?.start ?? 0, told: [...texts].join('').length }
    })
    .toSorted((a, b) => b.told - a.told)
  const [best, second] = ranked
  if (!best) return undefined
  // An entry inside the best entry is not a different one.
  const isDoubtful = second?.told === best.told && !isWithin(second.key, best.key)
  return isDoubtful
    ? undefined
    : { file: file.path, line: position(file.text, best.start).line, key: best.key }
}

function isWithin(key: string, other: string): boolean {
  return key.startsWith(`${other}.`) || key.startsWith(`${other}[`)
}

/** The candidates of each file. Many apps come from the same file. */
const known = new WeakMap<YamlFile, readonly Candidate[]>()

function candidatesOf(file: YamlFile): readonly Candidate[] {
  const found = known.get(file)
  if (found) return found
  const candidates: Candidate[] = []
  for (const { root } of file.documents) collect(root, [], candidates)
  known.set(file, candidates)
  return candidates
}

function collect(node: YamlNode, path: KeyPath, into: Candidate[]): void {
  const target = resolve(node)
  if (path.length > DEEPEST || !target || target.kind === 'scalar') return
  if (target.kind === 'sequence') {
    for (const [i, item] of target.items.entries()) {
      const inner = resolve(item)
      const way = [...path, i]
      if (inner?.kind === 'scalar') into.push({ path: way, start: item.start, text: inner.value })
      if (inner?.kind === 'map')
        for (const { value } of inner.entries) {
          const text = resolve(value)
          if (text?.kind === 'scalar' && text.value !== '')
            into.push({ path: way, start: item.start, text: text.value })
        }
      collect(item, way, into)
    }
    return
  }
  for (const { key, value } of target.entries) {
    const text = keyText(key)
    const inner = resolve(value)
    if (text === undefined) continue
    const way = [...path, text]
    // A map inside another map or list is one of several, and its key names it.
    if (inner?.kind === 'map' && path.length > 0) into.push({ path: way, start: key.start, text })
    collect(value, way, into)
  }
}
