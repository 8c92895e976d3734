import { FaultCollector, inputError, suggestion } from '../errors.ts'
import type { Tree } from '../tree/tree.ts'
import type { YamlFile } from '../yaml/nodes.ts'
import { parseYaml } from '../yaml/parse.ts'
import { decodeText } from '../yaml/text.ts'

/** Reads and parses files. A file that cannot be read or parsed is collected as an error with its name. */
export async function readFiles(
  tree: Tree,
  paths: readonly string[],
  faults: FaultCollector,
): Promise<Map<string, YamlFile>> {
  const safe = [...new Set(paths)].filter((path) => {
    const unsafe = path === '' || /^([\\/]|[A-Za-z]:)|\\|(^|\/)\.\.?(\/|$)|\0/.test(path)
    if (unsafe)
      faults.keep(
        inputError(
          `the path ${JSON.stringify(path)} leads outside the infra repo or is not a valid path in it`,
          {
            hint: 'Write the path relative to the root of the infra repo, with forward slashes.',
          },
        ),
      )
    return !unsafe
  })
  const files = new Map<string, YamlFile>()
  if (safe.length === 0) return files
  const contents = await tree.read(safe)
  const lost = safe.filter((path) => !contents.has(path))
  if (lost.length > 0) await explainLost(tree, lost, faults)
  for (const [path, { content, mode }] of contents)
    faults.attempt(() => {
      if (mode === '120000')
        throw inputError('the file is a symbolic link, which is not followed', {
          at: { file: path },
          hint: `Use the file that it points to: ${JSON.stringify(new TextDecoder().decode(content))}.`,
        })
      const file = parseYaml(decodeText(content, path), path)
      if (file.documents.length === 0) throw inputError('the file is empty', { at: { file: path } })
      files.set(path, file)
    })
  return files
}

async function explainLost(tree: Tree, lost: readonly string[], faults: FaultCollector): Promise<void> {
  const entries = await tree.list()
  const links = entries.filter((entry) => entry.mode === '120000').map((entry) => entry.path)
  const paths = entries.map((entry) => entry.path)
  for (const path of lost) {
    const link = links.find((candidate) => path.startsWith(`${candidate}/`))
    const isFolder = paths.some((candidate) => candidate.startsWith(`${path}/`))
    const name = path.split('/').pop()
    const elsewhere = paths.filter((candidate) => candidate.split('/').pop() === name)
    if (link !== undefined)
      faults.keep(
        inputError(`the path leads through the symbolic link ${link}, which is not followed`, {
          at: { file: path },
        }),
      )
    else if (isFolder) faults.keep(inputError('this is a folder, not a file', { at: { file: path } }))
    else
      faults.keep(
        inputError('the file does not exist', {
          at: { file: path },
          hint: suggestion(
            path,
            elsewhere.length > 0 ? elsewhere : paths.filter((candidate) => /\.ya?ml$/.test(candidate)),
          ),
        }),
      )
  }
}

/** Adds optional files to the files that were read, as far as they can be parsed. They may be empty. */
export async function readOptionalFiles(
  tree: Tree,
  paths: readonly string[],
  files: Map<string, YamlFile>,
): Promise<void> {
  const wanted = [...new Set(paths)].filter((path) => !files.has(path))
  if (wanted.length === 0) return
  const ignored = new FaultCollector()
  for (const [path, { content, mode }] of await tree.read(wanted))
    if (mode !== '120000') ignored.attempt(() => files.set(path, parseYaml(decodeText(content, path), path)))
}
