import { groupBy } from '../../group-by.ts'
import type { KeyPath } from '../../yaml/keys.ts'
import { formatKeyPath } from '../../yaml/keys.ts'
import type { YamlFile, YamlNode } from '../../yaml/nodes.ts'
import { keyText, resolve } from '../../yaml/nodes.ts'
import { position } from '../../yaml/position.ts'

/** The entry of a values file that a template made something of, in a loop over all of them. */
export interface LoopEntry {
  readonly file: string
  readonly line: number
  readonly key: string
}

interface Candidate {
  readonly path: KeyPath
  readonly start: number
  /** What names it. */
  readonly text: string
}

/** Deeper than any list of apps. */
const DEEPEST = 6

/**
 * The entry of a list or a map that names an app: the key or item that is the app's name or whole parts of it (`web` and
 * `prod` of `web-prod`), the one that tells most of it. The name of an app mostly is made of that of its entry; nothing
 * else is known of it.
 *
 * @param file values that the template is given
 * @returns undefined where none fits, or several fit as well as each other
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
  // What is in the best entry is no other one.
  const isDoubtful = second?.told === best.told && !isWithin(second.key, best.key)
  return isDoubtful
    ? undefined
    : { file: file.path, line: position(file.text, best.start).line, key: best.key }
}

function isWithin(key: string, other: string): boolean {
  return key.startsWith(`${other}.`) || key.startsWith(`${other}[`)
}

/** Of each file once: many apps are made of one. */
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
    // What is one of several is a map by its own key.
    if (inner?.kind === 'map' && path.length > 0) into.push({ path: way, start: key.start, text })
    collect(value, way, into)
  }
}
