import { renderedOf } from '../render/render-side.ts'
import type { Config } from '../config/config.ts'
import type { FairleadError } from '../errors.ts'
import type { Ignored } from '../render/argocd/ignore-differences.ts'
import { applyNotes } from '../render/flux/applied.ts'
import { rolloutNotes } from '../render/flux/rollout.ts'
import type { ReleaseFacts } from '../render/plan.ts'
import type { Json } from '../yaml/value.ts'
import { textAt } from '../yaml/value.ts'
import { chartChanges } from './facts/charts.ts'
import { withCrds } from './api/crds.ts'
import { declaredTwice } from '../risks/declared-twice.ts'
import { compareApp } from './compare.ts'
import type { DeclaredSides } from '../affected/declared.ts'
import { clusterOfPair } from './api/apis.ts'
import { unknownApisNote } from './api/unknown-apis.ts'
import { withDeclarations } from './declaration.ts'
import { joinedDigest } from './digest.ts'
import { conditionsOf } from './facts/conditions.ts'
import { leftBy } from './environments.ts'
import type { IdsOf } from './inputs.ts'
import { codeDigest, inputDigest } from './inputs.ts'
import { isQuiet } from './level.ts'
import type { AppChange, ObjectChange, SideFailure } from './model.ts'
import type { Risk } from '../risks/risk.ts'
import type { AppRef } from '../affected/app-ref.ts'
import type { AppApi } from '../risks/refused.ts'
import type { SecretSides } from '../secrets/masker.ts'
import { masker } from '../secrets/masker.ts'
import type { AppSide } from '../risks/app.ts'
import { appRisks } from '../risks/app.ts'
import { movingRisks, unpinnedIn } from '../risks/moving.ts'
import { isThisRepository } from '../inventory/context.ts'
import type { RemoteSources } from '../render/plan.ts'
import { hidingRisks, outsideRisks } from '../risks/hiding.ts'
import { keyOf } from '../kube/ids.ts'
import { withIgnored } from '../compare/ignored-fields.ts'
import { keptWhenPruned, keptWithoutApp } from '../compare/kept.ts'
import type { ObjectMoves } from './object-moves.ts'
import { moveNotes, NO_MOVES } from './object-moves.ts'
import type { SideResult } from '../render/render-side.ts'
import type { Removal } from './facts/removal.ts'
import type { RenderedPair } from '../affected/rendered-pair.ts'
import { isKnownInPart, leadsToApps, unknownParts } from './unknown/parts.ts'
import { unreachedChange } from './unknown/unreached.ts'
import { saidOf } from './unknown/values-said.ts'
import { appliedOf, keptNotes, movedNote, unlistedNotes } from './facts/notes.ts'

/** The inputs that the changes of all apps are computed from. */
export interface ChangeParts {
  readonly config: Config
  readonly declared: DeclaredSides
  readonly versions: ReadonlyMap<string, string>
  readonly owners: ReadonlyMap<AppRef, readonly Risk[]>
  readonly moves: ReadonlyMap<AppRef, ObjectMoves>
  readonly ids: IdsOf
  /** Opens other repositories as they are after the change; see `RemoteSources`. */
  readonly git?: RemoteSources['git'] | undefined
  /** Reports whether a file is in this repo and is not changed. */
  readonly isKnown: (file: string) => boolean
  readonly secrets: ReadonlyMap<RenderedPair, SecretSides>
  /** The outcomes for the apps that the change removes from the repo. */
  readonly removals: ReadonlyMap<RenderedPair, Removal>
  /** Returns the API that an app's objects are checked against. */
  readonly apiOf: (pair: RenderedPair) => AppApi
}

const NO_SECRETS: SecretSides = { before: new Map(), after: new Map() }

/** Returns the change of one app: its objects, restarts, risks, images and digest, or why these are not known. */
export async function changeOf(original: RenderedPair, parts: ChangeParts): Promise<AppChange> {
  const { config, declared, owners, ids, versions } = parts
  const crds = await withCrds(original)
  const pair = { ...original, before: crds.before, after: crds.after }
  const moves = parts.moves.get(original.app) ?? NO_MOVES
  const secrets = parts.secrets.get(original) ?? NO_SECRETS
  const { app, files } = pair
  // If the change takes an app out of production, the app is still checked as a production app.
  const production = app.production || leftBy(pair)?.production === true
  const [before, after] = [renderedOf(pair.before), renderedOf(pair.after)]
  const { text } = masker(secrets)
  const failures = [...failureOf('before', pair.before), ...failureOf('after', pair.after)].map(
    (failure) => ({
      ...failure,
      message: text(failure.message),
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
      ...unlistedNotes(pair),
      ...(pair.note === undefined ? [] : [pair.note]),
      ...twice.notes,
      ...rollout,
      ...crds.notes,
      ...notesOf(pair.before),
      ...notesOf(pair.after),
      ...unknownApisNote([pair.before, pair.after], clusterOfPair(pair, config).name),
    ]),
  ]
  const { declarations } = pair
  const removal = parts.removals.get(original)
  const stays = removal?.stays
  const sideBefore = sideOf(pair, 'before', removal)
  const common = { app, files }
  const charts = chartChanges(
    { object: declarations.before, release: was },
    { object: declarations.after, release: is },
  )
  const failed = async (why: AppChange['failures']): Promise<AppChange> => {
    // The removal or move of the app is known even if its objects are not.
    const risks = [...appRisks(sideBefore, sideOf(pair, 'after'), false), ...twice.risks]
    const said = await saidOf(pair, why, declared, text)
    return {
      ...common,
      ...said,
      notes: [...withoutFailures(notes, why), ...said.notes],
      failures: why,
      status: 'failed',
      ...(leadsToApps(pair, declared) ? { hidesApps: true } : {}),
      objects: [],
      restarts: [],
      risks,
      images: [...charts, ...said.images],
      noise: 0,
      digest: undefined,
      conditions: undefined,
    }
  }
  const unreached = unreachedChange(pair, failures, ids)
  if (unreached) return unreached
  if (failures.length > 0) return failed(failures)
  const [old, declaredAfter] =
    before && after ? withDeclarations([before, after], pair, declared.affected) : [before, after]
  const ignored = old && declaredAfter && withIgnored(old, declaredAfter, ignoredOf(pair.after))
  const next = ignored?.after ?? declaredAfter
  const keptBecause = (object: Json | undefined) =>
    pair.after
      ? keptWhenPruned(declarations.after, object)
      : (stays ?? keptWithoutApp(declarations.before, object))
  const found = compareApp(old, next, {
    production,
    controller: app.kind === 'Application' ? 'argocd' : app.kind === 'Convention' ? 'none' : 'flux',
    declaration: declarations.after,
    registries: declared.registries,
    noise: config.diff?.noise ?? [],
    secrets,
    api: parts.apiOf(original),
    stays: (object) => keptBecause(object) !== undefined,
    moves,
    movesTo: (id) => moves.to.get(keyOf(id))?.app.name,
  })
  const unknown = unknownParts(pair)
  if (unknown.length > 0 && !isKnownInPart(pair, found.objects.length + found.restarts.length > 0))
    return failed(unknown)
  const status = !pair.before
    ? 'added'
    : !pair.after
      ? 'removed'
      : found.objects.length + found.restarts.length > 0
        ? 'changed'
        : found.noise + (ignored?.count ?? 0) > 0
          ? 'noise'
          : 'rerendered'
  const { restarts } = found
  const isKeptObject = ({ action, before: old }: ObjectChange) =>
    action === 'removed' && keptBecause(old) !== undefined
  const objects = found.objects.map((one) => (isKeptObject(one) ? { ...one, stays: true } : one))
  const noise = found.noise + (ignored?.count ?? 0)
  const isSame = isQuiet({ status })
  const digest = joinedDigest([found.digest, isSame ? inputDigest(pair, ids) : codeDigest(pair, ids)])
  const images = [...charts, ...found.images]
  const applied = [
    ...keptNotes(objects.map(appliedOf), keptBecause),
    ...(pair.after ? applyNotes(declarations.after, objects.map(appliedOf)) : []),
  ]
  const isKept = objects.some(({ stays: is }) => is)
  const own = appRisks(sideBefore, sideOf(pair, 'after'), !isSame).map((risk) =>
    risk.rule === 'app-removed'
      ? { ...risk, message: removedReason(app.name, moves.to.size > 0, isKept) }
      : risk,
  )
  const { git } = parts
  const unpinned =
    git && !isSame && pair.after && pair.known.after
      ? await unpinnedIn(
          pair.known.after,
          renderedOf(pair.after)?.fetched ?? [],
          (url) => isThisRepository(declared.after.context, url) === true,
          git,
        )
      : []
  const moving = production ? movingRisks(unpinned) : []
  const hiding = pair.after ? hidingOf(pair, parts) : []
  const risks = [...own, ...moving, ...hiding, ...twice.risks, ...found.risks, ...(owners.get(app) ?? [])]
  const conditions = conditionsOf(pair.after ?? pair.before, versions)
  return {
    ...common,
    failures: unknown,
    values: [],
    notes: [
      ...withoutFailures(notes, unknown),
      ...moveNotes(app, moves),
      ...found.notes,
      ...(ignored?.notes ?? []),
      ...applied,
    ],
    status,
    objects,
    restarts,
    risks,
    images,
    noise,
    // An app that is only partly known has no digest.
    digest: unknown.length > 0 ? undefined : digest,
    conditions,
    ...(unpinned.length > 0 && { unpinned }),
  }
}

/** Returns the change of an app whose two sides were rendered but cannot be compared. */
export function uncompared({ app, files }: RenderedPair, error: FairleadError): AppChange {
  const failures = failureOf('after', { error })
  const nothing = {
    notes: [],
    objects: [],
    restarts: [],
    risks: [],
    images: [],
    values: [],
    noise: 0,
    digest: undefined,
    conditions: undefined,
  }
  return { app, files, failures, status: 'failed', ...nothing }
}

/** Returns a message about what is deleted with a removed app, and what is not. */
function removedReason(name: string, isMoved: boolean, isKept: boolean): string {
  const rest = [
    ...(isMoved ? ['the objects that move to other apps'] : []),
    ...(isKept ? ['the objects that are kept'] : []),
  ]
  return rest.length === 0
    ? `${name} is removed, and everything it deployed is also deleted.`
    : `${name} is removed with everything it deployed, except ${rest.join(' and ')}.`
}

function withoutFailures(notes: readonly string[], failures: AppChange['failures']): string[] {
  const told = new Set(failures.map(({ message }) => message))
  return notes.filter((note) => !told.has(note))
}

/** Returns the risks of results that are not visible here, if the change introduces or touches them. */
function hidingOf({ app, before, after, declarations }: RenderedPair, { isKnown }: ChangeParts): Risk[] {
  const dependences = (side: SideResult | undefined) => renderedOf(side)?.dependences ?? []
  const outside = (side: SideResult | undefined) => (side && 'outside' in side ? side.outside : [])
  return [
    ...hidingRisks(dependences(before), dependences(after), {
      isKnown: (file) => !before && isKnown(file),
      fromHelm: app.kind === 'Application',
    }),
    ...outsideRisks(outside(before), outside(after), declarations),
  ]
}

function releaseOf(side: SideResult | undefined): ReleaseFacts | undefined {
  return side && 'release' in side ? side.release : undefined
}

function ignoredOf(side: SideResult | undefined): Ignored | undefined {
  return side && 'ignored' in side ? side.ignored : undefined
}

function notesOf(side: SideResult | undefined): readonly string[] {
  return side && 'notes' in side ? side.notes : []
}

function failureOf(side: SideFailure['side'], result: SideResult | undefined): SideFailure[] {
  if (!result || !('error' in result)) return []
  return result.error.faults.map(({ message, hint, at }) => ({ side, message, hint, at }))
}

/** Returns the identity of a pair on one side. */
function sideOf(pair: RenderedPair, which: 'before' | 'after', removal?: Removal): AppSide | undefined {
  if (!pair[which]) return undefined
  const object = pair.declarations[which]
  return {
    ref: which === 'before' ? (pair.was ?? pair.app) : pair.app,
    release: textAt(object, 'spec', 'releaseName') ?? textAt(object, 'spec', 'source', 'helm', 'releaseName'),
    // A different target namespace of a Flux Kustomization does not reinstall it: the added and removed objects are
    // compared.
    targetNamespace:
      textAt(object, 'spec', 'destination', 'namespace') ??
      (textAt(object, 'kind') === 'Kustomization' ? undefined : textAt(object, 'spec', 'targetNamespace')),
    kept: keptWithoutApp(object),
    stays: removal?.stays,
    isStillDeclared: removal?.isStillDeclared === true,
    isKnown: object !== undefined,
  }
}
