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
 * Composes the values of a HelmRelease: those of `valuesFrom` in their order, then its own. A value with a
 * `targetPath` is set after the release's own values are merged in, and these are merged again at the end. If they
 * contain the same key, the `targetPath` value remains only if it is below a map that only the release's own values
 * contain.
 *
 * Rule: fluxcd/pkg chartutil/values.go (ChartValuesFromReferences), chartutil/merge.go. Nested maps are shared
 * between the results of a merge there and here; this causes the precedence described above.
 *
 * @throws FairleadError (input) if an object in Git is not valid for its use
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

/** Returns the text that a reference points to; undefined if it is not known, or optional and missing. */
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

/** Returns a mutable copy; an empty map if the value is not a map. */
export function mutable(value: Json | undefined): Tree {
  const copy: Value = structuredClone(value ?? null) as Value
  return isTree(copy) ? copy : {}
}

/**
 * Merges the second map over the first. Nested maps are merged, all other values are replaced. Rule: fluxcd/pkg
 * chartutil/merge.go (MergeMaps)
 */
export function mergeMaps(a: Tree, b: Tree): Tree {
  const result = new Map<string, Value>(Object.entries(a))
  for (const [key, value] of Object.entries(b)) {
    const known = result.get(key)
    result.set(key, isTree(value) && isTree(known) ? mergeMaps(known, value) : value)
  }
  return Object.fromEntries(result)
}
