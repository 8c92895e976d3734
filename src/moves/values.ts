import type { FileChange } from '../forge/forge.ts'
import type { Tree } from '../tree/tree.ts'
import type { ScalarValue } from '../yaml/edit.ts'
import { parseKeyPath } from '../yaml/keys.ts'
import { lookUp, wholeFile } from '../yaml/lookup.ts'
import type { YamlFile } from '../yaml/nodes.ts'
import { parseYaml } from '../yaml/parse.ts'
import { setValues } from '../yaml/set.ts'
import { decodeText, encodeText } from '../yaml/text.ts'

/** One value that changes: its place, what it becomes, and what it was. */
export interface ValueChange {
  readonly file: string
  /** From 0. */
  readonly document: number
  /** As `formatKeyPath` writes it. */
  readonly key: string
  readonly value: ScalarValue
  /** The text that stood there; left out where the key is added. */
  readonly was?: string
}

/** Where a value stands. */
export type ValuePlace = Pick<ValueChange, 'file' | 'document' | 'key'>

/** Whether two values stand in one place. */
export function isSamePlace(a: ValuePlace, b: ValuePlace): boolean {
  return a.file === b.file && a.document === b.document && a.key === b.key
}

/** The text of a value in a file; undefined where it is not there. */
export function valueAt(content: Uint8Array | undefined, place: ValuePlace): string | undefined {
  if (!content) return undefined
  try {
    const file = parseYaml(decodeText(content, place.file), place.file)
    const document = file.documents.find((candidate) => candidate.index === place.document)
    const lookup = document && lookUp(wholeFile(file, document), parseKeyPath(place.key))
    return lookup?.found === 'scalar' ? lookup.node.value : undefined
  } catch {
    return undefined
  }
}

/**
 * Files of a tree with all values set, as far as that changes them: the one way from what is planned, or recorded in a
 * commit, to what is written. The tree may be a newer one than that which the values were planned on. Whoever planned
 * them has applied the rules: a new key was allowed, and so was a shared anchor.
 *
 * @param parsed files that were parsed already, by path; used where their text is still the same
 * @throws FairleadError (input) where a place is no longer there, or a file is no YAML
 */
export async function filesWith(
  tree: Tree,
  values: readonly ValueChange[],
  parsed?: ReadonlyMap<string, YamlFile>,
): Promise<FileWith[]> {
  const paths = [...new Set(values.map((value) => value.file))]
  if (paths.length === 0) return []
  const files = await tree.read(paths)
  return paths.flatMap((path) => {
    const file = files.get(path)
    if (!file) return []
    const before = decodeText(file.content, path)
    const known = parsed?.get(path)
    const yaml = known?.text === before ? known : parseYaml(before, path)
    const assignments = values
      .filter((value) => value.file === path)
      .map(({ key, document, value, was }) => ({
        path: parseKeyPath(key),
        document,
        value,
        create: was === undefined,
        allowShared: true,
      }))
    const { text } = setValues(yaml, assignments)
    return text === before ? [] : [{ path, content: encodeText(text), mode: file.mode }]
  })
}

/** A file that is rewritten, none that is deleted. */
export type FileWith = FileChange & { readonly content: Uint8Array }
