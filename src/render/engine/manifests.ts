import { FairleadError, inputError } from '../../errors.ts'
import type { KeyPath } from '../../yaml/keys.ts'
import type { YamlFile, YamlNode } from '../../yaml/nodes.ts'
import { parseYaml } from '../../yaml/parse.ts'
import { position } from '../../yaml/position.ts'
import type { Json } from '../../yaml/value.ts'
import { evaluate, isObject, textAt } from '../../yaml/value.ts'
import type { Manifest } from '../../kube/manifests.ts'
import { isOfControllers } from '../../kube/ids.ts'
import type { FaultPlace } from './refused-yaml.ts'
import { refuseKeys, refuseText } from './refused-yaml.ts'

/** Where a document of a text comes from. */
export type Origin = (line: number) => FaultPlace | undefined

/**
 * Reads what a renderer printed, or a manifest file. Whatever has a list of `items` is these items, as
 * k8s.io/apimachinery's Unstructured.IsList has it; documents without content are left out.
 *
 * Values are read as sigs.k8s.io/yaml reads them, which every controller uses.
 *
 * @param name what messages call the text
 * @param origin where a line of the text comes from
 * @throws FairleadError (input) where it is no YAML, or a document is no Kubernetes object
 */
export function readManifests(text: string, name: string, origin: Origin): Manifest[] {
  refuseText(text, name)
  const manifests: Manifest[] = []
  for (const { root } of parseTolerantly(text, name).documents) {
    const place = (node: YamlNode) => {
      const { line } = position(text, 'start' in node ? node.start : 0)
      return origin(line) ?? { file: name, line }
    }
    refuseKeys(root, place)
    const large: KeyPath[] = []
    const value = evaluate(root, (found, node, path) => {
      const exact = wholeText(found, node.value)
      if (exact !== undefined) large.push(path)
      return exact ?? found
    })
    if (value !== null) flatten({ value, large }, manifests, () => place(root))
  }
  return manifests
}

/**
 * A whole number of 64 bits that JavaScript cannot hold, as Kubernetes has them, in decimal digits; undefined for all
 * else. Larger ones are floating point numbers for Kubernetes, too.
 *
 * Rule: k8s.io/apimachinery pkg/util/json (UnmarshalCaseSensitivePreserveInts)
 */
function wholeText(value: Json, written: string): string | undefined {
  if (typeof value !== 'number' || !Number.isInteger(value) || Number.isSafeInteger(value)) return undefined
  const [, sign, digits = ''] = /^([-+]?)(.*)$/.exec(written.replaceAll('_', '')) ?? []
  const whole = /^0[0-7]/.test(digits) ? digits.replace('0', '0o') : digits
  if (!/^(?:[0-9]+|0[xob][0-9a-f]+)$/i.test(whole)) return undefined
  const number = sign === '-' ? -BigInt(whole) : BigInt(whole)
  return BigInt.asIntN(64, number) === number ? String(number) : undefined
}

/** A document, with the ways to those of its numbers that stand as texts. */
interface Exact {
  readonly value: Json
  readonly large: readonly KeyPath[]
  /** Whether it is an item of a list. */
  readonly isItem?: boolean
}

function flatten({ value, large, isItem = false }: Exact, into: Manifest[], where: () => FaultPlace): void {
  if (!isObject(value)) {
    const what = Array.isArray(value) ? 'a list' : typeof value === 'string' ? 'a text' : `a ${typeof value}`
    throw inputError(`this document is ${what}, not a Kubernetes object`, { at: where() })
  }
  if (Object.keys(value).length === 0) return
  const kind = textAt(value, 'kind')
  const apiVersion = textAt(value, 'apiVersion')
  if (!kind || !apiVersion)
    throw inputError(`this document is not a Kubernetes object: it has no ${kind ? 'apiVersion' : 'kind'}`, {
      at: where(),
    })
  const items = value['items']
  if (Array.isArray(items)) {
    if (isItem)
      throw inputError(`this ${kind} is in a nested list, which controllers do not unpack`, {
        at: where(),
        hint: 'Move its items to the outer list.',
      })
    for (const [i, item] of (items as readonly Json[]).entries()) {
      const own = large.filter(([key, index]) => key === 'items' && index === i)
      flatten({ value: item, large: own.map((path) => path.slice(2)), isItem: true }, into, where)
    }
    return
  }
  const manifest = manifestOf(value)
  if (!manifest && isNullList(value)) return
  if (!manifest)
    throw inputError(`this ${kind} has no name`, {
      at: where(),
      ...(apiVersion.startsWith('kustomize.config.k8s.io/') ? { hint: PLAIN_KUSTOMIZATION } : {}),
    })
  into.push({
    ...manifest,
    ...(isOfControllers(apiVersion) && { template: where().file }),
    ...(large.length > 0 && { large }),
  })
}

const PLAIN_KUSTOMIZATION =
  'It is read as a plain manifest. Argo CD does the same, and its sync then fails. Exclude it (directory: {exclude: "**/kustomization.yaml"}), or let kustomize build the folder (no directory in the source).'

/** A list of nothing. Rule: Argo CD's reposerver/repository/repository.go (isNullList) */
function isNullList(value: { readonly [key: string]: Json }): boolean {
  return value['items'] === null && !('spec' in value) && !('status' in value)
}

/** How many lines of a text may be set right; of a long text fewer, as all of it is read again for each. */
const MAX_LINES = 200
const MAX_READ = 1_000_000

/**
 * In quotes and brackets Go's reader minds no indentation, as lists of arguments in templates of charts make use of.
 * There it has no meaning, so such a line is indented and the text read again.
 */
function parseTolerantly(text: string, name: string): YamlFile {
  let lines: string[] | undefined
  for (let i = 0; ; i++) {
    try {
      return parseYaml(lines ? lines.join('\n') : text, name)
    } catch (error) {
      if (!(error instanceof FairleadError) || i >= Math.min(MAX_LINES, 1 + MAX_READ / text.length))
        throw error
      const line = error.message.includes('deficient indentation') ? error.faults[0].at?.line : undefined
      lines ??= text.split('\n')
      const short = lines[(line ?? 0) - 1]
      if (line === undefined || short === undefined || DEEP.test(short)) throw error
      lines[line - 1] = `${' '.repeat(100)}${short}`
    }
  }
}

const DEEP = /^ {100}/

/** An object with its identity; of what gets its name in the cluster, the name ends in `*`. */
export function manifestOf(content: { readonly [key: string]: Json }): Manifest | undefined {
  const prefix = textAt(content, 'metadata', 'generateName')
  const name = textAt(content, 'metadata', 'name') ?? (prefix === undefined ? undefined : `${prefix}*`)
  const kind = textAt(content, 'kind')
  const apiVersion = textAt(content, 'apiVersion')
  if (name === undefined || !kind || !apiVersion) return undefined
  return { apiVersion, kind, name, namespace: textAt(content, 'metadata', 'namespace') || undefined, content }
}
