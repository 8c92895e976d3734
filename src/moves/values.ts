import type { FileChange } from '../forge/forge.ts'
import type { Tree } from '../tree/tree.ts'
import type { ScalarValue } from '../yaml/edit.ts'
import { parseKeyPath } from '../yaml/keys.ts'
import { lookUp, wholeFile } from '../yaml/lookup.ts'
import type { YamlFile } from '../yaml/nodes.ts'
import { parseYaml } from '../yaml/parse.ts'
import { setValues } from '../yaml/set.ts'
import { decodeText, encodeText } from '../yaml/text.ts'

/** A changed value: its location, its new value and its old text. */
export interface ValueChange {
  readonly file: string
  /** Starts at 0. */
  readonly document: number
  /** In the format of `formatKeyPath`. */
  readonly key: string
  readonly value: ScalarValue
  /** The existing text; missing if the key is added. */
  readonly was?: string
}

/** The location of a value. */
export type ValuePlace = Pick<ValueChange, 'file' | 'document' | 'key'>

/** Reports whether two values are in the same location. */
export function isSamePlace(a: ValuePlace, b: ValuePlace): boolean {
  return a.file === b.file && a.document === b.document && a.key === b.key
}

/** Returns the text of a value in a file; undefined if it does not exist. */
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
 * Returns the files of a tree that change if all values are set. All values that are planned, or recorded in a
 * commit, are written with this function. The tree may be newer than the one that the values were planned on. The
 * rules are checked when values are planned, so this function allows new keys and shared anchors.
 *
 * @param parsed files that are already parsed, by path; used if their text is still the same
 * @throws FairleadError (input) if a location no longer exists, or a file is not valid YAML
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

/** A file that is rewritten, not deleted. */
export type FileWith = FileChange & { readonly content: Uint8Array }
