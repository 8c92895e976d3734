import type { Config } from '../config/config.ts'
import { CONFIG_FILE } from '../config/config.ts'
import type { FairleadError } from '../errors.ts'
import { contained } from '../errors.ts'
import type { Sides } from '../git/sides.ts'
import type { Applied } from '../render/flux/applied.ts'
import { clusterKey, destinationOf } from '../inventory/control-planes/destination.ts'
import { applyNotes, listed } from '../render/flux/applied.ts'
import { rolloutNotes } from '../render/flux/rollout.ts'
import type { Rendered } from '../render/model.ts'
import type { ReleaseFacts } from '../render/plan.ts'
import { rendererNote } from '../render/versions.ts'
import { compareApps } from './order.ts'
import type { Json } from '../yaml/value.ts'
import { textAt } from '../yaml/value.ts'
import { chartChanges } from './charts.ts'
import { collisions } from './collisions.ts'
import { declaredTwice } from './declared-twice.ts'
import { toldApart } from './told-apart.ts'
import { unresolvedWarnings } from './unresolved.ts'
import { compareApp, maskerOf } from './compare.ts'
import type { DeclaredSides } from './declared.ts'
import { withDeclarations } from './declaration.ts'
import { digestOf, joinedDigest } from './digest.ts'
import { isBrokenByChange } from './failures.ts'
import { conditionsOf } from './conditions.ts'
import type { IdsOf } from './inputs.ts'
import { codeDigest, idsOf, inputDigest } from './inputs.ts'
import { isQuiet } from './level.ts'
import type { AppChange, AppRef, DiffReport, ObjectChange, Risk, SideFailure } from './model.ts'
import { declaredImageChanges } from './images.ts'
import type { AppSide } from './risks/app.ts'
import { appRisks } from './risks/app.ts'
import { keptWhenPruned, keptWithoutApp } from './kept.ts'
import { groupBy } from '../group-by.ts'
import type { SideResult } from './carry-out.ts'
import type { RenderedPair } from './worklist.ts'

/** What a report is built of, beside what was rendered. */
export interface ReportParts {
  readonly sides: Sides
  readonly declared: DeclaredSides
  readonly unclaimed: readonly string[]
  readonly config: Config
  readonly versions: ReadonlyMap<string, string>
  readonly shard: DiffReport['shard']
  readonly took: DiffReport['took']
}

/** Compares what was rendered, and puts the report together. */
export async function buildReport(found: readonly RenderedPair[], parts: ReportParts): Promise<DiffReport> {
  const { declared, config } = parts
  const namesakes = (kind: string, name: string) =>
    [declared.before, declared.after].flatMap((side) => side.named(kind, name))
  const refs = toldApart(
    found.map(({ app }) => app),
    namesakes,
  )
  const pairs = found.map((pair, i) => ({ ...pair, app: refs[i] ?? pair.app }))
  const owners = collisions(
    pairs.map(({ app, after, declarations }) => ({
      app,
      target: clusterKey(
        destinationOf((...path) => textAt(declarations.after, ...path), app.kind, config),
        app,
        config,
      ),
      manifests: renderedOf(after)?.manifests ?? [],
    })),
    declared.apart,
  )
  const world = { ...parts, owners, ids: await idsOf(parts.sides) }
  const changes = await Promise.all(
    pairs.map(async (pair) => {
      try {
        return await changeOf(pair, world)
      } catch (error) {
        return uncompared(pair, contained(error))
      }
    }),
  )
  const apps = changes.toSorted(compareApps)
  const { sides } = parts
  return {
    base: { name: sides.base.name, commit: sides.base.commit },
    head: { name: sides.head.name, commit: sides.head.commit },
    comparedInstead: sides.conflict,
    told: undefined,
    apps,
    digests: digestsOf(apps),
    unclaimed: parts.unclaimed,
    warnings: warningsOf(parts),
    versions: Object.fromEntries(parts.versions),
    took: parts.took,
    shard: parts.shard,
  }
}

/** An app whose two sides were rendered and cannot be compared. */
function uncompared({ app, files }: RenderedPair, error: FairleadError): AppChange {
  const failures = failureOf('after', { error })
  const nothing = {
    notes: [],
    objects: [],
    restarts: [],
    risks: [],
    images: [],
    noise: 0,
    digest: undefined,
    conditions: undefined,
  }
  return { app, files, failures, status: 'failed', ...nothing }
}

/** The digests of all apps, by environment; those without one are under the empty name. */
export function digestsOf(apps: readonly AppChange[]): DiffReport['digests'] {
  const environments = [...new Set(apps.map(({ app }) => app.environment ?? ''))].toSorted()
  return Object.fromEntries(
    environments.flatMap((environment) => {
      const digest = digestOf(environment, apps)
      return digest === undefined ? [] : [[environment, digest]]
    }),
  )
}

/** What the changes of all apps are found by. */
interface ChangeParts extends Pick<ReportParts, 'config' | 'declared' | 'versions'> {
  readonly owners: ReadonlyMap<AppRef, readonly Risk[]>
  readonly ids: IdsOf
}

async function changeOf(pair: RenderedPair, parts: ChangeParts): Promise<AppChange> {
  const { config, declared, owners, ids, versions } = parts
  const { app, files } = pair
  const [before, after] = [renderedOf(pair.before), renderedOf(pair.after)]
  const masker = maskerOf(before, after)
  const failures = [...failureOf('before', pair.before), ...failureOf('after', pair.after)].map(
    (failure) => ({
      ...failure,
      message: masker.text(failure.message),
    }),
  )
  const [was, is] = [releaseOf(pair.before), releaseOf(pair.after)]
  const rollout = was && is ? rolloutNotes(was, is, files) : []
  const twice = pair.known.after
    ? declaredTwice(app, declared.before.named, declared.after.named)
    : { risks: [], notes: [] }
  const notes = [
    ...new Set([
      ...movedNote(pair),
      ...twice.notes,
      ...rollout,
      ...notesOf(pair.before),
      ...notesOf(pair.after),
    ]),
  ]
  const { declarations } = pair
  const common = { app, files, notes, failures }
  const charts = chartChanges(
    { object: declarations.before, release: was },
    { object: declarations.after, release: is },
  )
  const failed = async (more: AppChange['failures']): Promise<AppChange> => {
    // That it goes or moves is known all the same.
    const risks = [...appRisks(sideOf(pair, 'before'), sideOf(pair, 'after'), false), ...twice.risks]
    // The files tell some of it; but where the change broke it, nobody knows what they would have come to.
    const { before: old, after: now } = pair.known
    const images =
      old && now && !isBrokenByChange({ failures })
        ? declaredImageChanges(await declared.before.images(old), await declared.after.images(now))
        : []
    return {
      ...common,
      failures: [...failures, ...more],
      status: 'failed',
      objects: [],
      restarts: [],
      risks,
      images: [...charts, ...images],
      noise: 0,
      digest: undefined,
      conditions: undefined,
    }
  }
  if (failures.length > 0) return failed([])
  const [old, next] =
    before && after ? withDeclarations([before, after], pair, declared.affected) : [before, after]
  const keptBecause = (object: Json | undefined) =>
    pair.after ? keptWhenPruned(declarations.after, object) : keptWithoutApp(declarations.before, object)
  const found = compareApp(old, next, {
    production: app.production,
    controller: app.kind === 'Application' ? 'argocd' : app.kind === 'Convention' ? 'none' : 'flux',
    registries: declared.registries,
    noise: config.diff?.noise ?? [],
    stays: (object) => keptBecause(object) !== undefined,
  })
  const unknown = unknownOf(pair, found.objects.length + found.restarts.length > 0)
  if (unknown.length > 0) return failed(unknown)
  const status = !pair.before
    ? 'added'
    : !pair.after
      ? 'removed'
      : found.objects.length + found.restarts.length > 0
        ? 'changed'
        : found.noise > 0
          ? 'noise'
          : 'rerendered'
  const { objects, restarts, noise } = found
  const isSame = isQuiet({ status })
  const digest = joinedDigest([found.digest, isSame ? inputDigest(pair, ids) : codeDigest(pair, ids)])
  const images = [...charts, ...found.images]
  const applied = [
    ...keptNotes(objects.map(appliedOf), keptBecause),
    ...(pair.after ? applyNotes(declarations.after, objects.map(appliedOf)) : []),
  ]
  const own = appRisks(sideOf(pair, 'before'), sideOf(pair, 'after'), !isSame)
  const risks = [...own, ...twice.risks, ...found.risks, ...(owners.get(app) ?? [])]
  const conditions = conditionsOf(pair.after ?? pair.before, versions)
  return {
    ...common,
    notes: [...notes, ...found.notes, ...applied],
    status,
    objects,
    restarts,
    risks,
    images,
    noise,
    digest,
    conditions,
  }
}

/** Which removed objects stay in the cluster, and why. */
function keptNotes(objects: readonly Applied[], reasonOf: (object: Json | undefined) => string | undefined) {
  const kept = objects.flatMap((object) => {
    const reason = object.action === 'removed' ? reasonOf(object.before) : undefined
    return reason === undefined ? [] : [{ object, reason }]
  })
  return [...groupBy(kept, ({ reason }) => reason)].map(
    ([reason, group]) =>
      `Stays in the cluster, since ${reason}: ${listed(group.map(({ object }) => object))}`,
  )
}

function appliedOf({ action, id, before, after }: ObjectChange): Applied {
  const label = [id.kind, [id.namespace, id.name].filter((part) => part !== undefined).join('/')].join(' ')
  return { action, label, before, after }
}

/** Where the name of a control plane is that of a folder, to move a file may be to move an app to another cluster. */
function movedNote({ known: { before, after } }: RenderedPair): string[] {
  if (!before || !after || before.controlPlane === after.controlPlane) return []
  if (before.declaredAt.file === after.declaredAt.file) return []
  return [
    `its object was declared in ${before.declaredAt.file} and is now in ${after.declaredAt.file}; it is taken for the same one, since nothing else has its name. Where these are two control planes, say so in fairlead.yaml (controlPlanes)`,
  ]
}

/**
 * Where a part of the app on either side cannot be rendered, nothing is known but what changes in the others: an app
 * that is rendered in another way from now on would seem to be deleted, and one without a change to be the same.
 */
function unknownOf({ before, after }: RenderedPair, changes: boolean): AppChange['failures'] {
  const [was, is] = [before, after].map((side) => (side && 'unrendered' in side ? side.unrendered : []) ?? [])
  if (!before || !after || !was || !is || was.length + is.length === 0) return []
  if (changes && was.join('\n') === is.join('\n')) return []
  // It is no fault of the change.
  return [...new Set([...was, ...is])].map((message) => ({
    side: 'before',
    message,
    hint: undefined,
    at: undefined,
  }))
}

function renderedOf(side: SideResult | undefined): Rendered | undefined {
  return side && 'rendered' in side ? side.rendered : undefined
}

function releaseOf(side: SideResult | undefined): ReleaseFacts | undefined {
  return side && 'release' in side ? side.release : undefined
}

function notesOf(side: SideResult | undefined): readonly string[] {
  return side && 'notes' in side ? side.notes : []
}

function failureOf(side: SideFailure['side'], result: SideResult | undefined): SideFailure[] {
  if (!result || !('error' in result)) return []
  return result.error.faults.map(({ message, hint, at }) => ({ side, message, hint, at }))
}

/** What a pair is on one side, as far as its identity goes. */
function sideOf(pair: RenderedPair, which: 'before' | 'after'): AppSide | undefined {
  if (!pair[which]) return undefined
  const object = pair.declarations[which]
  return {
    ref: which === 'before' ? (pair.was ?? pair.app) : pair.app,
    release: textAt(object, 'spec', 'releaseName') ?? textAt(object, 'spec', 'source', 'helm', 'releaseName'),
    targetNamespace:
      textAt(object, 'spec', 'destination', 'namespace') ?? textAt(object, 'spec', 'targetNamespace'),
    kept: keptWithoutApp(object),
  }
}

/** What the report does not know, so that nobody takes its silence for more than it is. */
function warningsOf({ declared, sides, config, versions }: ReportParts): string[] {
  const renderers = (['argocd', 'flux'] as const).flatMap(
    (controller) => rendererNote(controller, config, versions) ?? [],
  )
  return [
    ...([declared.before, declared.after].some(({ size }) => size > 0)
      ? []
      : [
          'No app was found in this repo, so there is nothing to compare. Run fairlead inventory to see why.',
        ]),
    ...renderers.map((note) => `${note.charAt(0).toUpperCase()}${note.slice(1)}.`),
    ...(sides.changed.includes(CONFIG_FILE)
      ? [`${CONFIG_FILE} changes; what it says on the base was used, as always.`]
      : []),
    ...declared.undiscovered,
    ...unresolvedWarnings(declared.after.unresolved, new Set(sides.changed)),
  ]
}
