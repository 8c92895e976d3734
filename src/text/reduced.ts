/**
 * Reduces messages of programs, which quote the values that they fail on, to parts that are known to contain no
 * value: the location and the kind of error. It does not search for secrets: everything that is not known is left
 * out.
 */

/** Replaces everything in a message beyond its location and kind. */
export const LEFT_OUT = '…'

/** A part of a message that contains no value. */
export interface Phrase {
  /** Sticky (`y`). */
  readonly pattern: RegExp
  /** Returns the text that is shown; default: the matched text. */
  readonly show?: (match: RegExpExecArray) => string
}

/** Returns a phrase for the source of a pattern. */
export function phrase(source: string, show?: Phrase['show']): Phrase {
  return { pattern: new RegExp(source, 'y'), ...(show ? { show } : {}) }
}

/**
 * Returns a message without anything that may be a value. It keeps the phrases, and the words that such messages
 * consist of. All other words, and everything in quotes and brackets, become `…`.
 *
 * @param whole of a long message, only the beginning and the end are read
 * @param phrases the first phrase that matches is used
 */
export function reduced(whole: string, phrases: readonly Phrase[]): string {
  const message = shortened(whole)
  const parts: Part[] = []
  for (let at = 0; at < message.length;) {
    const part = known(message, at, phrases) ?? next(message, at)
    parts.push(part)
    at += part.length
  }
  return shown(parts)
}

/**
 * The maximum length of a message. Quoted values can be of any length, and each word is compared with all phrases.
 */
const LONGEST = 6000

function shortened(text: string): string {
  const half = LONGEST / 2
  return text.length <= LONGEST ? text : `${text.slice(0, half)}\n${LEFT_OUT}\n${text.slice(-half)}`
}

interface Part {
  /** The length of this part of the message. */
  readonly length: number
  /** Undefined if it is left out. */
  readonly text: string | undefined
  readonly isWord: boolean
}

function known(message: string, at: number, phrases: readonly Phrase[]): Part | undefined {
  // A phrase does not begin within a word.
  if (/\w/.test(message[at - 1] ?? '') && /\w/.test(message[at] ?? '')) return undefined
  for (const { pattern, show } of phrases) {
    pattern.lastIndex = at
    const match = pattern.exec(message)
    if (!match?.[0]) continue
    return { length: match[0].length, text: show ? show(match) : match[0], isWord: false }
  }
  return undefined
}

const BLANKS = /\s+/y
const QUOTED = /"(?:[^"\\\n]|\\.)*(?:"|$|(?=\n))|`[^`]*(?:`|$)|'[^'\n]*(?:'|$|(?=\n))/y
const WORD = /([(]*)([^\s"'`()[\]{}:;,]*(?:'[a-z]+\b)?)([):;,.]*)/y
const CLOSING: Readonly<Record<string, string>> = { '[': ']', '{': '}', '<': '>' }

function next(message: string, at: number): Part {
  const blanks = matched(BLANKS, message, at)
  if (blanks) return { length: blanks[0].length, text: blanks[0], isWord: false }
  const quoted = matched(QUOTED, message, at)
  if (quoted) return { length: quoted[0].length, text: undefined, isWord: false }
  if (Object.hasOwn(CLOSING, message[at] ?? ''))
    return { length: bracketed(message, at), text: undefined, isWord: false }
  const word = matched(WORD, message, at)
  if (!word?.[0]) return { length: 1, text: undefined, isWord: false }
  const [all, open = '', plain = '', close = ''] = word
  const core = plain.replace(/\.$/, '')
  if (core === '') return { length: all.length, text: `${open}${close}`, isWord: false }
  return { length: all.length, text: WORDS.has(core.toLowerCase()) ? all : undefined, isWord: true }
}

function matched(pattern: RegExp, message: string, at: number): RegExpExecArray | undefined {
  pattern.lastIndex = at
  return pattern.exec(message) ?? undefined
}

/**
 * Returns the length of a part in brackets, including nested brackets; if it is not closed, the rest of the message.
 */
function bracketed(message: string, at: number): number {
  const [open = '', close = ''] = [message[at], CLOSING[message[at] ?? '']]
  let depth = 0
  for (let i = at; i < message.length; i++) {
    if (message[i] === open) depth++
    else if (message[i] === close && --depth === 0) return i - at + 1
  }
  return message.length - at
}

/**
 * Joins the parts. Consecutive parts that are left out become one sign. A single word between two of them may be a
 * part of a value, so it is also left out.
 */
function shown(parts: readonly Part[]): string {
  const kept = parts.map((part, i) => {
    const isBlank = (text: string | undefined) => text !== undefined && text.trim() === ''
    const beside = (step: 1 | -1) => {
      let j = i + step
      while (isBlank(parts[j]?.text)) j += step
      return parts[j]
    }
    const [before, after] = [beside(-1), beside(1)]
    const isAlone = part.isWord && before && after && before.text === undefined && after.text === undefined
    return isAlone ? undefined : part.text
  })
  return kept
    .map((text) => text ?? '\u0000')
    .join('')
    .replaceAll(/\u0000(?:[\s\u0000]*\u0000)?/g, LEFT_OUT)
    .replaceAll(new RegExp(`${LEFT_OUT}(?:[ .,:;()]*${LEFT_OUT})+`, 'g'), LEFT_OUT)
}

/** The words in messages of Go's libraries, Helm, kustomize and YAML parsers; none of them is a name. */
const WORDS = new Set(
  [
    'a accumulating actual add additional after all allof allow allowed already also an and anchor another any anyof apiversion',
    'apply are argument arguments array as assigned associated at bad base64 be because been before beginning behavior',
    "between block boolean bool both bounds but bytes call called calling can cannot can't certificate character",
    'characters chart charts close closed closing collection comment comparable comparison comparing compare',
    'condition configuration configuring conflict conflicts connection contain contains content contents context',
    "control converting could couldn't create creating cycle data date decode decoding defined definition deficient",
    "dependencies dependency destination detected did didn't different digit dir directory divide division do doc",
    "document documents does doesn't don't double duplicate duplicated during each element elements empty encoded",
    'encoding end entry eof equal error errors escape evaluate evaluating evalsymlink exceeded execute executing',
    'execution exist exists expected expression extension extra fail failed fails failure false field fields file',
    'files find first float float64 flow following for format found from function functions generator generators',
    'generating get given got greater group has have header hex id identifier illegal illegally in incompatible',
    "incorrect indent indentation index indicator infinite inside input int int64 integer interface invalid is isn't",
    'it item items iterate job json key keys kind kustomization kv label last leading least len length less line list',
    'literal load loading longer looking lookup malformed map mapping marshal match matched matches matching maximum',
    'may member memory merge merging message metadata method minimum missing mode more most multiple must name names',
    'namespace negative nested nesting new newline nil no node nodes non none not nothing null number object octet of',
    'offset on one oneof only open opening operand operation operator option options or origin other out outside over',
    'overflow pairs panic parameter parse parsing part patch path paths pattern permission plugin pointer position',
    'prefix property propertyname propertynames props quote quoted range ranges read reading reference referenced',
    'regexp release remaining removing repeats replace replacement required requires reserved resolve resource',
    'resources result return returned root rule runtime scalar scan scanning schema schemas selected selector semantic',
    'sequence set should signed single size slice source sources space spaces spec specifications start started',
    'starting starts static stream strconv.atoi strconv.parsebool strconv.parsefloat strconv.parseint string strings',
    'struct strvals subschema subschemas succeed successful such supported syntax tab table tag target template',
    'templates term terminate terminated test testing than that the then there they time to token too trailing',
    'transformation transformer transformers true type types unable unclosed undefined unexpected unhandled unique',
    'unknown unmarshal unmarshaling unresolved unsupported unterminated until url uri use used using utf-8 valid',
    'validate validation validating value values variable version versions was when where which while whitespace with',
    'within without word wrong yaml zero malformedyamlerror error calling --set --set-string --set-json --set-file',
    'e-mail email hostname ipv4 ipv6 uuid regex date-time uniqueitems equals failing goroutine stack depth deep large',
    'by this if rendered action command pipeline block comment brace bracket dot numeric mark escaped clause empty remove has tpl strategic considering processing plugins mapped known produces registered config utf8 open api loaded',
    'parents circular transform transforming components bases crds below above security found: undefined: either cluster',
    'limit maximum-depth library installable installed invalid: unit must unrecognized divided supplied',
  ].flatMap((line) => line.split(' ')),
)
