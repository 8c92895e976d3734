import type { Action, Token } from './lexer.ts'
import { lexTemplate } from './lexer.ts'

/** What an action of a template depends on that no file of the repository decides. */
export type Unfixed =
  /** The time. */
  | 'time'
  /** Chance: random values, keys and salts, and the order of a map. */
  | 'chance'
  /** Objects of the cluster, and the DNS. */
  | 'lookup'
  /** Whether it is an installation or an upgrade, and of which number. */
  | 'release'
  /** The APIs of the cluster, and the versions of Kubernetes and Helm. */
  | 'capabilities'
  /** Text that is put together, or decoded, and then run as a template: nobody knows what is in it. */
  | 'composed'
  /** Text of values or files that is run as a template. */
  | 'tpl'

/** One thing that an action depends on, and how it is written there: `now`, `.Capabilities.KubeVersion`. */
export interface Use {
  readonly on: Unfixed
  readonly what: string
  /** The API that it asks for by name: `monitoring.coreos.com/v1`. */
  readonly api?: string
}

/** Functions of Helm's templates. Source: sprig's functions.go; Helm's pkg/engine/funcs.go and engine.go */
const FUNCTIONS: ReadonlyMap<string, Unfixed> = new Map(
  Object.entries({
    // Where they are given no date, `date` and its like take the time of now.
    time: 'now ago durationRound date dateInZone date_in_zone htmlDate htmlDateInZone',
    chance:
      'randAlphaNum randAlpha randAscii randNumeric randBytes randInt genPrivateKey genCA genCAWithKey genSelfSignedCert genSelfSignedCertWithKey genSignedCert genSignedCertWithKey uuidv4 htpasswd bcrypt shuffle encryptAES',
    lookup: 'lookup getHostByName',
  }).flatMap(([on, names]) => names.split(' ').map((name): [string, Unfixed] => [name, on as Unfixed])),
)

/** The order of what they give is chance, so it matters which comes first. */
const UNORDERED = new Set(['keys', 'values'])
const PICKING = new Set(['first', 'last', 'index', 'initial', 'rest', 'slice', 'join', 'toString', 'until'])

/** Functions whose result is another one by what they are given, beside `if`, `with` and `range`. */
const CHOOSING = new Set(
  'eq ne lt le gt ge and not ternary contains has hasKey hasPrefix hasSuffix regexMatch mustRegexMatch empty semverCompare index get dig slice mod until untilStep seq repeat fail'.split(
    ' ',
  ),
)

/** They make text of what it was hidden in. */
const DECODING = new Set(
  'b64dec b32dec decryptAES replace regexReplaceAll regexReplaceAllLiteral mustRegexReplaceAll nospace trunc substr abbrev swapcase lower upper title untitle trimAll trimPrefix trimSuffix fromJson fromYaml'.split(
    ' ',
  ),
)

/** They write out all that they are given. */
const WRITING = new Set(
  'toJson toPrettyJson toRawJson toYaml toToml toString print printf println cat quote'.split(' '),
)
const HANDING = new Set('include template tpl dict list set merge mergeOverwrite deepCopy'.split(' '))

/** Whether a text may hold any of this at all: most files of most charts do not. */
export function mayUse(text: string): boolean {
  return text.includes('{{') && INTERESTING.test(text)
}
const INTERESTING = new RegExp(
  String.raw`\b(?:${[...FUNCTIONS.keys(), ...UNORDERED, 'tpl', 'Capabilities', 'Release', 'IsInstall', 'IsUpgrade'].join('|')})\b|\$\s*[|)}]|\$ *\)`,
)

/** Whether an action decides what else is rendered, and does not only show a value. */
export function decides({ tokens }: Action): boolean {
  const [first, second] = tokens
  const keyword = first?.value === 'else' ? second : first
  if (keyword?.kind === 'word' && ['if', 'with', 'range'].includes(keyword.value)) return true
  return tokens.some(({ kind, value }) => kind === 'word' && CHOOSING.has(value))
}

/** Calls of `tpl` in one action that are looked into. */
const MOST_CALLS = 20

/** What an action depends on by itself; nothing of the templates and variables that it names. */
export function usesOf({ tokens }: Action): Use[] {
  if (!tokens.some(isInteresting)) return []
  const uses: Use[] = []
  let calls = 0
  const words = new Set(tokens.flatMap(({ kind, value }) => (kind === 'word' ? value : [])))
  const has = (names: ReadonlySet<string>) => [...words].some((word) => names.has(word))
  const isKeyed = has(KEYED)
  const isOpened = isKeyed || (has(WRITING) && !has(HANDING))
  for (const [i, { kind, value }] of tokens.entries()) {
    if (kind === 'word') {
      const on = FUNCTIONS.get(value)
      // `now | date …` is one use.
      if (on !== undefined && (value === 'now' || on !== 'time' || !words.has('now')))
        uses.push({ on, what: value })
      if (UNORDERED.has(value) && !words.has('sortAlpha') && has(PICKING))
        uses.push({ on: 'chance', what: `the order of ${value}` })
      if (value === 'tpl')
        uses.push(
          ...(++calls > MOST_CALLS ? [{ on: 'composed' as const, what: 'tpl' }] : tplUses(tokens, i + 1)),
        )
    } else if (kind === 'field') uses.push(...fieldUses(tokens, i, isOpened))
    else if (kind === 'string') uses.push(...(isKeyed ? nameUses(value) : []))
    else if (value === '$' && !isField(tokens, i + 1) && has(WRITING) && !has(HANDING))
      uses.push({ on: 'capabilities', what: 'all of $' }, { on: 'release', what: 'all of $' })
  }
  return distinct(uses)
}

/** One of each. */
function distinct(uses: readonly Use[]): Use[] {
  return [...new Map(uses.map((use) => [`${use.on} ${use.what} ${use.api ?? ''}`, use])).values()]
}

function isInteresting({ kind, value }: Token): boolean {
  if (kind === 'word') return FUNCTIONS.has(value) || UNORDERED.has(value) || value === 'tpl'
  if (kind === 'variable') return value === '$'
  return (kind === 'field' || kind === 'string') && CONTEXT.has(kind === 'field' ? value.slice(1) : value)
}
const CONTEXT = new Set(['Capabilities', 'Release', 'IsInstall', 'IsUpgrade'])

function isField(tokens: readonly Token[], i: number): boolean {
  const [before, token] = [tokens[i - 1], tokens[i]]
  return token?.kind === 'field' && before?.end === token.start
}

/** Functions that take a key of a map as text. */
const KEYED = new Set(['index', 'get', 'dig', 'pluck', 'pick', 'hasKey', 'omit'])

/** The keys of the context, as `index` and `get` take them. */
function nameUses(value: string): Use[] {
  if (value === 'Capabilities') return [{ on: 'capabilities', what: '"Capabilities"' }]
  return value === 'IsInstall' || value === 'IsUpgrade' ? [{ on: 'release', what: `"${value}"` }] : []
}

/**
 * @param isOpened whether the action writes out what it is given, or takes a key of it: what is only handed on is
 *   asked where it arrives
 */
function fieldUses(tokens: readonly Token[], i: number, isOpened: boolean): Use[] {
  const value = tokens[i]?.value ?? ''
  if (value === '.IsInstall' || value === '.IsUpgrade') {
    const isOfRelease = tokens[i - 1]?.value === '.Release' && isField(tokens, i)
    return [{ on: 'release', what: isOfRelease ? `.Release${value}` : value }]
  }
  if (value !== '.Release' && value !== '.Capabilities') return []
  // A value may have any name.
  for (let at = i; at > i - 20 && isField(tokens, at); at--)
    if (tokens[at - 1]?.value === '.Values') return []
  const next = isField(tokens, i + 1) ? tokens[i + 1]?.value : undefined
  if (next === undefined && !isOpened) return []
  if (value === '.Capabilities')
    return [
      {
        on: 'capabilities',
        what: value + (next ?? ''),
        ...(next === '.APIVersions' ? apiAsked(tokens, i) : {}),
      },
    ]
  if (next === undefined) return [{ on: 'release', what: value }]
  return next === '.Revision' ? [{ on: 'release', what: value + next }] : []
}

/** `.Capabilities.APIVersions.Has "x/v1"`, `has "x/v1" .Capabilities.APIVersions` */
function apiAsked(tokens: readonly Token[], i: number): { readonly api?: string } {
  const isCall = isField(tokens, i + 2) && tokens[i + 2]?.value === '.Has'
  let first = i
  // As far as `fieldUses` looks: names may be of any length.
  while (first > i - 20 && isField(tokens, first)) first--
  const isHas = tokens[first - 2]?.kind === 'word' && tokens[first - 2]?.value === 'has'
  const argument = isCall ? tokens[i + 3] : isHas ? tokens[first - 1] : undefined
  return argument?.kind === 'string' ? { api: argument.value } : {}
}

/** What `tpl` runs: a text that stands there is looked into. */
function tplUses(tokens: readonly Token[], from: number): Use[] {
  const first = tokens[from]
  if (first?.kind === 'string') return usesInText(first.value)
  const argument =
    first?.value === '(' ? tokens.slice(from, closing(tokens, from)) : tokens.slice(from, from + 1)
  return argument.some(isPiece)
    ? [{ on: 'composed', what: 'tpl' }]
    : [{ on: 'tpl', what: `tpl ${first?.value === '(' ? '(…)' : (first?.value ?? '')}` }]
}

/** Whether a token hides what it makes: a function that decodes, or a part of an action. */
export function isPiece(token: Token): boolean {
  const { kind, value } = token
  if (kind === 'word') return DECODING.has(value)
  if (kind !== 'string') return false
  const known = PIECES.get(token) ?? (isOpen(value) || /^[^{]*\}\}/.test(value))
  PIECES.set(token, known)
  return known
}

/** Whether a text begins an action and leaves the rest of it to another one. */
function isOpen(text: string): boolean {
  const { open } = lexTemplate(text)
  return open !== undefined && !text.includes('}}', open)
}

/** Of nested calls each looks at the same strings. */
const PIECES = new WeakMap<Token, boolean>()

function closing(tokens: readonly Token[], from: number): number {
  let depth = 0
  for (let i = from; i < Math.min(tokens.length, from + 10_000); i++) {
    if (tokens[i]?.value === '(' && tokens[i]?.kind === 'mark') depth++
    else if (tokens[i]?.value === ')' && tokens[i]?.kind === 'mark' && --depth === 0) return i
  }
  return tokens.length
}

/** What a text depends on that is run as a template. */
export function usesInText(text: string): Use[] {
  if (!text.includes('{{')) return []
  const { actions, open } = lexTemplate(text)
  return [
    ...actions.flatMap(usesOf),
    ...(open !== undefined && isOpen(text) ? [{ on: 'composed' as const, what: '{{' }] : []),
  ]
}
