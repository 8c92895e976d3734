import { createHash } from 'node:crypto'
import { inputError } from '../../errors.ts'
import type { TreePath } from '../model.ts'
import { cleanse } from './chart-files.ts'
import { dependenciesOf, isThere, namesOf } from './dependencies.ts'
import type { MissingDependency } from './dependencies.ts'
import type { Engine } from './engine.ts'
import { atAnotherTime } from './clock.ts'
import { hashFiles, resolveOrThrow } from './snapshot.ts'
import type { Snapshot, SourceFiles } from './snapshot.ts'
import { readFiles } from './stage.ts'
import type { StagedFolder } from './stage.ts'

/** Folders of a staged chart. */
export const FIRST = 'chart'
export const AGAIN = 'again'

/** A chart whose files are known. */
export interface ChartPlan {
  /** Its path, for messages. */
  readonly name: string
  readonly hash: string
  /** Where in the repository a path of Helm's messages is (`web/templates/a.yaml`); undefined where it is unknown. */
  locate(path: string): string | undefined
  /**
   * Writes it: what Helm is given is in the folder `FIRST`, and where two runs may differ a second time in
   * `AGAIN`, at another time.
   */
  stage(): Promise<StagedFolder>
  /** The file in the stage that is handed to Helm; empty for the folder itself. */
  readonly entry: string
}

/** Some of a chart's files, and the tree that they are from. */
interface Part {
  readonly snapshot: Snapshot
  readonly files: SourceFiles
}

/**
 * Finds the files of a chart and of those charts that it takes from beside it (`repository: file://…`), which
 * the controllers put into `charts/` by `helm dependency build`. What `charts/` holds is used as it is.
 *
 * @throws FairleadError (input) where the chart or a dependency is not there
 */
export async function planChart(at: TreePath, engine: Engine): Promise<ChartPlan> {
  const snapshot = await engine.snapshot(at.tree)
  const found = resolveOrThrow(snapshot, at.path, 'the chart')
  if (found.kind === 'file') {
    const files: SourceFiles = new Map([['chart.tgz', found.file]])
    return finish(found.file.path, 'chart.tgz', [{ snapshot, files }], [], engine)
  }
  const name = found.path === '' ? snapshot.tree.name : found.path
  const submodules: string[] = []
  const files = snapshot.filesBelow(found.path, submodules)
  if (!files.has('Chart.yaml'))
    throw inputError(`${name} is no chart: it has no Chart.yaml`, {
      at: { file: joined(found.path, 'Chart.yaml') },
    })
  const parts = [{ snapshot, files }, ...(await missingParts(at, found.path, snapshot, files, engine))]
  const warnings = submodules.map((path) => `${path} is a submodule, whose files are not rendered`)
  return finish(name, '', parts, warnings, engine)
}

/** The charts that Chart.yaml names and `charts/` lacks. */
async function missingParts(
  at: TreePath,
  folder: string,
  snapshot: Snapshot,
  files: SourceFiles,
  engine: Engine,
): Promise<Part[]> {
  const declaring = ['Chart.yaml', 'requirements.yaml'].flatMap((name) => files.get(name)?.path ?? [])
  const texts = await snapshot.read(declaring)
  const parts: Part[] = []
  const missing: MissingDependency[] = []
  const names = declaring.length > 0 ? await vendored(snapshot, files) : new Map<string, string>()
  for (const file of declaring)
    for (const dependency of dependenciesOf(Buffer.from(texts.get(file) ?? '').toString(), file)) {
      if (isThere(files.keys(), dependency.name, names)) continue
      if (!dependency.repository.startsWith('file://')) missing.push({ ...dependency, file })
      else {
        const path = joined(folder, dependency.repository.slice('file://'.length))
        parts.push(besides(snapshot, path, dependency.name, { file, line: dependency.line }))
      }
    }
  const [first] = missing
  if (!first) return parts
  const fetched = await engine.dependencies?.(at, missing)
  if (!fetched)
    throw inputError(
      `charts/ lacks what ${first.file} depends on: ${missing.map(({ name, version }) => `${name} ${version}`.trim()).join(', ')}`,
      {
        at: { file: first.file, line: first.line },
        hint: 'Run "helm dependency build" and commit charts/.',
      },
    )
  for (const [i, chart] of fetched.entries())
    parts.push(besides(await engine.snapshot(chart.tree), chart.path, missing[i]?.name ?? '', undefined))
  return parts
}

/** The names of the charts that `charts/` holds unpacked; Helm finds them by these, and not by their folders. */
async function vendored(snapshot: Snapshot, files: SourceFiles): Promise<Map<string, string>> {
  const paths = [...files].flatMap(([staged, file]) =>
    /^charts\/[^/]+\/Chart\.yaml$/.test(staged) ? [[staged, file.path] as const] : [],
  )
  if (paths.length === 0) return new Map()
  const contents = await snapshot.read(paths.map(([, path]) => path))
  return namesOf(
    new Map(paths.map(([staged, path]) => [staged, Buffer.from(contents.get(path) ?? '').toString()])),
  )
}

/** A chart from elsewhere, as it is put into `charts/`. */
function besides(
  snapshot: Snapshot,
  path: string,
  name: string,
  at: { file: string; line: number } | undefined,
): Part {
  const found = resolveOrThrow(snapshot, path, `the dependency ${name},`, at ? { at } : {})
  if (found.kind === 'file') return { snapshot, files: new Map([[`charts/${name}.tgz`, found.file]]) }
  const files = snapshot.filesBelow(found.path)
  return { snapshot, files: new Map([...files].map(([staged, file]) => [`charts/${name}/${staged}`, file])) }
}

async function finish(
  name: string,
  entry: string,
  parts: readonly Part[],
  warnings: readonly string[],
  engine: Engine,
): Promise<ChartPlan> {
  const hashes = await Promise.all(
    parts.map(async ({ snapshot, files }) => hashFiles(files, await snapshot.ids(files.values()))),
  )
  const hash = createHash('sha256').update(hashes.join('\n')).digest('hex')
  const all = new Map(parts.flatMap(({ files }) => [...files]))
  return {
    name,
    hash,
    entry,
    locate(path) {
      const slash = path.indexOf('/')
      return entry === '' && slash >= 0 ? all.get(path.slice(slash + 1))?.path : undefined
    },
    stage: () =>
      engine.stage.folder(hash, async () => {
        const contents = await Promise.all(
          parts.map(({ snapshot, files }) => readFiles(snapshot, files, engine.limits)),
        )
        const clean = await cleanse(new Map(contents.flatMap((part) => [...part])), name, engine.limits)
        const files = new Map([...clean.files].map(([path, content]) => [`${FIRST}/${path}`, content]))
        for (const [path, content] of clean.generates ? clean.files : [])
          files.set(`${AGAIN}/${path}`, path.includes('templates/') ? atAnotherTime(content) : content)
        return {
          files,
          generates: clean.generates,
          asks: clean.asks,
          warnings: [...warnings, ...clean.warnings],
        }
      }),
  }
}

/** A path from a folder; it may hold `..`. */
export function joined(folder: string, path: string): string {
  return folder === '' ? path : `${folder}/${path}`
}
