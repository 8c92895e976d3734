import type { InputDescriptions } from '../commands/describe.ts'
import type { Fault } from '../errors.ts'

/** What a command line says. */
export interface Arguments {
  readonly texts: ReadonlyMap<string, readonly string[]>
  readonly faults: readonly Fault[]
  readonly help: boolean
}

/**
 * Reads the options behind a command's name: `--option value`, `--option=value`, `--flag`, `--no-flag`. An
 * option that is not known is kept as it is, for `readInputs` to name the nearest one.
 */
export function parseArguments(args: readonly string[], inputs: InputDescriptions): Arguments {
  const texts = new Map<string, string[]>()
  const faults: Fault[] = []
  let help = false
  const add = (name: string, text: string) => texts.set(name, [...(texts.get(name) ?? []), text])
  const types = typesOf(inputs)

  const rest = [...args]
  for (let arg = rest.shift(); arg !== undefined; arg = rest.shift()) {
    const [, dashedName, equals, text = ''] = /^--([^=]+)(?:(=)([\s\S]*))?$/.exec(arg) ?? []
    const name = dashedName ?? ''
    const negated = name.startsWith('no-') ? name.slice('no-'.length) : undefined
    if (arg === '--help' || arg === '-h') help = true
    else if (dashedName === undefined)
      faults.push({
        message: `${JSON.stringify(arg)} is not expected`,
        hint: 'Options are written --name value or --name=value.',
      })
    else if (equals !== undefined) add(name, text)
    else if (types.get(name) === 'flag') add(name, 'true')
    else if (!types.has(name) && negated !== undefined && types.get(negated) === 'flag') add(negated, 'false')
    else if (rest[0] === undefined || isOption(rest[0])) {
      if (types.has(name)) faults.push(withoutValue(name, rest[0]))
      else add(name, '')
    } else add(name, rest.shift() ?? '')
  }
  return { texts, faults, help }
}

/** `--` with a name behind it. A value may start with one dash, or be a lone `--`. */
function isOption(arg: string): boolean {
  return /^--[a-z]/i.test(arg)
}

function withoutValue(name: string, next: string | undefined): Fault {
  const message = `--${name} has no value`
  return next === undefined
    ? { message }
    : {
        message,
        hint: `If ${JSON.stringify(next)} is the value, write it behind an equals sign: --${name}=…`,
      }
}

function typesOf(inputs: InputDescriptions): ReadonlyMap<string, string> {
  return new Map(
    Object.entries(inputs).flatMap(([name, { type, alias }]) =>
      alias === undefined ? [[name, type] as const] : [[name, type] as const, [alias, type] as const],
    ),
  )
}
