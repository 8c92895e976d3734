import { createHash } from 'node:crypto'
import type { Dependence } from '../../gotemplate/dependence.ts'
import { join } from 'node:path'
import { inputError } from '../../errors.ts'
import type { HelmJob, HelmSet, TreePath } from '../model.ts'
import { blobId } from '../../tree/blob-id.ts'
import { AGAIN, FIRST, planChart } from './chart.ts'
import type { ChartPlan } from './chart.ts'
import type { Engine, Output, Prepared } from './engine.ts'
import { dependencesOfValues } from './dependences.ts'
import { usesGenerators } from './generated.ts'
import { explainHelm } from './helm-failures.ts'
import { resolveOrThrow } from './snapshot.ts'

/** An input that is staged as a single file. */
interface Single {
  readonly id: string
  /** The name for messages. */
  readonly name: string
  readonly read: () => Promise<Uint8Array>
}

/**
 * Prepares a run of `helm template`: resolves and hashes all of its inputs. Nothing is written before the run. Paths
 * and texts of the repository never appear in Helm's arguments where it would read them as files or addresses: each
 * is staged under a name that is derived from its hash.
 *
 * @throws FairleadError (input) if a file is missing or leaves the tree, or a name is not valid
 */
export async function prepareHelm(job: HelmJob, engine: Engine): Promise<Prepared> {
  checkRelease(job.release)
  const chart = await planChart(job.chart, engine, job.packed)
  const values = await Promise.all(job.values.map((value) => single(value, 'the values file', engine)))
  const sets = await Promise.all(job.set.map((set) => planSet(set, engine)))
  const helm = await engine.tools.helm()
  const { chart: _, values: __, set, ...options } = job
  const settings = set.map((entry) => (entry.how === 'set-file' ? [entry.how, entry.name] : entry))
  const inputs = [
    'helm',
    helm.id,
    chart.name,
    chart.hash,
    values.map(({ id }) => id),
    sets.map(({ id }) => id),
    settings,
    options,
  ]

  const subject = `the chart ${chart.name}`

  return {
    subject,
    key: createHash('sha256').update(JSON.stringify(inputs)).digest('hex'),
    async stage() {
      const folder = await chart.stage()
      const files = await Promise.all(values.map(({ id, read }) => engine.stage.file(id, read)))
      const given = await Promise.all([...values, ...sets].map(({ read }) => read()))
      const names = new Map(files.map((file, i) => [file, values[i]?.name ?? '']))
      const generates = folder.generates || given.some(usesGenerators)
      const all = given.map((content, i) => ({
        file: values[i]?.name ?? sets[i - values.length]?.name ?? '',
        content,
      }))
      const dependences = [
        ...folder.dependences.map((one) => ({ ...one, file: chart.shown(one.file) })),
        ...(folder.runsTexts ? dependencesOfValues(all) : []),
      ]

      async function runIn(part: string): Promise<Output> {
        const target = join(folder.path, part, chart.entry)
        const args = await helmArguments(job, target, files, sets, engine)
        const run = await engine.run({ program: helm.path, args, subject })
        if (!run.ok) throw await explainHelm(run.stderr, { chart, names, target }, engine.limits)
        return {
          text: run.stdout,
          name: `the output of ${subject}`,
          origin: helmOrigin(run.stdout, chart),
        }
      }

      return {
        generates,
        dependences,
        warnings: [
          ...folder.warnings,
          ...(job.inCluster === true ? askingWarning(subject, dependences) : []),
        ],
        run(again) {
          if (!again || !folder.generates) return runIn(FIRST)
          // If the chart cannot be rendered at another time, it is rendered unchanged.
          return runIn(AGAIN).catch(() => runIn(FIRST))
        },
      }
    },
  }
}

/** Returns the arguments with which Argo CD's repo server and Flux's helm-controller would run Helm. */
async function helmArguments(
  job: HelmJob,
  chart: string,
  values: readonly string[],
  sets: readonly Single[],
  engine: Engine,
): Promise<string[]> {
  const args = ['template', `--kube-version=${job.kubeVersion}`]
  if (job.namespace !== undefined && job.namespace !== '') args.push(`--namespace=${job.namespace}`)
  for (const version of job.apiVersions) args.push(`--api-versions=${version}`)
  if (job.includeCrds) args.push('--include-crds')
  if (job.skipTests) args.push('--skip-tests')
  if (job.skipSchemaValidation) args.push('--skip-schema-validation')
  for (const file of values) args.push(`--values=${file}`)
  for (const [i, set] of job.set.entries()) {
    if (set.how !== 'set-file') args.push(`--${set.how}=${set.name}=${set.value}`)
    else {
      const part = sets[i]
      if (part) args.push(`--set-file=${set.name}=${await engine.stage.file(part.id, part.read)}`)
    }
  }
  return [...args, '--', job.release, chart]
}

async function planSet(set: HelmSet, engine: Engine): Promise<Single> {
  if (set.how !== 'set-file') return single({ text: `${set.name}=${set.value}` }, '', engine)
  checkSetName(set.name)
  return single(set.file, 'the file', engine)
}

async function single(
  value: TreePath | { readonly text: string },
  what: string,
  engine: Engine,
): Promise<Single> {
  if ('text' in value) {
    const content = Buffer.from(value.text)
    return { id: blobId(content), name: 'the values of the app', read: async () => content }
  }
  const snapshot = await engine.snapshot(value.tree)
  const found = resolveOrThrow(snapshot, value.path, what)
  if (found.kind === 'folder') throw inputError(`${what} ${value.path} is a folder`)
  const { file } = found
  const ids = await snapshot.ids([file])
  return {
    id: ids.get(file.path) ?? '',
    name: file.path,
    read: async () => (await snapshot.read([file.path])).get(file.path) ?? new Uint8Array(),
  }
}

/** Returns a warning about templates that see the state of the cluster when they are deployed. */
function askingWarning(subject: string, dependences: readonly Dependence[]): string[] {
  const asked = dependences.filter(({ on }) => on === 'lookup' || on === 'release')
  const asks = [...new Set(asked.map(({ what }) => what))].toSorted()
  if (asks.length === 0) return []
  return [
    `${subject} uses ${asks.join(', ')}: Flux renders it in the cluster with the state of the cluster, so it may deploy something different from what is shown.`,
  ]
}

/** Checks the name of a release. Rule: Helm's chart/common/util/validate_name.go. */
function checkRelease(release: string): void {
  const name = /^[a-z0-9]([-a-z0-9]*[a-z0-9])?(\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*$/
  if (release.length > 53 || !name.test(release))
    throw inputError(`${JSON.stringify(release)} is not a valid Helm release name`, {
      hint: 'Use at most 53 lowercase letters, digits, "-" and ".", beginning and ending with a letter or digit.',
    })
}

/**
 * Checks the name of a value that is read from a file. The name would end at an unescaped `,` or `=`, and the text
 * after it could choose the file to read.
 *
 * Rule: Helm's pkg/strvals/parser.go.
 */
function checkSetName(name: string): void {
  const rest = name.replaceAll(/\\[^]/g, '')
  if (name === '' || /[,=\\]/.test(rest))
    throw inputError(`${JSON.stringify(name)} is not a valid name for a value that is read from a file`, {
      hint: String.raw`Escape a comma as \, and an equals sign as \=.`,
    })
}

/**
 * Returns a function that finds the template of a line. Helm writes the name of the template before each document.
 */
function helmOrigin(output: string, chart: ChartPlan): (line: number) => { file: string } | undefined {
  let lines: readonly string[] | undefined
  return (line) => {
    lines ??= output.split('\n')
    for (let i = line - 1; i >= 0; i--) {
      const source = /^# Source: (.+)$/.exec(lines[i] ?? '')?.[1]
      if (source !== undefined) return { file: chart.locate(source) ?? source }
    }
    return undefined
  }
}
