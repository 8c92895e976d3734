import type { Config } from '../config/config.ts'
import { rolloutNotes } from '../render/flux/rollout.ts'
import type { ReleaseFacts, RemoteSources } from '../render/plan.ts'
import { textAt } from '../yaml/value.ts'
import { chartChanges } from './facts/charts.ts'
import { withCrds } from './api/crds.ts'
import { declaredTwice } from '../risks/declared-twice.ts'
import type { DeclaredSides } from '../affected/declared.ts'
import { clusterOfPair } from './api/apis.ts'
import { unknownApisNote } from './api/unknown-apis.ts'
import { leftBy } from './environments.ts'
import type { IdsOf } from './inputs.ts'
import type { AppChange, SideFailure } from './model.ts'
import type { Risk } from '../risks/risk.ts'
import type { AppRef } from '../affected/app-ref.ts'
import type { AppApi } from '../risks/refused.ts'
import type { SecretSides } from '../secrets/masker.ts'
import { masker } from '../secrets/masker.ts'
import type { AppSide } from '../risks/app.ts'
import { keptWithoutApp } from '../compare/kept.ts'
import type { ObjectMoves } from './object-moves.ts'
import { NO_MOVES } from './object-moves.ts'
import type { SideResult } from '../render/render-side.ts'
import type { Removal } from './facts/removal.ts'
import type { RenderedPair } from '../affected/rendered-pair.ts'
import { movedNote, unlistedNotes } from './facts/notes.ts'

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

/** An app of a change, with everything about it that needs no comparison of its objects. */
export interface Subject {
  readonly original: RenderedPair
  /** The same pair, with the definitions that Flux applies; see {@link withCrds}. */
  readonly pair: RenderedPair
  readonly production: boolean
  readonly failures: AppChange['failures']
  readonly notes: readonly string[]
  readonly charts: AppChange['images']
  /** The risks and notes of an app that is declared more than once. */
  readonly twice: ReturnType<typeof declaredTwice>
  readonly moves: ObjectMoves
  readonly sides: { readonly before: AppSide | undefined; readonly after: AppSide | undefined }
  /** Why everything stays that a removed app deployed; undefined if it is deleted. */
  readonly stays: string | undefined
  readonly secrets: SecretSides
  /** Masks the values of Secrets in a text. */
  readonly text: (text: string) => string
}

const NO_SECRETS: SecretSides = { before: new Map(), after: new Map() }

/** Returns what is known of an app before its sides are compared. */
export async function subjectOf(original: RenderedPair, parts: ChangeParts): Promise<Subject> {
  const { config, declared } = parts
  const crds = await withCrds(original)
  const pair = { ...original, before: crds.before, after: crds.after }
  const secrets = parts.secrets.get(original) ?? NO_SECRETS
  const { app, declarations } = pair
  const { text } = masker(secrets)
  const failures = [...failureOf('before', pair.before), ...failureOf('after', pair.after)].map(
    (failure) => ({ ...failure, message: text(failure.message) }),
  )
  const [was, is] = [releaseOf(pair.before), releaseOf(pair.after)]
  const twice = pair.known.after
    ? declaredTwice(app, declared.before.named, declared.after.named)
    : { risks: [], notes: [] }
  const notes = new Set([
    ...movedNote(pair),
    ...unlistedNotes(pair),
    ...(pair.note === undefined ? [] : [pair.note]),
    ...twice.notes,
    ...(was && is ? rolloutNotes(was, is, pair.files) : []),
    ...crds.notes,
    ...notesOf(pair.before),
    ...notesOf(pair.after),
    ...unknownApisNote([pair.before, pair.after], clusterOfPair(pair, config).name),
  ])
  const removal = parts.removals.get(original)
  return {
    original,
    pair,
    // If the change takes an app out of production, the app is still checked as a production app.
    production: app.production || leftBy(pair)?.production === true,
    failures,
    notes: [...notes],
    charts: chartChanges(
      { object: declarations.before, release: was },
      { object: declarations.after, release: is },
    ),
    twice,
    moves: parts.moves.get(original.app) ?? NO_MOVES,
    sides: { before: sideOf(pair, 'before', removal), after: sideOf(pair, 'after') },
    stays: removal?.stays,
    secrets,
    text,
  }
}

/** Returns the reasons why a side could not be rendered. */
export function failureOf(side: SideFailure['side'], result: SideResult | undefined): SideFailure[] {
  if (!result || !('error' in result)) return []
  return result.error.faults.map(({ message, hint, at }) => ({ side, message, hint, at }))
}

function releaseOf(side: SideResult | undefined): ReleaseFacts | undefined {
  return side && 'release' in side ? side.release : undefined
}

function notesOf(side: SideResult | undefined): readonly string[] {
  return side && 'notes' in side ? side.notes : []
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
