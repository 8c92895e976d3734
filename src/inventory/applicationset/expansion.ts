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

/** So many sets of parameters one ApplicationSet may have, those between the steps of a matrix counted, too. */
const MOST_SETS = 50_000

/** So much text its templates may make: 50,000 Applications of 2,000 characters. */
const MOST_CHARACTERS = 100_000_000

/** An Application that an ApplicationSet makes, as data, with the generator that it came from. */
export interface GeneratedApplication {
  readonly application: Json
  /** Position in `spec.generators`. */
  readonly generator: number
  /** What its element calls its environment. */
  readonly environment?: string
  /** What its element calls its cluster. */
  readonly cluster?: string
  /** Whether the set makes its name more than once. */
  readonly isTwice?: true
}

/** What came of an ApplicationSet: the Applications, and what could not be known. */
export interface Expanded {
  readonly applications: readonly GeneratedApplication[]
  readonly problems: readonly Problem[]
  /** Why Argo CD cannot make its Applications, and leaves those that are there as they are. */
  readonly refused?: string
}

/** Why an ApplicationSet, or a generator of it, makes nothing. */
export interface Problem {
  readonly reason: string
  /** What to do about it, in one or more lines. */
  readonly hint?: string | undefined
}

/** What the expansions of one inventory share. */
export interface Shared {
  readonly context: Context
  readonly templates: Templates
  load(paths: readonly string[]): Promise<void>
}

/**
 * The Applications that an ApplicationSet makes of its generators. A generator that cannot be known costs its
 * own Applications only; one that Argo CD refuses holds all of them up.
 *
 * Rule: argo-cd applicationset/controllers/template/template.go (GenerateApplications)
 *
 * @param probe puts marks into what is read, to find out which value comes from where
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

/** An element that has a key for it says which environment and which cluster it is of. */
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
  // Not `files.yaml`: that keeps a fault to itself, and here it is the reason.
  const yaml: YamlFile | undefined =
    files.yaml(path) ?? (text === undefined ? undefined : parseYaml(text, path))
  const document = yaml?.documents[0]
  if (!yaml || !document) return undefined
  return evaluate(document.root, probe?.hook(wholeFile(yaml, document), document.index))
}

/** One Application: the template filled with a set of parameters, and the patch over it. */
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

/** Unless the set says otherwise, an Application that goes takes its resources with it: utils.go (RenderTemplateParams). */
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
 * Argo CD refuses names that Kubernetes does not take, and all Applications of a name that is there twice. Which one is
 * meant nobody knows, so one stands for them.
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

/** The name of the text that a generated Application is read from; no file has such a name. */
export function generatedPath(source: KubeObject): string {
  return `${source.file}\0${source.name}`
}

/**
 * A generated Application as an object with nodes, to be read like one that stands in a file.
 *
 * @param source the ApplicationSet that makes it, or the Application that an overlay changes
 */
export function objectOf(source: KubeObject, application: Json): KubeObject {
  // Texts of several lines become literal blocks, which values in them are read from.
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
 * What an object means, with all that its overlay makes of it; undefined where a patch deletes it.
 *
 * @param probe puts marks into what is read
 * @throws FairleadError (input) where aliases make it endless, or a patch does not fit
 */
export function contentOf(object: KubeObject, probe?: Probe): Json | undefined {
  // Nothing can be edited in a quoted patch, so that no value there is a place.
  const hook =
    probe &&
    ((scope: Scope, document: number): ScalarHook =>
      scope.file.path.includes('\0') ? (value) => value : probe.hook(scope, document))
  const content = changedContent(object, object.overlay?.changes ?? [], hook)
  return content !== undefined && object.overlay ? named(content, object.name) : content
}
