import type { Json } from '../../yaml/value.ts'
import { isObject, listAt, textAt, valueAt } from '../../yaml/value.ts'
import { goText, Refused } from './params.ts'

/**
 * Reports whether labels match a label selector (`matchLabels`, `matchExpressions`); an empty selector matches all.
 *
 * Rule: argo-cd applicationset/utils/selector.go
 *
 * @throws Refused if it has an unknown operator
 */
export function fits(selector: Json | undefined, labels: Readonly<Record<string, string>>): boolean {
  const exact = valueAt(selector, 'matchLabels')
  const wanted = isObject(exact) ? Object.entries(exact) : []
  return (
    wanted.every(([key, value]) => labels[key] === goText(value)) &&
    listAt(selector, 'matchExpressions').every((expression) => fitsExpression(expression, labels))
  )
}

/** Reports whether a selector has no requirements. */
export function isEmptySelector(selector: Json | undefined): boolean {
  const exact = valueAt(selector, 'matchLabels')
  return (
    !(isObject(exact) && Object.keys(exact).length > 0) && listAt(selector, 'matchExpressions').length === 0
  )
}

function fitsExpression(expression: Json, labels: Readonly<Record<string, string>>): boolean {
  const key = textAt(expression, 'key') ?? ''
  const values = listAt(expression, 'values').map(goText)
  const has = Object.hasOwn(labels, key)
  const operator = textAt(expression, 'operator')
  switch (operator) {
    case 'In':
      return has && values.includes(labels[key] ?? '')
    case 'NotIn':
      return !has || !values.includes(labels[key] ?? '')
    case 'Exists':
      return has
    case 'DoesNotExist':
      return !has
    default:
      throw new Refused(`its selector has the unknown operator ${operator ?? '(none)'}`)
  }
}
