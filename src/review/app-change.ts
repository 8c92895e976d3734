import { renderedOf } from '../render/render-side.ts'
import type { FairleadError } from '../errors.ts'
import type { Ignored } from '../render/argocd/ignore-differences.ts'
import { applyNotes } from '../render/flux/applied.ts'
import type { Json } from '../yaml/value.ts'
import { compareApp } from './compare.ts'
import { withDeclarations } from './declaration.ts'
import { digestOfDeclarations, joinedDigest } from './digest.ts'
import { conditionsOf } from './facts/conditions.ts'
import { codeDigest, inputDigest } from './inputs.ts'
import { isQuiet } from './level.ts'
import type { AppChange, ObjectChange } from './model.ts'
import type { Risk } from '../risks/risk.ts'
import { appRisks } from '../risks/app.ts'
import { movingRisks, unpinnedIn } from '../risks/moving.ts'
import { isThisRepository } from '../inventory/context.ts'
import { hidingRisks, outsideRisks } from '../risks/hiding.ts'
import { keyOf } from '../kube/ids.ts'
import { withIgnored } from '../compare/ignored-fields.ts'
import { keptWhenPruned, keptWithoutApp } from '../compare/kept.ts'
import { moveNotes } from './object-moves.ts'
import type { SideResult } from '../render/render-side.ts'
import type { RenderedPair } from '../affected/rendered-pair.ts'
import { isKnownInPart, leadsToApps, unknownParts } from './unknown/parts.ts'
import { unreachedChange } from './unknown/unreached.ts'
import { saidOf } from './unknown/values-said.ts'
import { appliedOf, keptNotes } from './facts/notes.ts'
import { failureOf, subjectOf } from './change-subject.ts'
import type { ChangeParts, Subject } from './change-subject.ts'

/** Returns the change of one app: its objects, restarts, risks, images and digest, or why these are not known. */
export async function changeOf(original: RenderedPair, parts: ChangeParts): Promise<AppChange> {
  const subject = await subjectOf(original, parts)
  const { pair, failures } = subject
  const unreached = unreachedChange(pair, failures, parts.ids)
  if (unreached) return unreached
  if (failures.length > 0) return failedChange(subject, failures, parts)
  const comparison = compareSides(subject, parts)
  const unknown = unknownParts(pair)
  if (unknown.length > 0 && !isKnownInPart(pair, comparison.isChanged))
    return failedChange(subject, unknown, parts)
  return comparedChange(subject, comparison, unknown, parts)
}

/** Returns the change of an app that is not known, with everything that is known without its objects. */
async function failedChange(
  { pair, charts, notes, sides, twice, text }: Subject,
  failures: AppChange['failures'],
  { declared }: ChangeParts,
): Promise<AppChange> {
  const said = await saidOf(pair, failures, declared, text)
  return {
    app: pair.app,
    files: pair.files,
    ...said,
    notes: [...withoutFailures(notes, failures), ...said.notes],
    failures,
    status: 'failed',
    ...(leadsToApps(pair, declared) ? { hidesApps: true } : {}),
    objects: [],
    restarts: [],
    // The removal or move of the app is known even if its objects are not.
    risks: [...appRisks(sides.before, sides.after, false), ...twice.risks],
    images: [...charts, ...said.images],
    noise: 0,
    digest: undefined,
    conditions: undefined,
  }
}

/** The two sides of an app, compared. */
interface SidesCompared {
  readonly found: ReturnType<typeof compareApp>
  /** The differences that the controller is told to ignore; undefined if a side is missing. */
  readonly ignored: ReturnType<typeof withIgnored> | undefined
  readonly isChanged: boolean
  /** Returns why a removed object is kept; undefined if it is deleted. */
  keptBecause(object: Json | undefined): string | undefined
}

function compareSides(subject: Subject, parts: ChangeParts): SidesCompared {
  const { pair, moves, production, secrets, stays } = subject
  const { config, declared } = parts
  const { app, declarations } = pair
  const [before, after] = [renderedOf(pair.before), renderedOf(pair.after)]
  const [old, declaredAfter] =
    before && after ? withDeclarations([before, after], pair, declared.affected) : [before, after]
  const ignored = old && declaredAfter && withIgnored(old, declaredAfter, ignoredOf(pair.after))
  const keptBecause = (object: Json | undefined) =>
    pair.after
      ? keptWhenPruned(declarations.after, object)
      : (stays ?? keptWithoutApp(declarations.before, object))
  const found = compareApp(old, ignored?.after ?? declaredAfter, {
    production,
    controller: app.kind === 'Application' ? 'argocd' : app.kind === 'Convention' ? 'none' : 'flux',
    declaration: declarations.after,
    registries: declared.registries,
    noise: config.diff?.noise ?? [],
    secrets,
    api: parts.apiOf(subject.original),
    stays: (object) => keptBecause(object) !== undefined,
    moves,
    movesTo: (id) => moves.to.get(keyOf(id))?.app.name,
  })
  return { found, ignored, isChanged: found.objects.length + found.restarts.length > 0, keptBecause }
}

/** Returns the change of an app that is known, or known in part. */
async function comparedChange(
  subject: Subject,
  { found, ignored, isChanged, keptBecause }: SidesCompared,
  unknown: AppChange['failures'],
  parts: ChangeParts,
): Promise<AppChange> {
  const { pair, charts, moves, notes, production, twice } = subject
  const { app, files, declarations } = pair
  const noise = found.noise + (ignored?.count ?? 0)
  const status = statusOf(pair, isChanged, noise)
  const isSame = isQuiet({ status })
  const isKept = ({ action, before }: ObjectChange) =>
    action === 'removed' && keptBecause(before) !== undefined
  const objects = found.objects.map((one) => (isKept(one) ? { ...one, stays: true } : one))
  const applied = [
    ...keptNotes(objects.map(appliedOf), keptBecause),
    ...(pair.after ? applyNotes(declarations.after, objects.map(appliedOf)) : []),
  ]
  const { sets } = pair
  // With ignored fields, the objects are not compared as the repo has them.
  const isByFiles = isSame || (ignored?.count ?? 0) > 0
  const digest = joinedDigest([
    found.digest,
    digestOfDeclarations(
      [[declarations.before, declarations.after], ...(sets ? [[sets.before, sets.after] as const] : [])],
      subject.text,
    ),
    isByFiles ? inputDigest(pair, parts.ids) : codeDigest(pair, parts.ids),
  ])
  const unpinned = isSame ? [] : await unpinnedOf(pair, parts)
  return {
    app,
    files,
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
    restarts: found.restarts,
    risks: [
      ...ownRisks(subject, !isSame, objects),
      ...(production ? movingRisks(unpinned) : []),
      ...(pair.after ? hidingOf(pair, parts) : []),
      ...twice.risks,
      ...found.risks,
      ...(parts.owners.get(app) ?? []),
    ],
    images: [...charts, ...found.images],
    noise,
    // An app that is only partly known has no digest.
    digest: unknown.length > 0 ? undefined : digest,
    conditions: conditionsOf(pair.after ?? pair.before, parts.versions),
    ...(unpinned.length > 0 && { unpinned }),
  }
}

function statusOf({ before, after }: RenderedPair, isChanged: boolean, noise: number): AppChange['status'] {
  if (!before) return 'added'
  if (!after) return 'removed'
  if (isChanged) return 'changed'
  return noise > 0 ? 'noise' : 'rerendered'
}

/** Returns the risks of the app itself, apart from those of its objects. */
function ownRisks(
  { pair, moves, sides }: Subject,
  isChanged: boolean,
  objects: readonly ObjectChange[],
): Risk[] {
  const isKept = objects.some(({ stays }) => stays)
  return appRisks(sides.before, sides.after, isChanged).map((risk) =>
    risk.rule === 'app-removed'
      ? { ...risk, message: removedReason(pair.app.name, moves.to.size > 0, isKept) }
      : risk,
  )
}

/** Returns the sources of an app in other repositories whose content may change without a change here. */
async function unpinnedOf({ after, known }: RenderedPair, { git, declared }: ChangeParts) {
  if (!git || !after || !known.after) return []
  return unpinnedIn(
    known.after,
    renderedOf(after)?.fetched ?? [],
    (url) => isThisRepository(declared.after.context, url) === true,
    git,
  )
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

function ignoredOf(side: SideResult | undefined): Ignored | undefined {
  return side && 'ignored' in side ? side.ignored : undefined
}
