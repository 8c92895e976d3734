import { dump } from 'js-yaml'
import { contained } from '../../errors.ts'
import { standsAt } from '../../kube/objects.ts'
import type { KubeObject } from '../../kube/objects.ts'
import { wholeFile } from '../../yaml/lookup.ts'
import type { Scope } from '../../yaml/lookup.ts'
import type { YamlFile } from '../../yaml/nodes.ts'
import { parseYaml } from '../../yaml/parse.ts'
import { evaluate, isObject, listAt, textAt, valueAt } from '../../yaml/value.ts'
import type { Json, ScalarHook } from '../../yaml/value.ts'
import type { Context } from '../context.ts'
import { changedContent, named } from '../kustomize/changes.ts'
import { generate, ownTemplate, separated } from './generators.ts'
import type { Expansion } from './model.ts'
import { goText, Refused, Unresolvable } from './params.ts'
import type { ParamSet } from './params.ts'
import { fillIn, patched } from './patch.ts'
import type { Probe } from './probe.ts'
import type { Templates } from './template.ts'

/** The maximum number of sets of parameters of one ApplicationSet, including intermediate sets of a matrix. */
const MOST_SETS = 50_000

/** The maximum amount of text that its templates may produce: 50,000 Applications of 2,000 characters. */
const MOST_CHARACTERS = 100_000_000

/** An Application that an ApplicationSet generates, as data, with the generator that it comes from. */
export interface GeneratedApplication {
  readonly application: Json
  /** Position in `spec.generators`. */
  readonly generator: number
  /** The environment that its element contains. */
  readonly environment?: string
  /** The cluster that its element contains. */
  readonly cluster?: string
  /** Whether the set generates more than one Application of this name. */
  readonly isTwice?: true
}

/** The result of expanding an ApplicationSet: the Applications, and everything that could not be resolved. */
export interface Expanded {
  readonly applications: readonly GeneratedApplication[]
  readonly problems: readonly Problem[]
  /** Why Argo CD cannot generate its Applications, and leaves the existing ones unchanged. */
  readonly refused?: string
}

/** The reason why an ApplicationSet, or one of its generators, generates nothing. */
export interface Problem {
  readonly reason: string
  /** A hint to resolve it, in one or more lines. */
  readonly hint?: string | undefined
}

/** The data that the expansions of one inventory share. */
export interface Shared {
  readonly context: Context
  readonly templates: Templates
  load(paths: readonly string[]): Promise<void>
}

/**
 * Returns the Applications that an ApplicationSet generates. If a generator cannot be resolved, only its own
 * Applications are missing; if Argo CD rejects a generator, none of the Applications is updated.
 *
 * Rule: argo-cd applicationset/controllers/template/template.go (GenerateApplications)
 *
 * @param probe adds marks to the values that are read, to find out where each value comes from
 */
export async function expand(set: KubeObject, shared: Shared, probe?: Probe): Promise<Expanded> {
  let spec: Json
  try {
    const content = contentOf(set, probe)
    if (content === undefined) return { applications: [], problems: [] }
    spec = valueAt(content, 'spec') ?? {}
  } catch (error) {
    return { applications: [], problems: [{ reason: contained(error).faults[0].message }] }
  }
  const templating = {
    goTemplate: valueAt(spec, 'goTemplate') === true,
    options: listAt(spec, 'goTemplateOptions').map(goText),
    spend: counter(MOST_CHARACTERS, 'characters of text'),
  }
  const expansion: Expansion = {
    ...shared,
    templating,
    valueOf: (path) => valueOfFile(path, shared.context, probe),
    count: counter(MOST_SETS, 'sets of parameters'),
  }
  const problems = new Map<string, Problem>()
  const tell = (reason: string, hint?: string) => problems.set(reason, { reason, hint })
  let refused: string | undefined
  const generators = listAt(spec, 'generators')
  if (generators.length === 0) tell('it has no generators')
  const each = generators.flatMap((entry, i) => separated(entry).map((generator) => ({ generator, i })))
  const parts = each.map(async ({ generator, i }): Promise<GeneratedApplication[]> => {
    const attempt = async <T>(work: () => Promise<T>): Promise<T | undefined> => {
      try {
        return await work()
      } catch (error) {
        if (error instanceof Refused) refused ??= error.message
        if (error instanceof Unresolvable) tell(error.message, error.hint)
        else tell(contained(error).faults[0].message)
        return undefined
      }
    }
    const sets = (await attempt(() => generate(generator, expansion))) ?? []
    const template = fillIn(ownTemplate(generator), valueAt(spec, 'template'))
    const made = sets.map((params) =>
      attempt(async () => ({
        application: await applicationOf(set, spec, template, params, expansion),
        generator: i,
        ...toldBy(params),
      })),
    )
    return (await Promise.all(made)).filter((one) => one !== undefined)
  })
  const applications = withoutDoubles((await Promise.all(parts)).flat(), tell)
  return { applications, problems: [...problems.values()], ...(refused !== undefined && { refused }) }
}

/** Returns the environment and the cluster of an element, if it has a key for them. */
function toldBy({ params }: ParamSet): { environment?: string; cluster?: string } {
  const first = (...keys: string[]) =>
    keys
      .map((key) => params[key] ?? valueAt(params, ...key.split('.')))
      .find((value) => typeof value === 'string' && value !== '')
  const environment = first('environment', 'env', 'values.environment', 'values.env', 'stage')
  const cluster = first('cluster', 'clusterName', 'values.cluster', 'values.clusterName')
  return {
    ...(typeof environment === 'string' && { environment }),
    ...(typeof cluster === 'string' && { cluster }),
  }
}

function counter(most: number, what: string): (more: number) => void {
  let counted = 0
  return (more) => {
    counted += more
    if (counted > most)
      throw new Unresolvable(
        `its generators and templates produce more than ${most.toLocaleString('en')} ${what}, which is the limit`,
      )
  }
}

function valueOfFile(path: string, { files }: Context, probe: Probe | undefined): Json | undefined {
  const text = files.text(path)
  // Parses again if `files.yaml` has no result: it hides the parse error, which is needed here as the reason.
  const yaml: YamlFile | undefined =
    files.yaml(path) ?? (text === undefined ? undefined : parseYaml(text, path))
  const document = yaml?.documents[0]
  if (!yaml || !document) return undefined
  return evaluate(document.root, probe?.hook(wholeFile(yaml, document), document.index))
}

/** Returns one Application: the template filled in with a set of parameters, with the patch applied. */
async function applicationOf(
  set: KubeObject,
  spec: Json,
  template: Json | undefined,
  params: ParamSet,
  { templates, templating }: Expansion,
): Promise<Json> {
  const isEmpty = Object.keys(params.params).length === 0
  const filled = isEmpty
    ? (template ?? {})
    : withFinalizer(await templates.value(template ?? {}, params, templating), spec)
  const patch = textAt(spec, 'templatePatch')
  const result =
    patch === undefined ? filled : patched(filled, await templates.text(patch, params, templating))
  const metadata = valueAt(result, 'metadata')
  return {
    apiVersion: 'argoproj.io/v1alpha1',
    kind: 'Application',
    metadata: {
      ...(isObject(metadata) ? metadata : {}),
      ...(set.namespace === undefined ? {} : { namespace: set.namespace }),
    },
    spec: valueAt(result, 'spec') ?? {},
  }
}

/**
 * Adds the finalizer that deletes an Application's resources together with it, unless the set preserves them:
 * utils.go (RenderTemplateParams).
 */
function withFinalizer(application: Json, spec: Json): Json {
  const keeps = valueAt(spec, 'syncPolicy', 'preserveResourcesOnDeletion') === true
  const metadata = valueAt(application, 'metadata')
  if (keeps || listAt(metadata, 'finalizers').length > 0) return application
  return {
    ...(isObject(application) ? application : {}),
    metadata: {
      ...(isObject(metadata) ? metadata : {}),
      finalizers: ['resources-finalizer.argocd.argoproj.io'],
    },
  }
}

/**
 * Removes Applications with a name that is not valid in Kubernetes. Of several Applications with the same name,
 * returns only the first, marked `isTwice`: Argo CD rejects all of them, and it is not known which one is intended.
 *
 * Rule: argo-cd applicationset/controllers/applicationset_controller.go (validateGeneratedApplications)
 */
function withoutDoubles(
  applications: readonly GeneratedApplication[],
  tell: (reason: string) => void,
): GeneratedApplication[] {
  const counts = new Map<string, number>()
  const valid = applications.filter(({ application }) => {
    const name = textAt(application, 'metadata', 'name') ?? ''
    if (name.length > 253 || !/^[a-z0-9]([-a-z0-9.]*[a-z0-9])?$/.test(name)) {
      const isTemplate = /\{\{|\$\{|<\w/.test(name)
      tell(
        `it generates an Application with the name ${JSON.stringify(name)}, which ${isTemplate ? 'another tool fills in' : 'is not valid'}`,
      )
      return false
    }
    counts.set(name, (counts.get(name) ?? 0) + 1)
    return counts.get(name) === 1
  })
  return valid.map((one) =>
    (counts.get(textAt(one.application, 'metadata', 'name') ?? '') ?? 0) > 1
      ? { ...one, isTwice: true }
      : one,
  )
}

/** Returns the file name under which a generated Application is parsed; no real file has such a name. */
export function generatedPath(source: KubeObject): string {
  return `${source.file}\0${source.name}`
}

/**
 * Returns a generated Application as an object with nodes, which can be read like one in a file.
 *
 * @param source the ApplicationSet that generates it, or the Application that an overlay changes
 */
export function objectOf(source: KubeObject, application: Json): KubeObject {
  // Multi-line text becomes a literal block, so that values in it can be located.
  const file = parseYaml(dump(application, { lineWidth: -1, noRefs: true }), generatedPath(source))
  const [document] = file.documents
  if (!document) throw new Error('a generated Application has no document')
  return {
    ...source,
    madeOf: standsAt(source),
    kind: textAt(application, 'kind') ?? 'Application',
    name: textAt(application, 'metadata', 'name') ?? '',
    node: document.root,
    scope: wholeFile(file, document),
    document: document.index,
    path: [],
    block: [],
  }
}

/**
 * Returns the content of an object with all changes of its overlay; undefined if a patch deletes it.
 *
 * @param probe adds marks to the values that are read
 * @throws FairleadError (input) if aliases expand endlessly, or a patch does not fit
 */
export function contentOf(object: KubeObject, probe?: Probe): Json | undefined {
  // A value inside an inline patch cannot be edited, so it is not marked.
  const hook =
    probe &&
    ((scope: Scope, document: number): ScalarHook =>
      scope.file.path.includes('\0') ? (value) => value : probe.hook(scope, document))
  const content = changedContent(object, object.overlay?.changes ?? [], hook)
  return content !== undefined && object.overlay ? named(content, object.name) : content
}
