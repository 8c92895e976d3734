/** Runs `fairlead render` on a repository. It uses the built command line, so run `npm run build` first. */
import { mkdtempSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { parseAllDocuments } from 'yaml'
import { fairlead } from '../../e2e/bundle.ts'
import { git } from '../../support/git-commits.ts'
import type { Bed } from '../bed.ts'
import { build } from '../build.ts'
import type { Repository } from '../git.ts'
import type { PlainObject } from './objects.ts'

/** An app in the output of `render`. A property is null if the output has no value for it. */
interface AppName {
  readonly name: string
  /** `Application`, `Kustomization`, `HelmRelease`. */
  readonly kind: string
  readonly controlPlane: string | null
  /** The namespace of the object that declares it. */
  readonly ownNamespace: string | null
  readonly environment: string | null
  readonly cluster: string | null
  /** The namespace that it deploys to. */
  readonly namespace: string | null
}

export interface RenderedApp extends AppName {
  /** Its objects, in the order of the output file. */
  readonly objects: readonly PlainObject[]
  readonly notes: readonly string[]
}

/** An app that could not be rendered completely. The parts that could be rendered are also in `apps`. */
export interface FailedApp extends AppName {
  readonly faults: readonly { readonly message: string; readonly hint: string | null }[]
}

/** All apps of a revision. */
export interface RenderedRepository {
  /** The commit. */
  readonly revision: string
  readonly apps: readonly RenderedApp[]
  readonly failed: readonly FailedApp[]
  /** The messages for people that the command printed. */
  readonly said: string
  /** The clone, for further commands. */
  readonly folder: string
}

/**
 * Clones a repository of the bed's git server, as CI does, and runs `fairlead render` to write the manifests of all
 * apps, with the Helm and kustomize that the bed's Argo CD uses. The clone and the output are in the bed's folder.
 *
 * @param revision a commit, or `main`
 * @param options more options of the command line: `['--environment', 'prod']`
 * @throws Error with the command's output if the output lists no apps
 */
export async function renderedOf(
  bed: Bed,
  repository: Repository,
  revision = 'main',
  options: readonly string[] = [],
): Promise<RenderedRepository> {
  const folder = mkdtempSync(join(bed.folder, 'checkout-'))
  git(bed.folder, 'clone', '--quiet', repository.url, folder)
  git(folder, 'checkout', '--quiet', '--detach', revision)
  const output = `${folder}-manifests`
  const built = await build(process.env, () => undefined)
  const programs = ['--helm-path', built.program('helm'), '--kustomize-path', built.program('kustomize')]
  const way = ['--output', 'json', '--output-dir', output, ...programs, ...options]
  const { stdout, stderr } = await fairlead(folder, ['render', ...way])
  const answer = answerIn(stdout)
  if (answer?.apps === undefined) throw new Error(`fairlead render: ${stdout}${stderr}`)
  return {
    revision: git(folder, 'rev-parse', 'HEAD'),
    apps: answer.apps.map(({ file, ...app }) => ({ ...app, objects: objectsIn(join(output, file)) })),
    failed: answer.failed,
    said: stderr,
    folder,
  }
}

/**
 * Returns the only app with a name.
 *
 * @throws Error if there is no such app, if there are several, or if it could not be rendered completely (with the
 * errors)
 */
export function theApp({ apps, failed }: RenderedRepository, name: string): RenderedApp {
  const fault = failed.find((app) => app.name === name)
  if (fault !== undefined)
    throw new Error(`${name}: ${fault.faults.map(({ message }) => message).join('; ')}`)
  const [app, other] = apps.filter((one) => one.name === name)
  if (app !== undefined && other === undefined) return app
  throw new Error(`${app === undefined ? 'no app' : 'several apps'} of the name ${name}`)
}

/** The JSON output of the command. */
interface Answer {
  readonly apps?: readonly (Omit<RenderedApp, 'objects'> & { readonly file: string })[]
  readonly failed: readonly FailedApp[]
}

function answerIn(stdout: string): Answer | undefined {
  try {
    return JSON.parse(stdout) as Answer
  } catch {
    return undefined
  }
}

/**
 * Reads the objects of an output file. Its strings are quoted, so YAML 1.1 and 1.2 read the same, and whole numbers
 * stay exact.
 */
function objectsIn(file: string): PlainObject[] {
  return parseAllDocuments(readFileSync(file, 'utf8'), { version: '1.1', intAsBigInt: true }).map(
    (document) => {
      const [error] = document.errors
      if (error !== undefined) throw error
      return small(document.toJS({ maxAliasCount: 0 })) as PlainObject
    },
  )
}

/** Converts each `bigint` that a `number` can hold to a `number`. */
function small(value: unknown): unknown {
  if (typeof value === 'bigint') return Number.isSafeInteger(Number(value)) ? Number(value) : value
  if (Array.isArray(value)) return value.map(small)
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(Object.entries(value).map(([key, part]) => [key, small(part)]))
}
