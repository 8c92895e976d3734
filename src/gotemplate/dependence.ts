import { createHash } from 'node:crypto'
import type { Action } from './lexer.ts'
import { lexTemplate } from './lexer.ts'
import type { Use } from './uses.ts'
import { decides, isPiece, mayUse, usesInText, usesOf } from './uses.ts'

/** A use of something that no file of the repository determines, with its location. */
export interface Dependence extends Use {
  /** The file, as its chart or its app names it. */
  readonly file: string
  /** The line number, starting at 1. */
  readonly line: number
  /** Whether it determines what else is rendered, and does not only show a value. */
  readonly decides: boolean
  /**
   * The key is the same for two uses that are the same, including everything that they control: a use has the same
   * key after it is moved to another file, and another key after the block that it guards changes.
   */
  readonly key: string
}

/** Maximum number of dependences of one chart. The others are combined into one. */
const MOST = 2000
/**
 * Bytes of guarded blocks in a file that are hashed separately. Beyond that, any change of the file changes the keys.
 */
const MOST_HASHED = 4 * 1024 * 1024

interface Parsed {
  readonly file: string
  readonly text: string
  readonly actions: readonly Action[]
}

/**
 * Returns the dependences of a chart's templates: direct ones, those of the variables that they use, and those of the
 * templates that they include, wherever these are defined. A variable counts in its whole file, no matter where it
 * was set.
 *
 * Not detected: something that is set in values or passed in a map (`set $ "x" now`), a template that is included by
 * a composed name, and dependences that only a comparison of the whole context would show.
 *
 * @param templates texts by file
 */
export function dependencesOf(templates: ReadonlyMap<string, string>): Dependence[] {
  const candidates = [...templates].filter(([, text]) => mayUse(text))
  if (candidates.length === 0) return []
  const parsed = new Map(candidates.map(([file, text]) => [file, parse(file, text)]))
  const defined = definitions([...parsed.values()])
  if (defined.size > 0)
    for (const [file, text] of templates)
      if (!parsed.has(file) && /\b(?:include|template)\b/.test(text)) parsed.set(file, parse(file, text))
  return few([...parsed.values()].flatMap((one) => inFile(one, defined)))
}

/**
 * Returns the dependences of texts that a chart may run as templates (`tpl`): values, and files that are not
 * templates.
 *
 * @param texts texts by file; for YAML, each scalar separately
 */
export function dependencesInTexts(texts: Iterable<readonly [file: string, text: string]>): Dependence[] {
  const found: Dependence[] = []
  for (const [file, text] of texts)
    for (const use of usesInText(text))
      found.push({ ...use, file, line: 1, decides: mayDecide(text), key: hash(use.on, use.what, text) })
  return few(found)
}

/**
 * Reports whether a text may determine what else is rendered. A text that is only one action is a value, which a
 * template may use in any way.
 */
function mayDecide(text: string): boolean {
  const { actions } = lexTemplate(text)
  const [first] = actions
  return (
    actions.some(decides) ||
    (actions.length < 2 && (!first || first.end - first.start === text.trim().length))
  )
}

function few(all: readonly Dependence[]): Dependence[] {
  const [first] = all
  if (all.length <= MOST || !first) return [...all]
  const rest = all.slice(MOST)
  const key = hash(rest.map((one) => one.key).join(' '))
  return [
    ...all.slice(0, MOST),
    { ...first, on: 'composed', what: `${rest.length} more`, decides: true, key },
  ]
}

function parse(file: string, text: string): Parsed {
  return { file, text, actions: lexTemplate(text).actions }
}

/** Returns the uses in named templates, including those of the templates that they include. */
function definitions(files: readonly Parsed[]): Map<string, Use[]> {
  const own = new Map<string, { uses: Use[]; includes: Set<string> }>()
  for (const { actions } of files) {
    /** For each open block, the template that contains it. */
    const open: (string | undefined)[] = []
    for (const action of actions) {
      const [keyword, name] = action.tokens
      const word = keyword?.kind === 'word' ? keyword.value : ''
      if (word === 'end') open.pop()
      if (BLOCKS.has(word)) open.push(DEFINING.has(word) ? name?.value : open.at(-1))
      const inside = open.at(-1)
      if (inside === undefined) continue
      const known = own.get(inside) ?? { uses: [], includes: new Set<string>() }
      own.set(inside, known)
      known.uses.push(...usesOf(action).filter(({ on }) => on !== 'tpl'))
      for (const included of includesOf(action)) known.includes.add(included)
    }
  }
  const includers = new Map<string, string[]>()
  for (const [name, { includes }] of own)
    for (const included of includes) {
      const known = includers.get(included) ?? []
      known.push(name)
      includers.set(included, known)
    }
  const result = new Map<string, Map<string, Use>>()
  const pending = [...own].flatMap(([name, { uses }]) => uses.map((use) => ({ name, use })))
  // One use of each kind is passed on from a template to those that include it.
  for (let next = pending.pop(); next; next = pending.pop()) {
    const { name, use } = next
    const known = result.get(name) ?? new Map<string, Use>()
    if (known.has(use.on)) continue
    result.set(name, known.set(use.on, use))
    for (const includer of includers.get(name) ?? []) pending.push({ name: includer, use })
  }
  return new Map([...result].map(([name, uses]) => [name, [...uses.values()]]))
}

const DEFINING = new Set(['define', 'block'])
const BLOCKS = new Set(['if', 'with', 'range', ...DEFINING])

function includesOf({ tokens }: Action): string[] {
  return tokens.flatMap(({ kind, value }, i) => {
    const name = tokens[i + 1]
    return kind === 'word' && (value === 'include' || value === 'template') && name?.kind === 'string'
      ? [name.value]
      : []
  })
}

/** Returns one use of each kind. */
function distinct(uses: readonly Use[]): Use[] {
  return [...new Map(uses.map((use) => [use.on, use])).values()]
}

function inFile({ file, text, actions }: Parsed, defined: ReadonlyMap<string, readonly Use[]>): Dependence[] {
  const direct = actions.map((action) => [
    ...usesOf(action),
    ...includesOf(action).flatMap((name) =>
      (defined.get(name) ?? []).map(({ on, what }): Use => ({ on, what: `include "${name}" (${what})` })),
    ),
  ])
  const variables = taints(actions, direct)
  const ends = blockEnds(actions)
  const whole = hash(text)
  let hashed = 0
  let line = 1
  let counted = 0
  return actions.flatMap((action, i) => {
    const all = asksOf(action, variables)
    if (all.length === 0 && direct[i]?.length === 0) return []
    const chooses = decides(action)
    const asked = all.filter(({ on }) => chooses || on === 'composed')
    const uses = [
      ...new Map(
        [...(direct[i] ?? []), ...asked].map((use) => [`${use.on} ${use.what} ${use.api ?? ''}`, use]),
      ).values(),
    ]
    if (uses.length === 0) return []
    for (; counted < action.start; counted++) if (text.codePointAt(counted) === 10) line++
    const end = ends[i] ?? action.end
    hashed += end - action.start
    const content = hashed > MOST_HASHED ? whole : text.slice(action.start, end)
    return uses.map(({ on, what, api }) => ({
      on,
      what,
      ...(api === undefined ? {} : { api }),
      file,
      line,
      decides: chooses,
      key: hash(on, what, content),
    }))
  })
}

/** Returns the end of the block that each action opens, or that its `else` belongs to. */
function blockEnds(actions: readonly Action[]): (number | undefined)[] {
  const ends: (number | undefined)[] = actions.map(() => undefined)
  const open: number[][] = []
  for (const [i, { tokens, end }] of actions.entries()) {
    const [first] = tokens
    const word = first?.kind === 'word' ? first.value : ''
    if (word === 'end') for (const opener of open.pop() ?? []) ends[opener] = end
    else if (word === 'else') open.at(-1)?.push(i)
    // Whether a defined template is rendered is determined where it is included.
    else if (BLOCKS.has(word)) open.push(DEFINING.has(word) ? [] : [i])
  }
  return ends
}

/** Returns the dependences of the variables of a file. */
function taints(actions: readonly Action[], direct: readonly (readonly Use[])[]): Map<string, Use[]> {
  const known = new Map<string, Use[]>()
  const sets = actions.flatMap((action, i) => {
    const names = assignedBy(action)
    return names.length > 0 ? [{ action, names, own: direct[i] ?? [] }] : []
  })
  for (let round = 0, grows = true; grows && round < 5; round++) {
    grows = false
    for (const { action, names, own } of sets) {
      const pieces = action.tokens.some(isPiece) ? [{ on: 'composed' as const, what: 'composed text' }] : []
      const uses = distinct([
        ...own.filter(({ on }) => on !== 'tpl'),
        ...pieces,
        ...asksOf(action, known, names),
      ])
      for (const name of names) {
        const all = distinct([...(known.get(name) ?? []), ...uses])
        if (all.length > (known.get(name)?.length ?? 0)) grows = true
        if (all.length > 0) known.set(name, all)
      }
    }
  }
  return known
}

/** Returns the variables that an action assigns: `$x := …`, `range $i, $x := …`, `$x = …` */
function assignedBy({ tokens }: Action): string[] {
  const at = tokens.findIndex(({ kind, value }) => kind === 'mark' && (value === ':=' || value === '='))
  const [before, comma, variable] = [tokens[at - 3], tokens[at - 2], tokens[at - 1]]
  if (variable?.kind !== 'variable') return []
  return comma?.value === ',' && before?.kind === 'variable'
    ? [before.value, variable.value]
    : [variable.value]
}

/** Returns the dependences of an action on its variables. Composed text only matters if it is run or assigned. */
function asksOf(
  { tokens }: Action,
  variables: ReadonlyMap<string, readonly Use[]>,
  assigned: readonly string[] = [],
): Use[] {
  if (!tokens.some(({ kind, value }) => kind === 'variable' && variables.has(value))) return []
  const runs = assigned.length > 0 || tokens.some(({ kind, value }) => kind === 'word' && value === 'tpl')
  return tokens.flatMap(({ kind, value }) =>
    kind === 'variable' && !assigned.includes(value)
      ? (variables.get(value) ?? [])
          .filter(({ on }) => on !== 'composed' || runs)
          .map(({ on, what }) => ({ on, what: what.startsWith('$') ? what : `${value} (${what})` }))
      : [],
  )
}

function hash(...parts: readonly string[]): string {
  return createHash('sha256').update(JSON.stringify(parts)).digest('hex').slice(0, 20)
}
