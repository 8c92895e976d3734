import { createHash } from 'node:crypto'
import type { Dependence } from '../../gotemplate/dependence.ts'
import { join } from 'node:path'
import { inputError } from '../../errors.ts'
import { canonicalYaml } from '../../yaml/canonical.ts'
import type { YamlNode } from '../../yaml/nodes.ts'
import { parseYaml } from '../../yaml/parse.ts'
import type { Fetched, KustomizeJob } from '../model.ts'
import { isAtLeast } from '../versions.ts'
import { blobId } from '../../tree/blob-id.ts'
import { cleanse, packed } from './chart-files.ts'
import { dependencesOfValues } from './dependences.ts'
import type { Engine, Prepared } from './engine.ts'
import { VendoredTree } from './vendored-tree.ts'
import { Closure } from './kustomize-closure.ts'
import type { Reference } from './vendored-tree.ts'
import { checkEnvironments } from './kustomize-environments.ts'
import { explainKustomize } from './kustomize-failures.ts'
import { checkConfigs, takeReferences } from './kustomize-references.ts'
import { hashFiles, resolveOrThrow } from './snapshot.ts'
import type { Snapshot, SourceFiles } from './snapshot.ts'
import { readFiles } from './stage.ts'
import { inFolder } from '../../tree/paths.ts'
import { KUSTOMIZATION_FILES } from '../../inventory/kustomize/kustomization.ts'

/** The role of a folder. The kustomization of a folder of configurations may only list files. */
type Role = 'kustomization' | 'configurations'

/**
 * Prepares a run of kustomize: finds everything that it will read, in the tree of the job, before it starts.
 *
 * @throws FairleadError (input) with file and line if a reference is remote and not fetched, leaves the tree or does
 *   not exist, or if kustomize would run a plugin
 */
export async function prepareKustomize(job: KustomizeJob, engine: Engine): Promise<Prepared> {
  const { closure, folder: root, override, notes, fetched } = await gather(job, engine)
  const { snapshot } = closure
  await checkEnvironments(closure)
  const chartFiles = new Map(
    [...closure.charts].map((folder) => [folder, snapshot.filesBelow(folder)] as const),
  )
  for (const [folder, files] of chartFiles)
    for (const [path, file] of files) closure.add(join(folder, path).replaceAll('\\', '/'), file)

  const tool = await engine.tools.kustomize()
  const helm = closure.charts.size > 0 ? await engine.tools.helm() : undefined
  const ids = await snapshot.ids(closure.files.values())
  const links = [...closure.links].toSorted(([a], [b]) => (a < b ? -1 : 1))
  const staged = [
    hashFiles(closure.files, ids),
    links,
    override ? [override.path, blobId(override.content)] : undefined,
    [...closure.charts],
  ]
  const hash = createHash('sha256').update(JSON.stringify(staged)).digest('hex')
  const { source, kustomization: _, ...options } = job
  const inputs = ['kustomize', tool.id, tool.program, helm?.id, hash, root, options]
  const name = source.path === '' ? source.tree.name : source.path
  const subject = `the kustomization ${name}`
  return {
    subject,
    key: createHash('sha256').update(JSON.stringify(inputs)).digest('hex'),
    fetched,
    async stage() {
      const folder = await engine.stage.folder(hash, () => fill(closure, chartFiles, engine))
      const args = tool.program === 'kubectl' ? ['kustomize'] : ['build']
      if (job.allowOutside) args.push('--load-restrictor=LoadRestrictionsNone')
      if (helm) {
        args.push('--enable-helm', `--helm-command=${helm.path}`)
        if (job.helm && isAtLeast(tool.version, '5.3')) {
          args.push(`--helm-kube-version=${job.helm.kubeVersion}`)
          for (const version of job.helm.apiVersions) args.push(`--helm-api-versions=${version}`)
        }
      }
      args.push('--', join(folder.path, root))
      return {
        generates: folder.generates,
        dependences: folder.dependences,
        warnings: [...folder.warnings, ...notes],
        async run() {
          const run = await engine.run({ program: tool.path, args, subject })
          if (!run.ok) throw explainKustomize(run.stderr, name, folder.path)
          return { text: run.stdout, name: `the output of ${subject}`, origin: () => ({ file: name }) }
        },
      }
    },
  }
}

/** Maximum number of rounds in which fetched sources may need further sources. */
const MAX_ROUNDS = 8

/** Finds everything that is needed. Fetched sources may need further sources. */
async function gather(
  job: KustomizeJob,
  engine: Engine,
): Promise<{
  closure: Closure
  folder: string
  override: Override | undefined
  notes: Iterable<string>
  fetched: readonly Fetched[]
}> {
  const vendored = engine.fetching && new VendoredTree(job.source.tree, engine.fetching)
  for (let round = 0; ; round++) {
    const snapshot = await engine.snapshot(vendored?.tree ?? job.source.tree)
    const found = resolveOrThrow(snapshot, job.source.path, 'the folder')
    if (found.kind === 'file')
      throw inputError(`${job.source.path} is a file, not a folder with a kustomization`)
    const closure = new Closure(snapshot, job.allowOutside, engine.limits.files, vendored)
    const override = await findOverride(job, found.path, snapshot)
    await collect(found.path, closure, override, engine.kustomizeHelm && job.helm !== undefined)
    const [first] = closure.wanted
    if (!first || !vendored) {
      const { notes = [], fetched = [] } = vendored ?? {}
      return { closure, folder: found.path, override, notes, fetched }
    }
    if (round === MAX_ROUNDS)
      throw inputError(`repositories refer to other repositories more than ${MAX_ROUNDS} levels deep`, {
        at: first.from.at,
      })
    await vendored.add(closure.wanted)
  }
}

interface Override {
  readonly path: string
  readonly content: Uint8Array
}

/** Returns the job's own kustomization and its path; undefined if the job has none. */
async function findOverride(
  job: KustomizeJob,
  folder: string,
  snapshot: Snapshot,
): Promise<Override | undefined> {
  if (job.kustomization === undefined) return undefined
  const name = KUSTOMIZATION_FILES.find((name) => snapshot.resolve(inFolder(folder, name)).kind === 'file')
  return { path: inFolder(folder, name ?? KUSTOMIZATION_FILES[0]), content: Buffer.from(job.kustomization) }
}

/** Follows all references, folder by folder. */
async function collect(
  start: string,
  closure: Closure,
  override: Override | undefined,
  helm: boolean,
): Promise<void> {
  const seen = new Set<string>()
  const pending: { path: string; role: Role; from: Reference | undefined }[] = [
    { path: start, role: 'kustomization', from: undefined },
  ]
  for (let next = pending.pop(); next; next = pending.pop()) {
    const { path: folder, role, from } = next
    if (seen.has(`${role} ${folder}`)) continue
    seen.add(`${role} ${folder}`)
    const names = KUSTOMIZATION_FILES.map((name) => inFolder(folder, name)).filter(
      (path) => path === override?.path || closure.snapshot.resolve(path).kind === 'file',
    )
    if (names.length === 0)
      throw inputError(
        `${folder === '' ? closure.snapshot.tree.name : folder} has no kustomization`,
        from ? { at: from.at } : {},
      )
    for (const path of names) {
      const { real, text } =
        path === override?.path
          ? { real: path, text: override.content }
          : await readOne(path, folder, closure)
      const source = { folder, yaml: parseYaml(Buffer.from(text).toString(), path) }
      // Throws if aliases expand to too many values, before any code follows merges.
      canonicalYaml(source.yaml)
      const instead = new Map<YamlNode, string>()
      for (const { root } of source.yaml.documents) {
        const user = role === 'configurations' ? from : undefined
        const further = takeReferences(root, source, closure, helm, user, instead)
        for (const entry of further.folders) pending.push({ ...entry, role: 'kustomization' })
        for (const entry of further.plain) pending.push({ ...entry, role: 'configurations' })
        for (const config of further.configs) {
          const content = (await closure.snapshot.read([config.path])).get(config.path) ?? new Uint8Array()
          const yaml = parseYaml(Buffer.from(content).toString(), config.path)
          closure.rewrite(config.path, canonicalYaml(yaml))
          // A path in a configuration is relative to the kustomization that uses it.
          checkConfigs({ folder: config.from.folder, yaml }, closure, helm, config.from)
        }
      }
      closure.rewrite(real, canonicalYaml(source.yaml, instead))
    }
  }
}

async function readOne(
  path: string,
  folder: string,
  closure: Closure,
): Promise<{ real: string; text: Uint8Array }> {
  const name = path.slice(path.lastIndexOf('/') + 1)
  const found = closure.take({ text: name, at: { file: path }, folder }, 'the kustomization')
  const real = found.kind === 'file' ? found.file.path : path
  return { real, text: (await closure.snapshot.read([real])).get(real) ?? new Uint8Array() }
}

async function fill(
  closure: Closure,
  charts: ReadonlyMap<string, SourceFiles>,
  engine: Engine,
): Promise<{
  files: Map<string, Uint8Array>
  links: Map<string, string>
  generates: boolean
  warnings: string[]
  dependences: Dependence[]
}> {
  const files = await readFiles(closure.snapshot, closure.files, engine.limits)
  for (const [path, text] of closure.rewritten()) files.set(path, Buffer.from(text))
  const warnings: string[] = []
  const dependences: Dependence[] = []
  let generates = false
  let runsTexts = false
  const isInChart = (path: string) => [...charts.keys()].some((folder) => path.startsWith(`${folder}/`))
  for (const [folder, members] of charts) {
    const chart = new Map(
      [...members.keys()].map((path) => [path, files.get(inFolder(folder, path)) ?? new Uint8Array()]),
    )
    const clean = await cleanse(chart, folder, engine.limits)
    generates ||= clean.generates
    runsTexts ||= clean.runsTexts
    warnings.push(...clean.warnings)
    dependences.push(...clean.dependences.map((one) => ({ ...one, file: inFolder(folder, one.file) })))
    for (const path of members.keys()) files.delete(inFolder(folder, path))
    for (const [path, content] of await packed(clean.files)) files.set(inFolder(folder, path), content)
  }
  // The values are in the kustomization, or in files that it refers to.
  if (runsTexts)
    dependences.push(
      ...dependencesOfValues(
        [...files]
          .filter(([path]) => /\.ya?ml$|(^|\/)Kustomization$/.test(path) && !isInChart(path))
          .map(([file, content]) => ({ file, content })),
      ),
    )
  return { files, links: closure.links, generates, warnings, dependences }
}
