import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Phrase } from '../../text/reduced.ts'
import { phrase } from '../../text/reduced.ts'
import { unpack } from './archive.ts'
import type { RenderLimits } from './limits.ts'

/** Messages with which a chart's own templates fail, if the templates contain their text. */

/** Maximum number of messages, because each of them is tried at every word of an error. */
const MOST = 2000

/** Maximum length of a message. A longer text is not a message for people. */
const LONGEST = 400

const TEXT = String.raw`("(?:[^"\\\n]|\\.)*"|\x60[^\x60]*\x60)`
/** The text of a message, or a part of it. The default of a value may also be shown, but it is a value. */
const SAID = new RegExp(
  String.raw`\b(?:fail|required|printf|print|println|cat)\s+${TEXT}|${TEXT}\s*\|\s*(?:fail|required)\b`,
  'g',
)

/**
 * Returns the texts that the templates of a chart pass to `fail` and `required`, split where values are inserted, and
 * the prose in templates for such messages.
 *
 * @param target the path of the staged chart: a folder or a package
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

/**
 * Finds the messages in a template.
 *
 * @param isHelper whether the text is a helper file, not a manifest
 */
export function* sayingsIn(text: string, isHelper: boolean): Generator<string> {
  const { actions, prose } = split(text)
  for (const action of actions) {
    if (!/\b(?:fail|required)\b/.test(action)) continue
    for (const [, before, behind] of action.matchAll(SAID)) yield* cut(unquoted(before ?? behind ?? ''))
  }
  if (!isHelper) return
  // The line has four words in a row and is not a key with a value.
  for (const line of prose.map((part) => part.trim()))
    if (
      line.length <= LONGEST &&
      /^(?:[A-Za-z][\w',.()"-]*\s+){3}[A-Za-z]/.test(line) &&
      !/^[\w."-]+:\s/.test(line)
    )
      yield line
}

/**
 * Splits a template into its actions and the lines between them. It does not backtrack, because the length of the
 * text is not limited.
 */
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

/** Returns the fixed parts of a format. Parts that are too short are left out, because they could match a value. */
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
