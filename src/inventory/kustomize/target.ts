import type { YamlNode } from '../../yaml/nodes.ts'
import type { KubeObject } from '../../kube/objects.ts'
import { recordAt, stringAt } from '../../yaml/at.ts'

/**
 * Determines which objects the `target` of a patch selects.
 *
 * Rule: https://kubectl.docs.kubernetes.io/references/kustomize/kustomization/patches/
 */

/** An object with its current name. */
interface Named {
  readonly object: KubeObject
  readonly name: string
}

/** Returns the names that an object can be found by: the current one and the original one. */
export function namesOf({ object, name }: Named): string[] {
  return [name, object.name]
}

/**
 * Reports whether a target selects an object. Names in a target are regular expressions anchored at both ends. Only
 * `.*` and `|` are supported, because other patterns from a repo could take forever to match.
 */
export function isTarget(draft: Named, target: YamlNode): boolean {
  const { object } = draft
  const [group = '', version = ''] = object.apiVersion.includes('/')
    ? object.apiVersion.split('/')
    : ['', object.apiVersion]
  const wants = (key: string, value: string) => {
    const wanted = stringAt(target, key)
    return wanted === undefined || wanted === value || wanted === '.*'
  }
  const names = stringAt(target, 'name')?.replace(/^\^/, '').replace(/\$$/, '').split('|')
  const nameFits =
    names === undefined || names.some((wanted) => namesOf(draft).some((name) => fitsName(wanted, name)))
  return (
    nameFits &&
    wants('kind', object.kind) &&
    wants('group', group) &&
    wants('version', version) &&
    wants('namespace', object.namespace ?? '') &&
    fitsSelector(stringAt(target, 'labelSelector'), recordAt(object.node, 'metadata', 'labels')) &&
    fitsSelector(stringAt(target, 'annotationSelector'), recordAt(object.node, 'metadata', 'annotations'))
  )
}

/** Reports whether a name matches a pattern in which `.*` stands for any text. */
function fitsName(pattern: string, name: string): boolean {
  const [start = '', ...parts] = pattern.split('.*')
  const end = parts.pop()
  if (end === undefined) return name === start
  if (!name.startsWith(start) || !name.endsWith(end) || name.length < start.length + end.length) return false
  let rest = name.slice(start.length, name.length - end.length)
  for (const part of parts) {
    const found = rest.indexOf(part)
    if (found < 0) return false
    rest = rest.slice(found + part.length)
  }
  return true
}

/**
 * Reports whether labels match a selector: `a=b, c != d, e in (f, g), h notin (i), j, !k`. An invalid selector
 * matches nothing.
 *
 * Rule: https://kubernetes.io/docs/concepts/overview/working-with-objects/labels/ (label selectors)
 */
function fitsSelector(selector: string | undefined, labels: Readonly<Record<string, string>>): boolean {
  // A comma inside brackets does not separate requirements.
  return ((selector ?? '').match(/(?:[^,()]|\([^()]*\)|[()])+/g) ?? [])
    .map((requirement) => requirement.trim())
    .every((requirement) => requirement === '' || fitsRequirement(requirement, labels))
}

function fitsRequirement(requirement: string, labels: Readonly<Record<string, string>>): boolean {
  const has = (key: string) => Object.hasOwn(labels, key)
  const [, key = '', operator, list = ''] =
    /^([^\s=!()]+)\s+(in|notin)\s*\(([^()]*)\)$/.exec(requirement) ?? []
  if (operator !== undefined) {
    const isOne = has(key) && list.split(',').some((value) => value.trim() === labels[key])
    return operator === 'in' ? isOne : !isOne
  }
  const [, name = '', sign, value = ''] = /^([^\s=!()]+)\s*(==?|!=)\s*(\S*)$/.exec(requirement) ?? []
  if (sign !== undefined) return (has(name) && labels[name] === value) === (sign !== '!=')
  const [, not, alone = ''] = /^(!?)\s*([^\s=!()]+)$/.exec(requirement) ?? []
  return not !== undefined && has(alone) === (not === '')
}
