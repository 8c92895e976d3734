import { createHash } from 'node:crypto'
import { inputError } from '../../errors.ts'
import { isLfsPointer, lfsError } from '../../tree/lfs.ts'
import type { TreePath } from '../model.ts'
import { openPackage, packChart } from './archive.ts'
import { cleanse, packed } from './chart-files.ts'
import type { ChartFiles } from './chart-files.ts'
import { dependenciesOf, isThere, namesOf } from './dependencies.ts'
import type { Dependency, MissingDependency } from './dependencies.ts'
import type { Engine } from './engine.ts'
import { atAnotherTime } from './clock.ts'
import { helmIgnore } from './helmignore.ts'
import { hashFiles, resolveOrThrow } from './snapshot.ts'
import type { Snapshot, SourceFiles } from './snapshot.ts'
import { stagedPathFault } from './staged-paths.ts'
import { readFiles } from './stage.ts'
import type { StagedFolder } from './stage.ts'
import { inFolder } from '../../tree/paths.ts'

/** The file name of a chart that is passed to Helm as a package. */
const PACKAGE = 'chart.tgz'

/** Folders of a staged chart. */
export const FIRST = 'chart'
export const AGAIN = 'again'

/** A chart whose files are known. */
export interface ChartPlan {
  /** Its path, for messages. */
  readonly name: string
  readonly hash: string
  /**
   * Returns the file in the repository for a path in Helm's messages (`web/templates/a.yaml`); undefined if it is
   * unknown.
   */
  locate(path: string): string | undefined
  /** Returns the name by which a reviewer finds a file that `cleanse` reports (`charts/a.tgz: templates/b.yaml`). */
  shown(file: string): string
  /**
   * Writes the chart. The input of Helm is in the folder `FIRST`; if two runs may differ, it is also in `AGAIN`, at
   * another time.
   */
  stage(): Promise<StagedFolder>
  /** The file in the stage that is passed to Helm; empty for the folder itself. */
  readonly entry: string
}

/** The files of a chart, and the tree that contains them. */
interface Part {
  readonly snapshot: Snapshot
  readonly files: SourceFiles
  /** Whether it is packed in its tree; then `chart.tgz` is the only file. */
  readonly isPackage?: boolean
  /** For a dependency, the name under which the chart declares it. */
  readonly dependency?: string
  /** Whether it was fetched as a package, and not as a folder from which Helm leaves out files. */
  readonly isFetched?: boolean
}

/**
 * Finds the files of a chart and of the local charts that it refers to (`repository: file://…`), which the
 * controllers add to `charts/` with `helm dependency build`. The existing content of `charts/` is used as it is.
 *
 * @param isPacked whether the controller loads the chart as a package (`HelmJob.packed`), as it loads one that is a
 *   package in its tree
 * @throws FairleadError (input) if the chart or a dependency does not exist
 */
export async function planChart(at: TreePath, engine: Engine, isPacked = false): Promise<ChartPlan> {
  const snapshot = await engine.snapshot(at.tree)
  const found = resolveOrThrow(snapshot, at.path, 'the chart')
  if (found.kind === 'file') {
    const files: SourceFiles = new Map([[PACKAGE, found.file]])
    return finish(found.file.path, [{ snapshot, files, isPackage: true }], [], engine, true)
  }
  const name = found.path === '' ? snapshot.tree.name : found.path
  const submodules: string[] = []
  const files = snapshot.filesBelow(found.path, submodules)
  if (!files.has('Chart.yaml'))
    throw inputError(`${name} is not a chart: it has no Chart.yaml`, {
      at: { file: inFolder(found.path, 'Chart.yaml') },
    })
  // Controllers do not build the dependencies of a packed chart.
  const others = isPacked ? [] : await missingParts(at, found.path, snapshot, files, engine)
  const warnings = submodules.map((path) => `${path} is a submodule, whose files are not rendered`)
  return finish(name, [{ snapshot, files }, ...others], warnings, engine, isPacked)
}

/** Finds the charts that Chart.yaml declares and `charts/` does not contain. */
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
      checkName(dependency, file)
      if (isThere(files.keys(), dependency.name, names)) continue
      if (!dependency.repository.startsWith('file://')) missing.push({ ...dependency, file })
      else {
        const path = inFolder(folder, dependency.repository.slice('file://'.length))
        parts.push(besides(snapshot, path, dependency.name, { file, line: dependency.line }))
      }
    }
  const [first] = missing
  if (!first) return parts
  const fetched = await engine.dependencies?.(at, missing)
  if (!fetched)
    throw inputError(
      `charts/ lacks dependencies of ${first.file}: ${missing.map(({ name, version }) => `${name} ${version}`.trim()).join(', ')}`,
      {
        at: { file: first.file, line: first.line },
        hint: 'Run "helm dependency build" and commit charts/.',
      },
    )
  for (const [i, chart] of fetched.entries()) {
    const { name, file, line } = missing[i] ?? first
    const part = besides(await engine.snapshot(chart.tree), chart.path, name, { file, line })
    parts.push({ ...part, isFetched: true })
  }
  return parts
}

/**
 * Checks the name of a dependency, which becomes the name of a file.
 *
 * Rule: helm pkg/chart/v2/metadata.go (Validate): a chart's name is not a path
 */
function checkName({ name, line }: Dependency, file: string): void {
  const fault = name.includes('/') ? `${JSON.stringify(name)} is a path` : stagedPathFault(name)
  if (fault !== undefined)
    throw inputError(`the dependency has a name that is not valid for a chart: ${fault}`, {
      at: { file, line },
    })
}

/** Returns the names of the unpacked charts in `charts/`. Helm finds them by these names, not by their folders. */
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

/** Returns a chart from another location that is added to `charts/`. */
function besides(
  snapshot: Snapshot,
  path: string,
  dependency: string,
  at: { file: string; line: number },
): Part {
  const found = resolveOrThrow(snapshot, path, `the dependency ${dependency},`, { at })
  const files: SourceFiles =
    found.kind === 'file' ? new Map([[PACKAGE, found.file]]) : snapshot.filesBelow(found.path)
  return { snapshot, files, dependency, isPackage: found.kind === 'file' }
}

async function finish(
  name: string,
  parts: readonly Part[],
  warnings: readonly string[],
  engine: Engine,
  isPacked: boolean,
): Promise<ChartPlan> {
  const hashes = await Promise.all(
    parts.map(async ({ snapshot, files, dependency }) =>
      JSON.stringify([dependency, hashFiles(files, await snapshot.ids(files.values()))]),
    ),
  )
  const hash = createHash('sha256')
    .update([isPacked ? PACKAGE : '', ...hashes].join('\n'))
    .digest('hex')
  const places = new Map(
    parts.flatMap(({ files, dependency }) =>
      [...files].map(([staged, { path }]) => [inChart(staged, dependency), path] as const),
    ),
  )
  return {
    name,
    hash,
    entry: isPacked ? PACKAGE : '',
    locate(path) {
      const slash = path.indexOf('/')
      return slash < 0 ? undefined : places.get(path.slice(slash + 1))
    },
    shown(file) {
      const [own = '', ...inner] = file.split(': ')
      const path = places.get(own)
      // In a chart from another source, the path alone would look like a path of the repository.
      const isWhole = path === undefined || path === own
      return [isWhole ? `${name}: ${own}` : path, ...inner].join(': ')
    },
    stage: () =>
      engine.stage.folder(hash, async () => {
        const clean = await cleanse(await gather(parts, name, engine), name, engine.limits)
        const files = new Map<string, Uint8Array>()
        const write = async (folder: string, change?: (path: string, content: Uint8Array) => Uint8Array) => {
          const contents = await packed(clean.files, change)
          if (isPacked) files.set(`${folder}/${PACKAGE}`, await packChart(contents))
          else for (const [path, content] of contents) files.set(`${folder}/${path}`, content)
        }
        await write(FIRST)
        if (clean.generates)
          await write(AGAIN, (path, content) =>
            path.includes('templates/') ? atAnotherTime(content) : content,
          )
        return {
          files,
          generates: clean.generates,
          dependences: clean.dependences,
          runsTexts: clean.runsTexts,
          warnings: [...warnings, ...clean.warnings],
        }
      }),
  }
}

/** Returns the path of a file in the chart, as Helm's messages contain it. */
function inChart(staged: string, dependency: string | undefined): string {
  return dependency === undefined ? staged : `charts/${dependency}/${staged}`
}

/** Reads the files of a chart and, as packages in `charts/`, of its dependencies. */
async function gather(parts: readonly Part[], name: string, engine: Engine): Promise<ChartFiles> {
  const chart = new Map<string, Uint8Array | ChartFiles>()
  for (const { snapshot, files, dependency, isPackage, isFetched } of parts) {
    const contents = await readFiles(snapshot, files, engine.limits, isPackage === true)
    if (isPackage !== true) refuseLfs(contents, files)
    const content = isPackage === true ? contents.get(PACKAGE) : undefined
    const own = content
      ? await openPackage(content, files.get(PACKAGE)?.path ?? name, engine.limits)
      : contents
    if (dependency === undefined) for (const [path, file] of own) chart.set(path, file)
    else
      chart.set(freeName(chart, dependency), content || isFetched === true ? own : packedByHelm(own, files))
  }
  return chart
}

/**
 * The files that Helm always reads, regardless of the chart's templates. Rule: helm pkg/chart/v2/loader/load.go
 * (LoadFiles)
 */
const READ =
  /(^|\/)(Chart\.(yaml|lock)|values\.yaml|values\.schema\.json|requirements\.(yaml|lock))$|(^|\/)(templates|crds)\/|^charts\//

/**
 * Refuses Git LFS pointers among the files that Helm reads. If a template uses `.Files`, it may read any file.
 *
 * @throws FairleadError (input) with the file
 */
function refuseLfs(contents: ReadonlyMap<string, Uint8Array>, files: SourceFiles): void {
  const pointers = [...contents].filter(([, content]) => isLfsPointer(content)).map(([path]) => path)
  if (pointers.length === 0) return
  const asks = [...contents].some(
    ([path, content]) => path.includes('templates/') && Buffer.from(content).includes('.Files'),
  )
  const read = pointers.find((path) => asks || READ.test(path))
  if (read !== undefined) throw lfsError({ file: files.get(read)?.path ?? read })
}

/** Returns the files that `helm dependency build` packs from a folder. */
function packedByHelm(files: ReadonlyMap<string, Uint8Array>, sources: SourceFiles): ChartFiles {
  const rules = files.get('.helmignore')
  const text = rules === undefined ? '' : Buffer.from(rules).toString()
  const isIgnored = helmIgnore(text, sources.get('.helmignore')?.path ?? '.helmignore')
  return new Map([...files].filter(([path]) => !isIgnored(path)))
}

/**
 * Returns an unused file name for a package. Helm identifies charts by their Chart.yaml, and there may be two
 * versions of the same chart.
 */
function freeName(chart: ChartFiles, name: string): string {
  for (let i = 1; ; i++) {
    const path = `charts/${i === 1 ? name : `${name}-${i}`}.tgz`
    if (!chart.has(path)) return path
  }
}
