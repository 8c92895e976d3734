import { FairleadError, inputError, refusal } from '../errors.ts'
import { groupBy } from '../group-by.ts'
import { parseReference, isSameRepository } from '../images/reference.ts'
import type { Tree } from '../tree/tree.ts'
import type { KeyPath } from '../yaml/keys.ts'
import { formatKeyPath } from '../yaml/keys.ts'
import type { YamlFile, YamlNode } from '../yaml/nodes.ts'
import { keyText } from '../yaml/nodes.ts'
import { parseYaml } from '../yaml/parse.ts'
import { position } from '../yaml/position.ts'
import { decodeText } from '../yaml/text.ts'
import type { PlanBuilder } from './builder.ts'
import { checkOld, oldAtKey } from './old-value.ts'
import type { MarkerTarget } from './request.ts'
import { canBe, nameAt, siblingDigest } from './siblings.ts'
import { refuseFloating, parseVersion } from './version.ts'

/** A scalar with Flux's setter comment on its line. */
export interface MarkedScalar {
  readonly file: YamlFile
  readonly document: number
  readonly path: KeyPath
  readonly text: string
  readonly line: number
  /** The value that the marker requires: the whole reference, or one part of it. */
  readonly part: 'reference' | 'name' | 'tag' | 'digest'
}

const MARKER = /#\s*(\{\s*"\$imagepolicy"\s*:\s*"([^"]+)"[^}]*\})/

/**
 * Finds the scalars with a marker `# {"$imagepolicy": "namespace:name[:tag|:name|:digest]"}` on their line, for each
 * policy. Commented-out lines have no scalar and do not count.
 *
 * Rule: fluxcd/image-automation-controller internal/update/setters.go
 */
export async function findMarkers(
  tree: Tree,
  policies: readonly string[],
): Promise<Map<string, MarkedScalar[]>> {
  const paths = (await tree.list())
    .filter(({ path, mode }) => /\.ya?ml$/.test(path) && mode !== '120000' && mode !== '160000')
    .map(({ path }) => path)
  const found = new Map<string, MarkedScalar[]>(policies.map((policy) => [policy, []]))
  for (const [path, { content }] of await tree.read(paths)) {
    const text = new TextDecoder().decode(content)
    if (!text.includes('"$imagepolicy"') || !policies.some((policy) => text.includes(policy))) continue
    let file: YamlFile
    try {
      file = parseYaml(decodeText(content, path), path)
    } catch (error) {
      if (error instanceof FairleadError) continue // not valid YAML, so Flux cannot set a value in it either
      throw error
    }
    for (const marked of markedScalars(file)) found.get(marked.policy)?.push(marked)
  }
  return found
}

function markedScalars(file: YamlFile): (MarkedScalar & { policy: string })[] {
  const marked: (MarkedScalar & { policy: string })[] = []
  const walk = (node: YamlNode, path: KeyPath, document: number): void => {
    if (node.kind === 'map')
      for (const entry of node.entries) walk(entry.value, [...path, keyText(entry.key) ?? ''], document)
    if (node.kind === 'sequence')
      for (const [i, item] of node.items.entries()) walk(item, [...path, i], document)
    if (node.kind !== 'scalar' || node.style === 'literal' || node.style === 'folded') return
    const end = file.text.indexOf('\n', node.end)
    const match = MARKER.exec(file.text.slice(node.end, end < 0 ? undefined : end))
    if (!match) return
    const { line } = position(file.text, node.end)
    const [namespace, name, part] = match?.[2]?.split(':') ?? []
    if (namespace === undefined || name === undefined) return
    const kind =
      part === undefined ? 'reference' : (['name', 'tag', 'digest'] as const).find((known) => known === part)
    if (kind)
      marked.push({
        policy: `${namespace}:${name}`,
        file,
        document,
        path,
        text: node.value,
        line,
        part: kind,
      })
  }
  for (const document of file.documents) walk(document.root, [], document.index)
  return marked
}

/** Returns the repository of the image of a marked scalar, if the file contains it. */
export function repositoryAtMarker({ file, document, path, text, part }: MarkedScalar): string | undefined {
  if (part === 'name') return text
  const parsed = part === 'reference' ? parseVersion(text, part) : { repository: undefined }
  return nameAt(parsed, file, document, path)?.repository
}

/**
 * Selects one value for each marker. On a line with several values (in flow style), it is the value that fits the
 * marker's part. If there is not exactly one, nothing is written.
 *
 * @throws FairleadError (refused) if the value is ambiguous
 */
function onePerLine(marked: readonly MarkedScalar[], image: string | undefined): MarkedScalar[] {
  const lines = groupBy(marked, ({ file, line, part }) => JSON.stringify([file.path, line, part]))
  return [...lines.values()].flatMap((group) => {
    const [first] = group
    if (!first || group.length === 1) return group
    const fitting = group.filter((one) => holdsPart(one, image))
    if (fitting.length === 1) return fitting
    throw refusal('the marker on this line is next to several values, so its value is ambiguous', {
      at: { file: first.file.path, line: first.line },
      hint: 'Put the value on its own line, followed by the marker.',
    })
  })
}

function holdsPart({ part, path, text }: MarkedScalar, image: string | undefined): boolean {
  const key = String(path.at(-1))
  const reference = parseReference(text)
  switch (part) {
    case 'tag':
      return /(?:tag|version)$/i.test(key)
    case 'digest':
      return /digest$/i.test(key) || text.startsWith('sha256:')
    case 'name':
      return /(?:name|image|repository|repo)$/i.test(key) && reference?.tag === undefined
    case 'reference':
      return (
        reference?.tag !== undefined &&
        (/image$/i.test(key) || text.includes('/')) &&
        (image === undefined || isSameRepository(image, reference.repository))
      )
  }
}

/** Adds the moves of the markers of one policy. */
export function planMarkers(
  builder: PlanBuilder,
  target: MarkerTarget,
  marked: readonly MarkedScalar[],
): void {
  const { image, policy } = target
  refuseFloating(image.tag, builder.allow)
  if (marked.length === 0)
    throw inputError(`no file has a marker for the policy ${policy}`, {
      hint: 'Markers look like # {"$imagepolicy": "namespace:name"}.',
    })
  for (const { file, document, path, text, part, line } of onePerLine(marked, image.repository)) {
    if (!builder.files.has(file.path)) builder.files.set(file.path, file)
    const base = {
      app: undefined,
      environment: undefined,
      cluster: undefined,
      production: false,
      alsoMoves: [],
      image: image.repository,
      file: file.path,
      key: formatKeyPath(path),
      document,
      line,
      notes: [],
    }
    if (part === 'reference' || part === 'tag') {
      const place = { path, at: { file: file.path, line }, repository: image.repository }
      // A reference may be a part of the value (`--image=ghcr.io/acme/web:1.2.3`), and `db:5432` is not a reference.
      const isWhole =
        part === 'reference' && (text === '' || (text.includes('/') && parseReference(text) !== undefined))
      const parsed = isWhole ? parseVersion(text, part) : oldAtKey(text, place)
      if (text !== '') checkOld(parsed, text, place)
      const name = nameAt(parsed, file, document, path)
      if (image.repository !== undefined && name && !canBe(name, image.repository))
        throw inputError(
          `the marker on this line is for the image ${name.repository}, not ${image.repository}`,
          {
            at: { file: file.path, line },
          },
        )
      const separateDigest = siblingDigest(file, document, path)
      // A digest with its own marker is set by that marker.
      const isMarked = marked.some(
        (other) =>
          other.file === file &&
          other.document === document &&
          separateDigest &&
          formatKeyPath(other.path) === formatKeyPath(separateDigest.path),
      )
      const own = isMarked ? undefined : separateDigest
      builder.addVersion(image, { parsed, where: { path, document }, separateDigest: own }, base)
      continue
    }
    const value = part === 'digest' ? image.digest : image.repository
    if (value === undefined && part === 'digest')
      throw inputError('the marker on this line requires a digest', {
        at: { file: file.path, line },
        hint: 'Set "digest" to the new digest.',
      })
    if (value === undefined) continue // the name does not change
    const order = text === value ? 'same' : 'unknown'
    builder.addValue(
      { path, document, value },
      { ...base, from: text, to: value, fromDigest: undefined, digest: image.digest, order },
    )
  }
}
