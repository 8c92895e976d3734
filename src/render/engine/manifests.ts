import { FairleadError, inputError } from '../../errors.ts'
import type { YamlFile } from '../../yaml/nodes.ts'
import { parseYaml } from '../../yaml/parse.ts'
import { position } from '../../yaml/position.ts'
import type { Json } from '../../yaml/value.ts'
import { evaluate, isObject, textAt } from '../../yaml/value.ts'
import type { Manifest } from '../../kube/manifests.ts'
import { isOfControllers } from '../../kube/ids.ts'

/** Where a document of a text comes from. */
export type Origin = (line: number) => { readonly file: string; readonly line?: number } | undefined

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
  refuseHidden(text, name)
  const manifests: Manifest[] = []
  for (const { root } of parseTolerantly(text, name).documents) {
    const value = evaluate(root, exactly)
    if (value !== null)
      flatten(value, manifests, () => {
        const { line } = position(text, 'start' in root ? root.start : 0)
        return origin(line) ?? { file: name, line }
      })
  }
  return manifests
}

/**
 * Refuses a text of which controllers leave out a part: they cut at lines that begin with `---`, and of what is
 * between two of them only the first document counts, so what follows `...` is never deployed.
 *
 * Rule: k8s.io/apimachinery pkg/util/yaml/decoder.go (YAMLReader)
 */
function refuseHidden(text: string, name: string): void {
  for (const { index } of text.matchAll(/^\.\.\.(?=\s|$)|(?<=\r)(?:---|\.\.\.)/gm)) {
    // A line that ends in a carriage return alone is one line with the next for that reader.
    const rest = text.slice(text.indexOf('\n', index) + 1 || text.length)
    const isEnd =
      text[index] === '.' && text[index - 1] !== '\r' && /^(?:[ \t]*(?:#.*)?\r?\n)*(?:---|$)/.test(rest)
    if (!isEnd)
      throw inputError('what stands behind the end of this document is not read by controllers', {
        at: { file: name, line: position(text, index).line },
        hint: 'Separate documents with a line of its own that is "---".',
      })
  }
}

/** Numbers that JavaScript cannot hold stay as they are written: Kubernetes has whole numbers of 64 bits. */
function exactly(value: Json, node: { readonly value: string }): Json {
  return typeof value === 'number' && Number.isInteger(value) && !Number.isSafeInteger(value)
    ? node.value
    : value
}

function flatten(
  value: Json,
  into: Manifest[],
  where: () => { readonly file: string; readonly line?: number },
): void {
  if (!isObject(value)) {
    const what = Array.isArray(value) ? 'a list' : typeof value === 'string' ? 'a text' : `a ${typeof value}`
    throw inputError(`this document is ${what}, and no Kubernetes object`, { at: where() })
  }
  if (Object.keys(value).length === 0) return
  const kind = textAt(value, 'kind')
  const apiVersion = textAt(value, 'apiVersion')
  if (!kind || !apiVersion)
    throw inputError(`this document is no Kubernetes object: it has no ${kind ? 'apiVersion' : 'kind'}`, {
      at: where(),
    })
  const items = value['items']
  if (Array.isArray(items)) {
    for (const item of items as readonly Json[]) flatten(item, into, where)
    return
  }
  const manifest = manifestOf(value)
  if (!manifest && isNullList(value)) return
  if (!manifest)
    throw inputError(`this ${kind} has no name`, {
      at: where(),
      ...(apiVersion.startsWith('kustomize.config.k8s.io/') ? { hint: PLAIN_KUSTOMIZATION } : {}),
    })
  into.push(isOfControllers(apiVersion) ? { ...manifest, template: where().file } : manifest)
}

const PLAIN_KUSTOMIZATION =
  'It is read as a plain manifest, and so does Argo CD, whose sync then fails. Leave it out (directory: {exclude: "**/kustomization.yaml"}), or let kustomize build the folder (no directory in the source).'

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
