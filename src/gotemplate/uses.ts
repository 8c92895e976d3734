import type { Action, Token } from './lexer.ts'
import { lexTemplate } from './lexer.ts'

/** A kind of dependence of a template action that no file of the repository determines. */
export type Unfixed =
  /** The time. */
  | 'time'
  /** Randomness: random values, keys and salts, and the order of a map. */
  | 'chance'
  /** Objects of the cluster, and the DNS. */
  | 'lookup'
  /** The release: whether it is an installation or an upgrade, and its revision number. */
  | 'release'
  /** The APIs of the cluster, and the versions of Kubernetes and Helm. */
  | 'capabilities'
  /** Text that is composed or decoded and then run as a template, so that its content is unknown. */
  | 'composed'
  /** Text of values or files that is run as a template. */
  | 'tpl'

/** A dependence of an action, and its spelling in the action: `now`, `.Capabilities.KubeVersion`. */
export interface Use {
  readonly on: Unfixed
  readonly what: string
  /** The API that it requests by name: `monitoring.coreos.com/v1`. */
  readonly api?: string
}

/** Functions of Helm's templates. Source: sprig's functions.go; Helm's pkg/engine/funcs.go and engine.go */
const FUNCTIONS: ReadonlyMap<string, Unfixed> = new Map(
  Object.entries({
    // If they get no date, `date` and similar functions use the current time.
    time: 'now ago durationRound date dateInZone date_in_zone htmlDate htmlDateInZone',
    chance:
      'randAlphaNum randAlpha randAscii randNumeric randBytes randInt genPrivateKey genCA genCAWithKey genSelfSignedCert genSelfSignedCertWithKey genSignedCert genSignedCertWithKey uuidv4 htpasswd bcrypt shuffle encryptAES',
    lookup: 'lookup getHostByName',
  }).flatMap(([on, names]) => names.split(' ').map((name): [string, Unfixed] => [name, on as Unfixed])),
)

/** Functions with results in random order. The order matters if another function picks from the result. */
const UNORDERED = new Set(['keys', 'values'])
const PICKING = new Set(['first', 'last', 'index', 'initial', 'rest', 'slice', 'join', 'toString', 'until'])

/** Functions that choose their result based on their arguments, in addition to `if`, `with` and `range`. */
const CHOOSING = new Set(
  'eq ne lt le gt ge and not ternary contains has hasKey hasPrefix hasSuffix regexMatch mustRegexMatch empty semverCompare index get dig slice mod until untilStep seq repeat fail'.split(
    ' ',
  ),
)

/** Functions that can produce text that is hidden in their arguments. */
const DECODING = new Set(
  'b64dec b32dec decryptAES replace regexReplaceAll regexReplaceAllLiteral mustRegexReplaceAll nospace trunc substr abbrev swapcase lower upper title untitle trimAll trimPrefix trimSuffix fromJson fromYaml'.split(
    ' ',
  ),
)

/** Functions that write out all of their arguments. */
const WRITING = new Set(
  'toJson toPrettyJson toRawJson toYaml toToml toString print printf println cat quote'.split(' '),
)
const HANDING = new Set('include template tpl dict list set merge mergeOverwrite deepCopy'.split(' '))

/** Reports whether a text may contain any of these dependences. Most files of most charts do not. */
export function mayUse(text: string): boolean {
  return text.includes('{{') && INTERESTING.test(text)
}
const INTERESTING = new RegExp(
  String.raw`\b(?:${[...FUNCTIONS.keys(), ...UNORDERED, 'tpl', 'Capabilities', 'Release', 'IsInstall', 'IsUpgrade'].join('|')})\b|\$\s*[|)}]|\$ *\)`,
)

/** Reports whether an action determines what else is rendered, and does not only show a value. */
export function decides({ tokens }: Action): boolean {
  const [first, second] = tokens
  const keyword = first?.value === 'else' ? second : first
  if (keyword?.kind === 'word' && ['if', 'with', 'range'].includes(keyword.value)) return true
  return tokens.some(({ kind, value }) => kind === 'word' && CHOOSING.has(value))
}

/** Maximum number of `tpl` calls that are analyzed in one action. */
const MOST_CALLS = 20

/** Returns the direct dependences of an action, without those of the templates and variables that it refers to. */
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

/** Removes duplicates. */
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

/** Returns the dependence on a key of the context, as `index` and `get` receive it. */
function nameUses(value: string): Use[] {
  if (value === 'Capabilities') return [{ on: 'capabilities', what: '"Capabilities"' }]
  return value === 'IsInstall' || value === 'IsUpgrade' ? [{ on: 'release', what: `"${value}"` }] : []
}

/**
 * Returns the dependences on a field.
 *
 * @param isOpened whether the action writes out its argument, or reads a key of it; an argument that is only passed
 *   on is analyzed where it is used
 */
function fieldUses(tokens: readonly Token[], i: number, isOpened: boolean): Use[] {
  const value = tokens[i]?.value ?? ''
  if (value === '.IsInstall' || value === '.IsUpgrade') {
    const isOfRelease = tokens[i - 1]?.value === '.Release' && isField(tokens, i)
    return [{ on: 'release', what: isOfRelease ? `.Release${value}` : value }]
  }
  if (value !== '.Release' && value !== '.Capabilities') return []
  // Keys of `.Values` may have any name.
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

/** Returns the requested API of `.Capabilities.APIVersions.Has "x/v1"` or `has "x/v1" .Capabilities.APIVersions`. */
function apiAsked(tokens: readonly Token[], i: number): { readonly api?: string } {
  const isCall = isField(tokens, i + 2) && tokens[i + 2]?.value === '.Has'
  let first = i
  // The same limit as in `fieldUses`, because names may have any length.
  while (first > i - 20 && isField(tokens, first)) first--
  const isHas = tokens[first - 2]?.kind === 'word' && tokens[first - 2]?.value === 'has'
  const argument = isCall ? tokens[i + 3] : isHas ? tokens[first - 1] : undefined
  return argument?.kind === 'string' ? { api: argument.value } : {}
}

/** Returns the dependences of a `tpl` call. A literal text is analyzed. */
function tplUses(tokens: readonly Token[], from: number): Use[] {
  const first = tokens[from]
  if (first?.kind === 'string') return usesInText(first.value)
  const argument =
    first?.value === '(' ? tokens.slice(from, closing(tokens, from)) : tokens.slice(from, from + 1)
  return argument.some(isPiece)
    ? [{ on: 'composed', what: 'tpl' }]
    : [{ on: 'tpl', what: `tpl ${first?.value === '(' ? '(…)' : (first?.value ?? '')}` }]
}

/** Reports whether a token hides its result: a function that decodes, or a part of an action. */
export function isPiece(token: Token): boolean {
  const { kind, value } = token
  if (kind === 'word') return DECODING.has(value)
  if (kind !== 'string') return false
  const known = PIECES.get(token) ?? (isOpen(value) || /^[^{]*\}\}/.test(value))
  PIECES.set(token, known)
  return known
}

/** Reports whether a text begins an action that another text ends. */
function isOpen(text: string): boolean {
  const { open } = lexTemplate(text)
  return open !== undefined && !text.includes('}}', open)
}

/** Known results, because nested calls check the same strings. */
const PIECES = new WeakMap<Token, boolean>()

function closing(tokens: readonly Token[], from: number): number {
  let depth = 0
  for (let i = from; i < Math.min(tokens.length, from + 10_000); i++) {
    if (tokens[i]?.value === '(' && tokens[i]?.kind === 'mark') depth++
    else if (tokens[i]?.value === ')' && tokens[i]?.kind === 'mark' && --depth === 0) return i
  }
  return tokens.length
}

/** Returns the dependences of a text that is run as a template. */
export function usesInText(text: string): Use[] {
  if (!text.includes('{{')) return []
  const { actions, open } = lexTemplate(text)
  return [
    ...actions.flatMap(usesOf),
    ...(open !== undefined && isOpen(text) ? [{ on: 'composed' as const, what: '{{' }] : []),
  ]
}
