import { FairleadError, inputError } from '../../errors.ts'
import { parseYaml } from '../../yaml/parse.ts'
import type { Json } from '../../yaml/value.ts'
import { evaluate, isObject, listAt, textAt, valueAt } from '../../yaml/value.ts'
import { describeObject, textMap, withContent } from '../../kube/manifests.ts'
import type { Manifest } from '../../kube/manifests.ts'
import { isAtLeast } from '../versions.ts'
import type { Lookup } from './envsubst.ts'
import { substitute } from './envsubst.ts'
import { goYaml } from './go-yaml.ts'
import { findObject, isClosed } from './objects.ts'
import type { From } from './source-files.ts'
import { hasPlaceholder, placeholder, withNames } from './placeholder.ts'
import { fluxVersion } from './version.ts'

const OPT_OUT = 'kustomize.toolkit.fluxcd.io/substitute'
const NAME = /^[_A-Za-z][_A-Za-z0-9]*$/

/**
 * Prepares the substitution of variables (`postBuild`) in the objects of a Kustomization.
 *
 * The values of Secrets, and of ConfigMaps that are not in Git, are not known; placeholders are used instead.
 *
 * Rule: fluxcd/pkg kustomize/kustomize_varsub.go
 *
 * @returns a function that throws FairleadError (input) if a variable's name is not valid, or a variable is not set
 */
export async function planSubstitution(
  spec: Json | undefined,
  from: From,
): Promise<(manifest: Manifest) => Manifest> {
  const postBuild = valueAt(spec, 'postBuild')
  if (!isObject(postBuild)) return (manifest) => manifest
  const { variables, unknown } = await loadVariables(postBuild, from)
  const wrong = [...variables.keys()].find((name) => !NAME.test(name))
  const always = textAt(postBuild, 'substituteStrategy') === 'Always'
  if (variables.size === 0 && unknown.length === 0 && !always) return (manifest) => manifest
  const { config } = from.repo.context
  const strict =
    config.flux?.strictSubstitution ?? isAtLeast(await fluxVersion(from.repo, from.declaredAt), '2.9')
  const [source] = unknown
  const lookup: Lookup = (name, hasDefault) => {
    const value = variables.get(name)
    if (value !== undefined) return value
    if (source !== undefined) return hasDefault ? undefined : placeholder(source.kind, source.name, name)
    return strict ? undefined : ''
  }
  return (manifest) => {
    // Flux fails only if there is an object to substitute in.
    if (wrong !== undefined)
      throw inputError(`"${wrong}" is not a valid variable name, which Flux rejects`, {
        hint: 'Use letters, digits and underscores.',
      })
    return inObject(manifest, lookup)
  }
}

/** Loads the variables. Later references take precedence, and those of the Kustomization itself are last. */
async function loadVariables(
  postBuild: Json,
  from: From,
): Promise<{ variables: Map<string, string>; unknown: { kind: string; name: string }[] }> {
  const { repo, siblings, namespace, declaredAt, notes, outside } = from
  const variables = new Map<string, string>()
  const unknown: { kind: string; name: string }[] = []
  for (const reference of listAt(postBuild, 'substituteFrom')) {
    const [kind = '', name = ''] = ['kind', 'name'].map((key) => textAt(reference, key))
    const object = await findObject(repo, siblings, { kind, name, namespace }, declaredAt)
    if (!object || isClosed(object)) outside?.add(`the ${kind} ${name}`)
    if (!object) {
      unknown.push({ kind, name })
      const optional = valueAt(reference, 'optional') === true ? 'optional ' : ''
      notes.add(
        `the ${optional}${kind} ${name} is not in Git; the names of its variables are shown instead of their values`,
      )
    } else if (isClosed(object)) {
      const keys = ['data', 'stringData'].flatMap((key) => Object.keys(textMap(object.content[key])))
      for (const key of keys) variables.set(key, placeholder(kind, name, key))
      notes.add(
        `the values of the ${kind} ${name} are not read; the names of its variables are shown instead`,
      )
    } else
      for (const [key, value] of Object.entries(textMap(object.content['data'])))
        variables.set(key, value.replaceAll('\n', ''))
  }
  const own = valueAt(postBuild, 'substitute')
  for (const [key, value] of isObject(own) ? Object.entries(own) : []) {
    // The API server rejects other types: api/v1 (PostBuild).
    if (typeof value !== 'string')
      throw inputError(`the variable ${key} is not set to a string, which Flux rejects`, {
        hint: 'Put the value in quotes.',
      })
    variables.set(key, value.replaceAll('\n', ''))
  }
  return { variables, unknown }
}

/** Substitutes the variables in the object's YAML, so that they can change the type of a value. */
function inObject(manifest: Manifest, lookup: Lookup): Manifest {
  const metadata = manifest.content['metadata']
  for (const key of ['labels', 'annotations'])
    if (textAt(metadata, key, OPT_OUT) === 'disabled') return manifest
  const text = goYaml(manifest.content)
  if (!/\$[{$]/.test(text)) return manifest
  try {
    const filled = substitute(text, lookup)
    const root = parseYaml(filled, describeObject(manifest)).documents[0]?.root
    const content = root ? evaluate(root) : null
    if (!isObject(content)) throw inputError('after variable substitution it is not an object')
    const found = withContent(manifest, content)
    return hasPlaceholder(filled) ? withNames(found) : found
  } catch (error) {
    if (!(error instanceof FairleadError)) throw error
    const [{ message, hint }] = error.faults
    throw inputError(`${describeObject(manifest)}: ${message}`, hint === undefined ? {} : { hint })
  }
}
