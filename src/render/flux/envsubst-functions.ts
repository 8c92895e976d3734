/**
 * What the operators of variables do to a value. Lengths and offsets count bytes.
 *
 * Rule: fluxcd/pkg envsubst/funcs.go, template.go (lookupFunc), path/match.go
 *
 * @param operator as it is written; empty for none
 */
export function apply(operator: string, value: string, args: readonly string[]): string {
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
      return first === undefined ? String(Buffer.byteLength(value)) : trimStart(value, first, 'shortest')
    case '##':
      return trimStart(value, first ?? '', 'longest')
    case '%':
      return reversed(trimStart(reversed(value), reversed(first ?? ''), 'shortest'))
    case '%%':
      return reversed(trimStart(reversed(value), reversed(first ?? ''), 'longest'))
    case ':':
      return part(value, first ?? '', second)
    case '/':
      return value.replace(first ?? '', () => second ?? '')
    case '//':
      return value.replaceAll(first ?? '', () => second ?? '')
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

/** As strconv.Atoi takes it. */
function isInteger(text: string): boolean {
  return /^[-+]?\d+$/.test(text)
}

function trimStart(value: string, pattern: string, which: 'shortest' | 'longest'): string {
  const expression = shellPattern(pattern)
  if (!expression) return value
  const characters = [...value]
  const ends = characters.map((_, i) => i + 1)
  if (which === 'longest') ends.reverse()
  const end = ends.find((length) => expression.test(characters.slice(0, length).join('')))
  return end === undefined ? value : characters.slice(end).join('')
}

function reversed(text: string): string {
  return [...text].toReversed().join('')
}

/** The expression of a pattern in which `*` crosses slashes; undefined for a faulty one. */
function shellPattern(pattern: string): RegExp | undefined {
  const tokens = pattern.match(/\*+|\?|\\[^]|\[\^?(?:\\[^]|[^\]\\])+\]|[^]/g) ?? []
  if (tokens.some((token) => token === '[' || token === '\\')) return undefined
  const source = tokens.map((token) => {
    if (token.startsWith('*')) return '[^]*'
    if (token === '?') return '[^]'
    if (token.length > 1 && token.startsWith('[')) return token.replaceAll(/(?<!^)\[/g, String.raw`\[`)
    return (token.length > 1 ? token.slice(1) : token).replaceAll(/[.*+?^${}()|[\]\\/]/g, String.raw`\$&`)
  })
  try {
    return new RegExp(`^${source.join('')}$`, 'u')
  } catch {
    return undefined
  }
}
