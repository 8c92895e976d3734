import type { BumpPlan, Move } from '../bump/request.ts'
import type { FileChange } from '../forge/forge.ts'
import type { RecordedChange } from '../proposal/trailers.ts'
import type { Tree } from '../tree/tree.ts'
import { parseKeyPath } from '../yaml/keys.ts'
import { parseYaml } from '../yaml/parse.ts'
import { setValues } from '../yaml/set.ts'
import { decodeText, encodeText } from '../yaml/text.ts'
import type { BuiltFrom } from './request.ts'

/** What is recorded of a move of a plan, with all values that it sets. */
export function recordOf(plan: BumpPlan, move: Move, { repository, commit }: BuiltFrom): RecordedChange {
  const index = plan.moves.indexOf(move)
  return {
    ...(move.app === undefined ? {} : { app: move.app }),
    ...(move.environment === undefined ? {} : { environment: move.environment }),
    ...(move.cluster === undefined ? {} : { cluster: move.cluster }),
    ...(move.image === undefined ? {} : { image: move.image }),
    ...(move.from === undefined ? {} : { from: move.from }),
    to: move.to,
    ...(move.digest === undefined ? {} : { digest: move.digest }),
    set: plan.assignments
      .filter((assignment) => assignment.move === index)
      .map(({ file, document, key, value, before }) => ({
        file,
        document,
        key,
        value,
        ...(before === undefined ? {} : { was: before }),
      })),
    ...(repository === undefined
      ? {}
      : { source: { repository, ...(commit === undefined ? {} : { commit }) } }),
  }
}

/** The files of a tree with all values set, as far as that changes them. */
export async function filesWith(tree: Tree, records: readonly RecordedChange[]): Promise<FileChange[]> {
  const values = records.flatMap((record) => record.set)
  const paths = [...new Set(values.map((value) => value.file))]
  if (paths.length === 0) return []
  const files = await tree.read(paths)
  return paths.flatMap((path) => {
    const file = files.get(path)
    if (!file) return []
    const parsed = parseYaml(decodeText(file.content, path), path)
    // The plan that made a record has applied the rules to it: a new key was allowed, and so was a shared anchor.
    const assignments = values
      .filter((value) => value.file === path)
      .map(({ key, document, value, was }) => ({
        path: parseKeyPath(key),
        document,
        value,
        create: was === undefined,
        allowShared: true,
      }))
    const { text } = setValues(parsed, assignments)
    return text === parsed.text ? [] : [{ path, content: encodeText(text), mode: file.mode }]
  })
}

/** What is carried over, as far as a title and a message tell it. */
export function asMove(change: RecordedChange): Move {
  const [first] = change.set
  return {
    app: change.app,
    environment: change.environment,
    cluster: change.cluster,
    production: false,
    alsoMoves: [],
    image: change.image,
    file: first?.file ?? '',
    key: first?.key ?? '',
    document: first?.document ?? 0,
    line: 0,
    from: change.from,
    to: change.to,
    fromDigest: undefined,
    digest: change.digest,
    order: 'unknown',
  }
}
