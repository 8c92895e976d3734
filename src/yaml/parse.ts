import { COLLECTION_STYLE, EVENT_ID, SCALAR_STYLE, getScalarValue, parseEvents, YAMLException } from 'js-yaml'
import type { Event, MappingEvent, ScalarEvent, SequenceEvent } from 'js-yaml'
import { inputError } from '../errors.ts'
import { maySeemDifferent, refuseAmbiguous } from './ambiguous.ts'
import { parseLeniently } from './lenient.ts'
import type {
  AliasNode,
  MapEntry,
  MapNode,
  ScalarNode,
  ScalarStyle,
  SequenceNode,
  YamlDocument,
  YamlFile,
  YamlNode,
} from './nodes.ts'

/**
 * Larger files are not manifests that a person reviews. The limit protects the job against a malicious file. Unit:
 * UTF-16 units.
 */
const MAX_TEXT = 20_000_000
/** For longer texts that are not YAML, the second parser takes seconds. */
const MAX_LENIENT = 300_000
/**
 * The error for which the second parser is used: the first one requires each line of a flow collection to be indented
 * deeper than its key.
 */
const LENIENT = 'deficient indentation'

const styles: Record<number, ScalarStyle> = {
  [SCALAR_STYLE.PLAIN]: 'plain',
  [SCALAR_STYLE.SINGLE_QUOTED]: 'single',
  [SCALAR_STYLE.DOUBLE_QUOTED]: 'double',
  [SCALAR_STYLE.LITERAL_BLOCK]: 'literal',
  [SCALAR_STYLE.FOLDED_BLOCK]: 'folded',
}

/**
 * Parses a YAML text into nodes with positions. Documents without content are left out. Duplicate keys are not an
 * error here: they only matter when that key is looked up.
 *
 * @param text the file's text, including its byte order mark, if any
 * @param path the file's name, for messages
 * @throws FairleadError (input) if the text is not YAML, or if controllers read it differently, with line and column
 */
export function parseYaml(text: string, path: string): YamlFile {
  if (text.length > MAX_TEXT)
    throw inputError(`the file is too large (${text.length} characters)`, { at: { file: path } })
  const file = { path, text, documents: parseDocuments(text, path) }
  if (maySeemDifferent(text)) refuseAmbiguous(file)
  return file
}

function parseDocuments(text: string, path: string): YamlDocument[] {
  try {
    return new Builder(text, parseEvents(text, { filename: path })).documents()
  } catch (error) {
    if (!(error instanceof YAMLException)) throw error
    if (error.reason.startsWith('nesting exceeded'))
      throw inputError('the YAML is nested more than 100 levels deep, which is the limit', {
        at: { file: path, ...(error.mark ? { line: error.mark.line + 1 } : {}) },
      })
    try {
      if (text.length > MAX_LENIENT || error.reason !== LENIENT) throw error
      return parseLeniently(text, path)
    } catch {
      // The first parser's message is the better one.
      const at = error.mark
        ? { file: path, line: error.mark.line + 1, column: error.mark.column + 1 }
        : { file: path }
      throw inputError(`this is not valid YAML: ${withoutNames(error.reason)}`, {
        at,
        ...hintFor(error.reason, text),
      })
    }
  }
}

/** Removes names of anchors and tags, which may be values that begin with `*`, `&` or `!`. */
function withoutNames(reason: string): string {
  return reason.replace(/ "[^]*"/, '').replace(/(cannot contain such characters): [^]*$/, '$1')
}

function hintFor(reason: string, text: string): { hint?: string } {
  if (text.includes('{{') && /\{\{[-\s]*(if|range|with|define|include|\.|\$|template)/.test(text))
    return {
      hint: 'It looks like a template ({{ … }}). Set the values file that the template reads instead.',
    }
  if (reason.includes('tab characters')) return { hint: 'Indent with spaces.' }
  return {}
}

/** Builds nodes from js-yaml's flat list of events. */
class Builder {
  readonly #text: string
  readonly #events: readonly Event[]
  #next = 0
  /** The offset after the last token read, from which the position of an empty value is searched. */
  #position = 0
  /** Created on demand, because most documents have none. */
  #anchors: Map<string, YamlNode> | undefined
  #aliases: AliasNode[] | undefined
  /** The entries and items of the collections that are currently read, those of the innermost one last. */
  readonly #entries: MapEntry[] = []
  readonly #items: YamlNode[] = []

  constructor(text: string, events: readonly Event[]) {
    this.#text = text
    this.#events = events
  }

  documents(): YamlDocument[] {
    const documents: YamlDocument[] = []
    while (this.#next < this.#events.length) {
      this.#next++ // the event of the document itself
      this.#anchors = undefined
      this.#aliases = undefined
      let root: YamlNode | undefined
      while (this.#events[this.#next]?.type !== EVENT_ID.POP) root = this.#node('root')
      this.#next++
      if (root && !(root.kind === 'scalar' && root.empty))
        documents.push({ index: documents.length, root, aliases: this.#aliases ?? NO_ALIASES })
    }
    // A copy without spare capacity.
    return documents.slice()
  }

  #node(role: 'root' | 'key' | 'value' | 'item'): YamlNode {
    const event = this.#events[this.#next++]
    if (!event) throw new Error('the parser ended inside a document')
    switch (event.type) {
      case EVENT_ID.SCALAR:
        return this.#scalar(event, role)
      case EVENT_ID.ALIAS: {
        const name = this.#text.slice(event.anchorStart, event.anchorEnd)
        const alias: AliasNode = {
          kind: 'alias',
          name,
          start: event.anchorStart - 1,
          end: event.anchorEnd,
          target: this.#anchors?.get(name),
        }
        this.#aliases ??= []
        this.#aliases.push(alias)
        this.#position = event.anchorEnd
        return alias
      }
      case EVENT_ID.MAPPING: {
        const shell: Draft<MapNode> = {
          kind: 'map',
          flow: event.style === COLLECTION_STYLE.FLOW,
          start: event.start,
          end: 0,
          entries: NO_ENTRIES,
        }
        this.#open(event, shell)
        const first = this.#entries.length
        while (this.#events[this.#next]?.type !== EVENT_ID.POP) {
          const key = this.#node('key')
          this.#entries.push({ key, value: this.#node('value') })
        }
        shell.entries = this.#entries.splice(first)
        return this.#close(shell, '}')
      }
      case EVENT_ID.SEQUENCE: {
        const shell: Draft<SequenceNode> = {
          kind: 'sequence',
          flow: event.style === COLLECTION_STYLE.FLOW,
          start: event.start,
          end: 0,
          items: NO_ITEMS,
        }
        this.#open(event, shell)
        const first = this.#items.length
        while (this.#events[this.#next]?.type !== EVENT_ID.POP) this.#items.push(this.#node('item'))
        shell.items = this.#items.splice(first)
        return this.#close(shell, ']')
      }
      default:
        throw new Error('the parser returned an unexpected event')
    }
  }

  /** Starts a collection. Its anchor is registered first, because its content may refer to it. */
  #open(event: MappingEvent | SequenceEvent, shell: Draft<MapNode | SequenceNode>): void {
    this.#position = Math.max(this.#position, event.start)
    this.#anchor(event, shell)
    if (shell.flow) this.#position = event.start + 1
  }

  #close<T extends Draft<MapNode | SequenceNode>>(shell: T, bracket: '}' | ']'): T {
    this.#next++
    shell.end = shell.flow ? this.#closing(bracket) : this.#position
    return shell
  }

  #scalar(event: ScalarEvent, role: 'root' | 'key' | 'value' | 'item'): YamlNode {
    const style = styles[event.style] ?? 'plain'
    const empty = event.valueStart < 0
    const start = empty ? this.#emptyPlace(event, role) : event.valueStart
    const end = empty ? start : event.valueEnd
    const node: Draft<ScalarNode> = {
      kind: 'scalar',
      style,
      value: empty ? '' : getScalarValue(this.#text, event),
      start,
      end,
      empty,
    }
    if (event.tagStart >= 0) node.tag = this.#text.slice(event.tagStart, event.tagEnd)
    this.#anchor(event, node)
    this.#position = style === 'single' || style === 'double' ? end + 1 : end
    return node
  }

  /** Returns the offset where an empty value would be written: after the anchor or tag, the colon, or the dash. */
  #emptyPlace(event: ScalarEvent, role: 'root' | 'key' | 'value' | 'item'): number {
    const decorated = Math.max(event.anchorEnd, event.tagEnd)
    if (decorated >= 0) return decorated
    const mark = role === 'value' ? ':' : role === 'item' ? '-' : undefined
    if (!mark) return this.#position
    const found = this.#skipTo(mark)
    return found < 0 ? this.#position : found + 1
  }

  #closing(bracket: '}' | ']'): number {
    const found = this.#skipTo(bracket)
    return found < 0 ? this.#position : (this.#position = found + 1)
  }

  /** Finds the next `mark` after white space, commas and comments; -1 if another character comes first. */
  #skipTo(mark: string): number {
    for (let i = this.#position; i < this.#text.length; i++) {
      const character = this.#text[i]
      if (character === mark) return i
      if (character === '#') {
        const newline = this.#text.indexOf('\n', i)
        if (newline < 0) return -1
        i = newline
      } else if (!/[\s,:]/.test(character ?? '')) return -1
    }
    return -1
  }

  /** Registers the anchor of a node, if it has one. */
  #anchor(
    event: { anchorStart: number; anchorEnd: number },
    node: Draft<Exclude<YamlNode, AliasNode>>,
  ): void {
    if (event.anchorStart < 0) return
    node.anchor = this.#text.slice(event.anchorStart, event.anchorEnd)
    this.#anchors ??= new Map()
    this.#anchors.set(node.anchor, node)
  }
}

/** A node that is not finished yet. */
type Draft<T> = { -readonly [K in keyof T]: T[K] }

const NO_ALIASES: readonly AliasNode[] = []
const NO_ENTRIES: readonly MapEntry[] = []
const NO_ITEMS: readonly YamlNode[] = []
