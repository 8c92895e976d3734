import type { YamlNode } from '../../yaml/nodes.ts'
import type { KubeObject } from '../../kube/objects.ts'
import { recordAt, stringAt } from '../../yaml/at.ts'

/**
 * Which objects the `target` of a patch means.
 *
 * Rule: https://kubectl.docs.kubernetes.io/references/kustomize/kustomization/patches/
 */

/** An object with what it is called by now. */
interface Named {
  readonly object: KubeObject
  readonly name: string
}

/** An object is found by what it is called now, and by what it was called. */
export function namesOf({ object, name }: Named): string[] {
  return [name, object.name]
}

/**
 * Names in a target are regular expressions anchored at both ends. Only `.*` and `|` are followed: others come from
 * a repo, and could take for ever here.
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

/** Whether a name fits a pattern in which `.*` stands for any text. */
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
 * A selector as a text: `a=b, c != d, e in (f, g), h notin (i), j, !k`. One that is none fits nothing.
 *
 * Rule: https://kubernetes.io/docs/concepts/overview/working-with-objects/labels/ (label selectors)
 */
function fitsSelector(selector: string | undefined, labels: Readonly<Record<string, string>>): boolean {
  // A comma inside of brackets parts no requirements.
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
