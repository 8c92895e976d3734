import type { Json } from '../yaml/value.ts'
import { isObject } from '../yaml/value.ts'
import { GENERATED } from '../compare/generated.ts'
import { gained } from './gained.ts'
import type { Rule } from './rule.ts'

/** Keys whose values determine what runs, or what it may do. */
const DECIDING = new Set([
  'image',
  'command',
  'args',
  'securityContext',
  'hostPath',
  'hostNetwork',
  'hostPID',
  'hostIPC',
  'serviceAccountName',
  'rules',
  'roleRef',
  'subjects',
  'kind',
])

/**
 * Rules about values that cannot be approved. The deployed value is not the one that was shown, or that any rule
 * checked.
 */
export const generatedRules: readonly Rule[] = [
  {
    id: 'generated-code',
    level: 'high',
    description:
      'An image, a command, a security context or a permission changes on each run, so it cannot be reviewed.',
    find: (change) =>
      gained(change, (content) =>
        placesOf(content).map(
          (place) => `${place} has a different value on each run, so it cannot be reviewed.`,
        ),
      ),
  },
]

function placesOf(content: Json): string[] {
  const places: string[] = []
  const visit = (value: Json, path: readonly string[], decides: boolean): void => {
    if (value === GENERATED && decides) places.push(path.join('.'))
    else if (Array.isArray(value))
      (value as readonly Json[]).forEach((item, i) => visit(item, [...path, String(i)], decides))
    else if (isObject(value))
      for (const [key, inner] of Object.entries(value))
        visit(inner, [...path, key], decides || DECIDING.has(key))
  }
  if (isObject(content))
    for (const [key, value] of Object.entries(content))
      if (key !== 'metadata' && key !== 'data' && key !== 'stringData') visit(value, [key], DECIDING.has(key))
  return places
}
