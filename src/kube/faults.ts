import { isObject, textAt, valueAt } from '../yaml/value.ts'
import type { Json } from '../yaml/value.ts'
import { META } from './builtin-rules.ts'
import { BuiltIn } from './builtin.ts'
import type { Definitions } from './definitions.ts'
import { judge } from './judge.ts'
import type { Fault } from './judge.ts'
import { isDataKey, nameFault } from './names.ts'
import { below } from './words.ts'
import { groupOf } from './ids.ts'

/** The API that objects are checked against. */
export interface Api {
  /** The version of Kubernetes, such as `1.34`. */
  readonly version: string
  /**
   * Whether the version of the cluster is known. If not, only errors that also occur in the newest version are
   * reported.
   */
  readonly isCertain: boolean
  readonly definitions: Definitions
  /** Reports whether a text is a placeholder for a value that is not known here. */
  readonly isOpen: (text: string) => boolean
}

/**
 * Returns the reasons why the API server does not accept an object as it is; empty if there are none, or its schema
 * is not known.
 */
export function objectFaults(object: Json, api: Api): Fault[] {
  // Its values are encrypted, so they are not what is applied.
  if (isObject(valueAt(object, 'sops'))) return []
  const faults = faultsIn(object, BuiltIn.of(api.version), api)
  if (faults.length === 0 || api.isCertain) return faults
  const later = new Set(faultsIn(object, BuiltIn.newest(), api).map(withoutVersion))
  return faults.filter((fault) => later.has(withoutVersion(fault)))
}

/** Returns a key of a fault that is the same in each version of Kubernetes. */
function withoutVersion({ kind, text }: Fault): string {
  // The text about a removed API contains the version.
  return `${kind} ${text.replaceAll(/\b1\.\d+\b/g, '')}`
}

function faultsIn(object: Json, builtIn: BuiltIn, api: Api): Fault[] {
  const [apiVersion, kind] = [textAt(object, 'apiVersion') ?? '', textAt(object, 'kind') ?? '']
  const group = groupOf(apiVersion)
  const { isOpen } = api
  if (isOpen(apiVersion) || isOpen(kind) || kind.endsWith('List')) return []
  const rest = [...nameFaults(object, group, kind, isOpen), ...dataFaults(object, group, kind, isOpen)].map(
    (text): Fault => ({ kind: 'refused', text }),
  )
  const judging = { builtIn, isOpen, hasPatterns: true }
  const own = builtIn.schema(apiVersion, kind)
  if (own) return [...rest, ...known(judge(object, own, '', { ...judging, isCustom: false }), builtIn)]
  if (builtIn.ownsGroup(group)) return builtIn.isKnown ? [goneFault(apiVersion, kind, builtIn)] : rest
  const defined = api.definitions.find(apiVersion, kind)
  if (defined && !defined.schema)
    return [{ kind: 'refused', text: `the definition of ${kind} has no version ${apiVersion}` }]
  const faults = defined?.schema
    ? judge(object, defined.schema, '', { ...judging, isCustom: true, hasPatterns: defined.isShipped })
    : judge(valueAt(object, 'metadata') ?? null, { $ref: META }, 'metadata', { ...judging, isCustom: false })
  return [...rest, ...faults]
}

/** The fields of an unknown version are not known, so only refusals are kept. */
function known(faults: Fault[], { isKnown }: BuiltIn): Fault[] {
  return isKnown ? faults : faults.filter(({ kind }) => kind === 'refused')
}

function goneFault(apiVersion: string, kind: string, builtIn: BuiltIn): Fault {
  const last = builtIn.lastWith(apiVersion, kind)
  const others = builtIn.versionsOf(groupOf(apiVersion), kind)
  const now = others.length > 0 ? `; it has ${others.join(' and ')}` : ''
  const text =
    last === undefined
      ? `Kubernetes ${builtIn.version} has no ${kind} of ${apiVersion}${now}`
      : `Kubernetes ${builtIn.version} has no ${kind} of ${apiVersion} any more (${last} was the last version with it)${now}`
  return { kind: 'refused', text }
}

function nameFaults(object: Json, group: string, kind: string, isOpen: Api['isOpen']): string[] {
  const metadata = valueAt(object, 'metadata')
  const [name, generated] = [valueAt(metadata, 'name'), valueAt(metadata, 'generateName')]
  if (typeof name === 'string' && name !== '') {
    const fault = isOpen(name) ? undefined : nameFault(group, kind, name)
    return fault === undefined ? [] : [`metadata.name is not valid for a ${kind}: ${fault}`]
  }
  // The schema check reports a name that is not a string.
  if (name !== undefined && name !== null && name !== '') return []
  return typeof generated === 'string' && generated !== '' ? [] : ['metadata.name is required and missing']
}

function dataFaults(object: Json, group: string, kind: string, isOpen: Api['isOpen']): string[] {
  if (group !== '' || (kind !== 'ConfigMap' && kind !== 'Secret')) return []
  return ['data', 'stringData', 'binaryData'].flatMap((part) => {
    const map = valueAt(object, part)
    return Object.keys(isObject(map) ? map : {}).flatMap((key) =>
      isDataKey(key) || isOpen(key)
        ? []
        : [`${below(part, key)} is not a valid key: use letters, digits, "-", "_" and "."`],
    )
  })
}
