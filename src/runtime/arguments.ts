import type { InputDescriptions } from '../commands/describe.ts'
import { ownNames } from '../commands/describe.ts'
import type { Fault } from '../errors.ts'

/** The parsed command line. */
export interface Arguments {
  readonly texts: ReadonlyMap<string, readonly string[]>
  readonly faults: readonly Fault[]
  readonly help: boolean
}

/**
 * Reads the options after a command's name: `--option value`, `--option=value`, `--flag`, `--no-flag`. A name can be
 * abbreviated if no other option begins with the same text. Unknown options are kept as they are, so that
 * `readInputs` can suggest the nearest one.
 */
export function parseArguments(args: readonly string[], inputs: InputDescriptions): Arguments {
  const texts = new Map<string, string[]>()
  const faults: Fault[] = []
  let help = false
  const add = (name: string, text: string) => texts.set(name, [...(texts.get(name) ?? []), text])
  const names = new Names(inputs)

  const rest = [...args]
  let flag: string | undefined
  for (let arg = rest.shift(); arg !== undefined; arg = rest.shift()) {
    const [, dashedName, equals, text = ''] = /^--([^=]+)(?:(=)([\s\S]*))?$/.exec(arg) ?? []
    const before = flag
    flag = undefined
    if (arg === '--help' || arg === '-h') help = true
    else if (dashedName === undefined) faults.push(unexpected(arg, before))
    else {
      const { name, isNegated, others } = names.find(dashedName)
      const type = names.typeOf(name)
      if (others.length > 0) {
        faults.push(ambiguous(dashedName, others))
        // Its value is not an unexpected word.
        if (equals === undefined && rest[0] !== undefined && !isOption(rest[0])) rest.shift()
      } else if (name === HELP) help = true
      else if (isNegated && equals === undefined) add(name, 'false')
      else if (equals !== undefined) add(isNegated ? dashedName : name, text)
      else if (type === 'flag') add((flag = name), 'true')
      else if (rest[0] === undefined || isOption(rest[0])) {
        if (type === undefined) add(name, '')
        else faults.push(withoutValue(name, rest[0]))
      } else add(name, rest.shift() ?? '')
    }
  }
  return { texts, faults, help }
}

const HELP = 'help'

/** The meaning of a name on a command line. */
interface Meant {
  readonly name: string
  /** True for a negated flag such as `--no-draft`. */
  readonly isNegated: boolean
  /** The options that begin with this text, if there are several. */
  readonly others: readonly string[]
}

/** The names of a command's options. */
class Names {
  readonly #own: ReadonlyMap<string, string>
  readonly #inputs: InputDescriptions

  constructor(inputs: InputDescriptions) {
    this.#own = ownNames(inputs)
    this.#inputs = inputs
  }

  /** Returns the type of an option; undefined if there is no option of that name. */
  typeOf(name: string): string | undefined {
    return this.#inputs[this.#own.get(name) ?? '']?.type
  }

  /**
   * Finds the option for a name: the option of exactly that name, a flag after `no-`, or else the only option that
   * begins with it. Unknown names are returned as they are.
   */
  find(given: string): Meant {
    const flag = given.startsWith('no-') ? given.slice('no-'.length) : undefined
    const exact = { name: given, isNegated: false, others: [] }
    if (this.#own.has(given)) return exact
    if (flag !== undefined && this.typeOf(flag) === 'flag') return { name: flag, isNegated: true, others: [] }
    const whole = this.#beginning(given, [...this.#own.keys(), HELP])
    if (whole.length === 1) return { ...exact, name: whole[0] ?? given }
    if (whole.length > 1) return { ...exact, others: whole }
    const flags = [...this.#own.keys()].filter((name) => this.typeOf(name) === 'flag')
    const negated = flag === undefined || flag === '' ? [] : this.#beginning(flag, flags)
    if (negated.length === 1) return { name: negated[0] ?? flag ?? '', isNegated: true, others: [] }
    return negated.length > 1 ? { ...exact, others: negated.map((name) => `no-${name}`) } : exact
  }

  /** Returns the options that have a name with this beginning, each under the first of these names. */
  #beginning(text: string, names: readonly string[]): string[] {
    const found = new Map<string, string>()
    for (const name of names.filter((one) => one.startsWith(text))) {
      const own = this.#own.get(name) ?? name
      if (!found.has(own)) found.set(own, name)
    }
    return [...found.values()]
  }
}

/** Reports a word that belongs to no option. `flag` is the flag before it, which takes no value. */
function unexpected(word: string, flag: string | undefined): Fault {
  return {
    message: `${JSON.stringify(word)} is not expected`,
    hint:
      flag === undefined
        ? 'Options are written --name value or --name=value.'
        : `--${flag} takes no value of its own. Write --${flag}, or --${flag}=true or --${flag}=false.`,
  }
}

function ambiguous(given: string, names: readonly string[]): Fault {
  return {
    message: `--${given} matches several options`,
    hint: `Use one of: ${names.map((name) => `--${name}`).join(', ')}.`,
  }
}

/** Reports whether an argument is `--` followed by a name. A value may start with one dash, or be just `--`. */
function isOption(arg: string): boolean {
  return /^--[a-z]/i.test(arg)
}

function withoutValue(name: string, next: string | undefined): Fault {
  const message = `--${name} has no value`
  return next === undefined
    ? { message }
    : {
        message,
        hint: `If ${JSON.stringify(next)} is the value, write it after an equals sign: --${name}=…`,
      }
}
