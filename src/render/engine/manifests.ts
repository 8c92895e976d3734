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

/** A function that returns the origin of a line; undefined if it is unknown. */
export type Origin = (line: number) => FaultPlace | undefined

/**
 * Reads the output of a renderer, or a manifest file. An object with a list of `items` is replaced by these items, as
 * in k8s.io/apimachinery's Unstructured.IsList; documents without content are left out.
 *
 * Values are read as sigs.k8s.io/yaml reads them, which every controller uses.
 *
 * @param name the name of the text in messages
 * @param origin returns the origin of a line of the text
 * @throws FairleadError (input) if the text is not valid YAML, or a document is not a Kubernetes object
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
 * Returns a 64-bit integer that JavaScript cannot represent, in decimal digits, as Kubernetes reads it; undefined for
 * any other value. Kubernetes also reads larger integers as floating point numbers.
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

/** A document, with the key paths of its numbers that are represented as text. */
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

/** Reports whether `items` is null. Rule: Argo CD's reposerver/repository/repository.go (isNullList) */
function isNullList(value: { readonly [key: string]: Json }): boolean {
  return value['items'] === null && !('spec' in value) && !('status' in value)
}

/**
 * Maximum number of lines that are indented. Longer texts get fewer attempts, because each attempt parses the whole
 * text again.
 */
const MAX_LINES = 200
const MAX_READ = 1_000_000

/**
 * Parses YAML, and accepts lines in quotes and brackets that are not indented enough. Go's parser ignores indentation
 * there, and argument lists in chart templates depend on that. The indentation has no meaning in these contexts, so
 * such a line is indented and the text is parsed again.
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

/** Returns an object with its identity. If the cluster generates the name, the name ends in `*`. */
export function manifestOf(content: { readonly [key: string]: Json }): Manifest | undefined {
  const prefix = textAt(content, 'metadata', 'generateName')
  const name = textAt(content, 'metadata', 'name') ?? (prefix === undefined ? undefined : `${prefix}*`)
  const kind = textAt(content, 'kind')
  const apiVersion = textAt(content, 'apiVersion')
  if (name === undefined || !kind || !apiVersion) return undefined
  return { apiVersion, kind, name, namespace: textAt(content, 'metadata', 'namespace') || undefined, content }
}
