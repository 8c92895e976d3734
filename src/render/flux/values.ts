import { inputError } from '../../errors.ts'
import { parseYaml } from '../../yaml/parse.ts'
import type { Json } from '../../yaml/value.ts'
import { evaluate, isObject, listAt, textAt, valueAt } from '../../yaml/value.ts'
import { textMap } from '../../kube/manifests.ts'
import { findObject, isClosed } from './objects.ts'
import type { From } from './source-files.ts'
import type { Tree, Value } from './strvals.ts'
import { isTree, setValues } from './strvals.ts'
import { placeholder } from './placeholder.ts'

/**
 * The values of a HelmRelease: those of `valuesFrom` in their order, then its own. A value with a `targetPath` is
 * set after its own values were merged in, and they are merged once more at the end: so it lasts only where it is
 * below a map that comes from nowhere but the release itself.
 *
 * Rule: fluxcd/pkg chartutil/values.go (ChartValuesFromReferences), chartutil/merge.go. Nested maps are shared
 * between the results of a merge there as here; that is what makes the order above what it is.
 *
 * @throws FairleadError (input) where something that is in Git is not as it must be
 */
export async function composeValues(spec: Json | undefined, from: From): Promise<Tree> {
  const inline = mutable(valueAt(spec, 'values'))
  let result: Tree = {}
  for (const reference of listAt(spec, 'valuesFrom')) {
    const path = textAt(reference, 'targetPath')
    const text = await referred(reference, path !== undefined, from)
    if (text === undefined) continue
    if (path) {
      result = mergeMaps(result, inline)
      setPath(result, path, text, valueAt(reference, 'literal') === true)
    } else result = mergeMaps(result, valuesOf(text, reference))
  }
  return mergeMaps(result, inline)
}

/** What a reference means; undefined where it is not known, or optional and not there. */
async function referred(reference: Json, isSingle: boolean, from: From): Promise<string | undefined> {
  const { repo, siblings, namespace, declaredAt, notes, outside } = from
  const [kind = '', name = ''] = ['kind', 'name'].map((key) => textAt(reference, key))
  const key = textAt(reference, 'valuesKey') || 'values.yaml'
  const isOptional = valueAt(reference, 'optional') === true
  const object = await findObject(repo, siblings, { kind, name, namespace }, declaredAt)
  if (!object || kind === 'Secret' || isClosed(object)) outside?.add(`the ${kind} ${name}`)
  if (kind === 'Secret' || (object && isClosed(object))) {
    notes.add(
      `the values of the ${kind} ${name} are not read${isSingle ? '; its name is shown instead' : ', so they are missing in the rendered output'}`,
    )
    return isSingle ? placeholder(kind, name, key) : undefined
  }
  if (!object) {
    const isNamed = isSingle && !isOptional
    notes.add(
      `the ${isOptional ? 'optional ' : ''}${kind} ${name} is not in Git${isNamed ? '; its name is shown instead of its value' : ', so its values are missing in the rendered output'}`,
    )
    return isNamed ? placeholder(kind, name, key) : undefined
  }
  const text = textMap(object.content['data'])[key]
  if (text === undefined && !isOptional)
    throw inputError(`the ${kind} ${name} has no key ${key}, from which the release takes values`)
  return text
}

function setPath(tree: Tree, path: string, text: string, isLiteral: boolean): void {
  if (isLiteral) {
    const escaped = text.replaceAll(/[\\,[\]{}]/g, (character) => `\\${character}`)
    return setValues(tree, `${path}=${escaped}`, true)
  }
  const isQuoted = (mark: string) => text.startsWith(mark) && text.endsWith(mark)
  if (isQuoted("'") || isQuoted('"'))
    return setValues(tree, `${path}=${text.replaceAll(/^['"]+|(?<!['"])['"]+$/g, '')}`, true)
  return setValues(tree, `${path}=${text}`, false)
}

function valuesOf(text: string, reference: Json): Tree {
  const name = `${textAt(reference, 'kind')} ${textAt(reference, 'name')}`
  const root = parseYaml(text, name).documents[0]?.root
  const value = root ? evaluate(root) : {}
  if (!isObject(value)) throw inputError(`the values of the ${name} are not a map`)
  return mutable(value)
}

/** A copy that may be changed; an empty one of what is no map. */
export function mutable(value: Json | undefined): Tree {
  const copy: Value = structuredClone(value ?? null) as Value
  return isTree(copy) ? copy : {}
}

/** The second over the first; maps are merged, all else is replaced. Rule: fluxcd/pkg chartutil/merge.go (MergeMaps) */
export function mergeMaps(a: Tree, b: Tree): Tree {
  const result = new Map<string, Value>(Object.entries(a))
  for (const [key, value] of Object.entries(b)) {
    const known = result.get(key)
    result.set(key, isTree(value) && isTree(known) ? mergeMaps(known, value) : value)
  }
  return Object.fromEntries(result)
}
