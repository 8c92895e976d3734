import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Phrase } from '../../text/reduced.ts'
import { phrase } from '../../text/reduced.ts'
import { unpack } from './archive.ts'
import type { RenderLimits } from './limits.ts'

/** Messages that a chart's own templates stop with, as far as they are written there. */

/** More are no use: all are looked for at each word of a message. */
const MOST = 2000

/** A longer text is no message of a person. */
const LONGEST = 400

const TEXT = String.raw`("(?:[^"\\\n]|\\.)*"|\x60[^\x60]*\x60)`
/** A text that is said, or a part of one; the default of a value may be said as well, but is a value. */
const SAID = new RegExp(
  String.raw`\b(?:fail|required|printf|print|println|cat)\s+${TEXT}|${TEXT}\s*\|\s*(?:fail|required)\b`,
  'g',
)

/**
 * The texts that the templates of a chart hand to `fail` and `required`, cut where values come in, and the prose in
 * templates for such messages.
 *
 * @param target where the chart is staged: a folder, or a package
 */
export async function sayings(target: string, limits: RenderLimits): Promise<Phrase[]> {
  const found = new Set<string>()
  for await (const [path, text] of templatesOf(target, limits))
    for (const saying of sayingsIn(text, path.endsWith('.tpl'))) found.add(saying)
  return [...found]
    .toSorted((a, b) => b.length - a.length)
    .slice(0, MOST)
    .map((text) => phrase(text.replaceAll(/[\\^$.*+?()[\]{}|/]/g, String.raw`\$&`)))
}

/** @param isHelper whether the text is no manifest */
export function* sayingsIn(text: string, isHelper: boolean): Generator<string> {
  const { actions, prose } = split(text)
  for (const action of actions) {
    if (!/\b(?:fail|required)\b/.test(action)) continue
    for (const [, before, behind] of action.matchAll(SAID)) yield* cut(unquoted(before ?? behind ?? ''))
  }
  if (!isHelper) return
  // Four words in a row, and no key with a value.
  for (const line of prose.map((part) => part.trim()))
    if (
      line.length <= LONGEST &&
      /^(?:[A-Za-z][\w',.()"-]*\s+){3}[A-Za-z]/.test(line) &&
      !/^[\w."-]+:\s/.test(line)
    )
      yield line
}

/** The actions of a template, and the lines between them; without going back, as nothing bounds its length. */
function split(text: string): { actions: string[]; prose: string[] } {
  const actions: string[] = []
  const prose: string[] = []
  let at = 0
  for (;;) {
    const open = text.indexOf('{{', at)
    const close = open < 0 ? -1 : text.indexOf('}}', open)
    prose.push(...text.slice(at, open < 0 ? undefined : open).split('\n'))
    if (close < 0) return { actions, prose }
    actions.push(text.slice(open + 2, close))
    at = close + 2
  }
}

/** The parts of a format; what is too short says nothing, and could be found in a value. */
function cut(text: string): string[] {
  return text
    .split(/%[-+# 0]*(?:[1-9.][\d.]*)?[a-zA-Z]|%%|\n/)
    .map((part) => part.trim())
    .filter((part) => part.length <= LONGEST && /[A-Za-z]{2}/.test(part))
}

function unquoted(text: string): string {
  if (text.startsWith('`')) return text.slice(1, -1)
  return text
    .slice(1, -1)
    .replaceAll(/\\([^])/g, (_, character: string) => ({ n: '\n', t: '\t' })[character] ?? character)
}

async function* templatesOf(target: string, limits: RenderLimits): AsyncGenerator<[string, string]> {
  if (/\.(tgz|tar\.gz)$/i.test(target)) {
    yield* packedTemplates(await readFile(target), limits)
    return
  }
  for (const entry of await readdir(target, { withFileTypes: true, recursive: true })) {
    if (!entry.isFile()) continue
    const path = join(entry.parentPath, entry.name)
    if (/\.(tgz|tar\.gz)$/i.test(path)) yield* packedTemplates(await readFile(path), limits)
    else if (isTemplate(path)) yield [path, await readFile(path, 'utf8')]
  }
}

async function* packedTemplates(content: Uint8Array, limits: RenderLimits): AsyncGenerator<[string, string]> {
  for (const [path, data] of await unpack(content, 'a chart', limits))
    if (/\.(tgz|tar\.gz)$/i.test(path)) yield* packedTemplates(data, limits)
    else if (isTemplate(path)) yield [path, Buffer.from(data).toString()]
}

function isTemplate(path: string): boolean {
  return /(^|[\\/])templates[\\/].+\.(ya?ml|tpl|txt|json)$/.test(path)
}
