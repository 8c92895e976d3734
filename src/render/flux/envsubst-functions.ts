import { inputError } from '../../errors.ts'
import { shellPrefixes } from '../../patterns/shell.ts'

/**
 * Limits the size to which the variables of one text can expand: a few lines of nested replacements can create
 * gigabytes.
 */
export class Budget {
  #left = MOST_CHARACTERS

  /**
   * @param characters the number of characters that a step creates
   * @throws FairleadError (input) if all steps together create more than {@link MOST_CHARACTERS}
   */
  spend(characters: number): void {
    this.#left -= characters
    if (this.#left < 0)
      throw inputError(
        `its variables expand to more than ${MOST_CHARACTERS / 1_000_000} million characters, which is the limit`,
        {
          hint: 'Kubernetes does not accept objects of that size. Look for nested replacements.',
        },
      )
  }
}

/** Ten times the size that an object in a cluster may have (etcd accepts 1.5 MB). */
const MOST_CHARACTERS = 16_000_000

/** The number of pattern-matching steps that cost as much as one character. */
const STEPS = 16

/**
 * Applies an operator to the value of a variable. Lengths and offsets count bytes.
 *
 * Rule: fluxcd/pkg envsubst/funcs.go, template.go (lookupFunc), path/match.go
 *
 * @param operator as it is written; empty for none
 * @throws FairleadError (input) if the budget is exceeded
 */
export function apply(operator: string, value: string, args: readonly string[], budget: Budget): string {
  const [first, second] = args
  switch (operator) {
    case ',':
      return firstCharacter(value, (character) => character.toLowerCase())
    case ',,':
      return value.toLowerCase()
    case '^':
      return firstCharacter(value, (character) => character.toUpperCase())
    case '^^':
      return value.toUpperCase()
    case '#':
      return first === undefined
        ? String(Buffer.byteLength(value))
        : trimStart(value, first, 'shortest', budget)
    case '##':
      return trimStart(value, first ?? '', 'longest', budget)
    case '%':
      return reversed(trimStart(reversed(value), reversed(first ?? ''), 'shortest', budget))
    case '%%':
      return reversed(trimStart(reversed(value), reversed(first ?? ''), 'longest', budget))
    case ':':
      return part(value, first ?? '', second)
    case '/':
      return value.replace(first ?? '', () => second ?? '')
    case '//':
      return replaced(value, first ?? '', second ?? '', budget)
    case '/#':
      return second !== undefined && value.startsWith(first ?? '')
        ? value.replace(first ?? '', () => second)
        : value
    case '/%':
      return second !== undefined && value.endsWith(first ?? '')
        ? value.slice(0, value.length - (first ?? '').length) + second
        : value
    default:
      return value === '' ? args.join('') : value
  }
}

function firstCharacter(value: string, change: (character: string) => string): string {
  const [first = '', ...rest] = value
  return first === '' ? value : change(first) + rest.join('')
}

function part(value: string, offset: string, length: string | undefined): string {
  const bytes = Buffer.from(value)
  if (!isInteger(offset)) return value
  const start = Number(offset) < 0 ? Math.max(0, bytes.length + Number(offset)) : Number(offset)
  if (length === undefined) return bytes.subarray(start).toString()
  if (!isInteger(length)) return value
  const end = Number(length) < 0 ? bytes.length + Number(length) : start + Number(length)
  return end < start ? '' : bytes.subarray(start, end).toString()
}

/** Accepts what strconv.Atoi accepts. */
function isInteger(text: string): boolean {
  return /^[-+]?\d+$/.test(text)
}

function trimStart(value: string, pattern: string, which: 'shortest' | 'longest', budget: Budget): string {
  const characters = [...value]
  budget.spend((pattern.length * characters.length) / STEPS)
  const ends = shellPrefixes(pattern, characters)?.filter((length) => length > 0)
  const end = which === 'longest' ? ends?.at(-1) : ends?.[0]
  return end === undefined ? value : characters.slice(end).join('')
}

function replaced(value: string, text: string, by: string, budget: Budget): string {
  let count = text === '' ? [...value].length + 1 : 0
  if (text !== '')
    for (let at = value.indexOf(text); at >= 0; at = value.indexOf(text, at + text.length)) count++
  budget.spend(count * by.length)
  return value.replaceAll(text, () => by)
}

function reversed(text: string): string {
  return [...text].toReversed().join('')
}
