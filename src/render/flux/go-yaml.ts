import { doubleQuoted, isTyped, singleQuoted } from '../../yaml/scalars.ts'
import type { Json } from '../../yaml/value.ts'
import { isObject } from '../../yaml/value.ts'

/**
 * Writes a value as YAML with the quotes that go-yaml uses. They matter if the text is changed afterwards:
 * `"${flag}"` in a manifest is written as `${flag}`, so a Flux variable can turn a string into a boolean.
 *
 * Rule: go.yaml.in/yaml/v2 encode.go (stringv), emitterc.go (yaml_emitter_analyze_scalar,
 * yaml_emitter_select_scalar_style). Long lines are not folded, which does not change a value.
 */
export function goYaml(value: Json): string {
  return isObject(value) && Object.keys(value).length > 0 ? map(value, 0) : `${inline(value, 0)}\n`
}

function map(value: { readonly [key: string]: Json }, indent: number): string {
  return Object.entries(value)
    .map(([key, item]) => `${' '.repeat(indent)}${text(key, indent, true)}:${below(item, indent)}`)
    .join('')
}

function below(value: Json, indent: number): string {
  if (Array.isArray(value) && value.length > 0) return `\n${list(value as readonly Json[], indent + 2)}`
  if (isObject(value) && Object.keys(value).length > 0) return `\n${map(value, indent + 2)}`
  return ` ${inline(value, indent)}\n`
}

function list(items: readonly Json[], indent: number): string {
  return items
    .map((item) => {
      const dash = `${' '.repeat(indent)}-`
      if (isObject(item) && Object.keys(item).length > 0)
        return `${dash} ${map(item, indent + 2).slice(indent + 2)}`
      return `${dash}${below(item, indent)}`
    })
    .join('')
}

/** A scalar or an empty collection, without a trailing line break. */
function inline(value: Json, indent: number): string {
  if (typeof value === 'string') return text(value, indent, false)
  if (Array.isArray(value)) return '[]'
  return isObject(value) ? '{}' : String(value)
}

function text(value: string, indent: number, isKey: boolean): string {
  const special = /[^\n\u0020-\u007e\u00a0-\ud7ff\ue000-\ufefe\uff00-\ufffd]|[\u2028\u2029]/u.test(value)
  if (value.includes('\n')) {
    const isBlock = !isKey && !special && !value.endsWith(' ') && !/ \n/.test(value)
    return isBlock ? literal(value, indent + 2) : `"${doubleQuoted(value)}"`
  }
  if (special || value === '' || isTyped(value)) return `"${doubleQuoted(value)}"`
  return isPlain(value) ? value : `'${singleQuoted(value)}'`
}

function isPlain(value: string): boolean {
  return !(
    /^(---|\.\.\.)/.test(value) ||
    /^ | $/.test(value) ||
    /^[#,[\]{}&*!|>'"%@`]/.test(value) ||
    /^[?:-]( |$)/.test(value) ||
    /:( |$)| #/.test(value)
  )
}

function literal(value: string, indent: number): string {
  const hint = /^[ \n]/.test(value) ? '2' : ''
  const [, ends = ''] = /(?<!\n)(\n*)$/.exec(value) ?? []
  const chomp = ends === '' ? '-' : ends.length > 1 || value === '\n' ? '+' : ''
  const lines = (ends === '' ? value : value.slice(0, -1)).split('\n')
  const body = lines.map((line) => (line === '' ? '' : ' '.repeat(indent) + line)).join('\n')
  return `|${hint}${chomp}\n${body}`
}
