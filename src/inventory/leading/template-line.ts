/** Finds the line at which a template of a chart declares an object. */

const KIND = /^[ \t]*(?:-[ \t]+)?kind:[ \t]*["']?(\w+)["']?[ \t\r]*(?:#.*)?$/
const NAME = /^[ \t]*(?:metadata:[ \t]*\{[ \t]*)?name:[ \t]*(.+?)[ \t\r]*$/

/**
 * Returns the line, from 1, of the object that a template declares under a name. Of several possible ones it is the
 * first. Returns the first line if none is found, for example if another template sets the kind.
 *
 * @param name as it was rendered
 */
export function lineInTemplate(text: string, kind: string, name: string): number {
  const lines = text.split('\n')
  const starts = lines.flatMap((line, i) => (KIND.exec(line)?.[1] === kind ? [i] : []))
  const own = starts.find((start, i) => {
    const end = starts[i + 1] ?? lines.length
    return lines.slice(start, end).some((line) => {
      const found = NAME.exec(line)?.[1]
      return found !== undefined && couldBe(found, name)
    })
  })
  const at = own ?? starts[0] ?? 0
  // An object usually begins with its apiVersion.
  return /^[ \t]*(?:-[ \t]+)?apiVersion:/.test(lines[at - 1] ?? '') ? at : at + 1
}

/** Returns a value without its quotes, and without the rest of a map on one line. */
function scalarIn(template: string): string {
  const end = template.replaceAll(/\{\{[^{}]*\}\}/g, (inner) => ' '.repeat(inner.length)).search(/[,}]/)
  const value = (end < 0 ? template : template.slice(0, end)).trimEnd()
  return value.replace(/^["']/, '').replace(/["']$/, '')
}

/** Reports whether a text of a template may render to the given text. Text in braces may be anything. */
function couldBe(template: string, text: string): boolean {
  const parts = outsideOfBraces(scalarIn(template))
  const [first = '', ...others] = parts
  if (others.length === 0) return first.trim() === text
  const last = others.at(-1) ?? ''
  return (
    text.length >= first.length + last.length && text.startsWith(first.trim()) && text.endsWith(last.trim())
  )
}

/**
 * Returns the parts of a text outside double braces. It does not use a regular expression, which would search for
 * each closing brace again.
 */
function outsideOfBraces(text: string): string[] {
  const parts: string[] = []
  let from = 0
  for (let open = text.indexOf('{{'); open >= 0; open = text.indexOf('{{', from)) {
    const close = text.indexOf('}}', open + 2)
    if (close < 0) break
    parts.push(text.slice(from, open))
    from = close + 2
  }
  return [...parts, text.slice(from)]
}
