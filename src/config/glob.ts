/**
 * Whether a path fits a pattern: `*` and `?` stay within a folder's name, `**` crosses folders, `{a,b}` is a
 * choice. Everything else stands for itself. A pattern that ends with `/` means all that is below.
 */
export function matchesGlob(path: string, pattern: string): boolean {
  return globExpression(pattern).test(path)
}

const cache = new Map<string, RegExp>()

function globExpression(pattern: string): RegExp {
  let expression = cache.get(pattern)
  if (!expression) {
    const whole = pattern.replace(/^\.?\//, '').replace(/\/$/, '/**')
    const tokens = whole.match(/\*\*\/|\*\*|\*|\?|\{[^{}]*\}|[^*?{]+|\{/g) ?? []
    expression = new RegExp(`^${tokens.map(translate).join('')}$`)
    cache.set(pattern, expression)
  }
  return expression
}

function translate(token: string): string {
  if (token === '**/') return '(?:[^/]+/)*'
  if (token === '**') return '.*'
  if (token === '*') return '[^/]*'
  if (token === '?') return '[^/]'
  if (token.startsWith('{') && token.endsWith('}') && token.length > 1)
    return `(?:${token.slice(1, -1).split(',').map(escape).join('|')})`
  return escape(token)
}

function escape(text: string): string {
  return text.replaceAll(/[.*+?^${}()|[\]\\/]/g, String.raw`\$&`)
}
