import type { Rendered } from '../render/model.ts'
import { cutLongLines } from '../compare/long-lines.ts'
import type { Json } from '../yaml/value.ts'
import type { Digested } from './digest.ts'
import { digestOfApp, hidden } from './digest.ts'
import { isEqual } from '../compare/equal.ts'
import { describeId, idIn, keyOf } from '../kube/ids.ts'
import { imageChanges } from '../compare/images.ts'
import { aligned, isSame } from '../compare/lists.ts'
import type { ObjectChange } from './model.ts'
import type { Risk } from '../risks/risk.ts'
import type { ImageChange } from '../compare/images.ts'
import type { Restart } from '../compare/restarts.ts'
import { differingNoise, noiseFilter, selectedLabels } from '../compare/noise.ts'
import type { ObjectMoves } from './object-moves.ts'
import { NO_MOVES } from './object-moves.ts'
import type { Pair, Side } from '../compare/pairs.ts'
import { weight } from './order.ts'
import { findPairs, prepare } from '../compare/pairs.ts'
import { restartedAtEachSync, restartsOf } from '../compare/restarts.ts'
import type { Change, RiskOptions, Surroundings } from '../risks/rule.ts'
import { byGravity, risksOf, risksOfAll } from '../risks/run.ts'
import { maskedRisks } from '../risks/masked.ts'
import type { AppApi } from '../risks/refused.ts'
import { refusedObjects } from '../risks/refused.ts'
import type { MaskedPair, Masker, SecretSides } from '../secrets/masker.ts'
import { masker, valuesOf } from '../secrets/masker.ts'
import { toYaml, unified } from '../compare/text.ts'

export interface CompareOptions extends RiskOptions {
  /** The objects that move between this app and others. */
  readonly moves?: ObjectMoves
  /** Further noise, from `diff.noise` of the base's `fairlead.yaml`: see {@link noiseFilter}. */
  readonly noise?: readonly string[]
  /** The API that the objects are checked against. Without it, they are not checked. */
  readonly api?: AppApi
  /** The secret values. By default, these are the values of the Secrets of each side. */
  readonly secrets?: SecretSides
}

/** The result of comparing the objects of an app. */
export interface Comparison {
  /** Highest risk first, then by id. Objects that differ only in noise are not listed, but counted. */
  readonly objects: readonly ObjectChange[]
  readonly images: readonly ImageChange[]
  /** The number of noise fields that differ, in all objects. */
  readonly noise: number
  /** Workloads whose pods are replaced. */
  readonly restarts: readonly Restart[]
  /** Notes for the reviewer, as sentences. */
  readonly notes: readonly string[]
  /** Risks of all objects together. */
  readonly risks: readonly Risk[]
  /** See {@link digestOfApp}. */
  readonly digest: string | undefined
  /** Hides the values of both sides' Secrets in a text, such as an error message. */
  mask(text: string): string
}

/**
 * Compares the deployed objects of an app before and after a change.
 *
 * Two objects are the same if their group, kind, namespace and name are the same. Renamed objects are also found. Two
 * objects are equal if nothing differs except:
 *
 * - noise, and values that are generated on each run
 * - the order of lists that Kubernetes merges by a key, which counts as noise: see `lists.ts`
 * - the hash of the content in the name of a ConfigMap or Secret, and in references to it, which also counts as noise
 * - empty maps of labels or annotations, and the order of the keys of a map
 *
 * Everything else is a difference: `1` and `"1"`, `500m` and `0.5`, `null` and a missing value, the API version.
 * Whether the API server treats two spellings as equal depends on the type of the field, which is not known for every
 * kind. An unnecessary difference does less harm than a missing one.
 *
 * @param before undefined if the app is new
 * @param after undefined if the app is removed
 */
export function compareApp(
  before: Rendered | undefined,
  after: Rendered | undefined,
  options: CompareOptions,
): Comparison {
  const filter = noiseFilter(options.noise)
  const secrets = masker(options.secrets ?? { before: valuesOf(before), after: valuesOf(after) })
  const selected = selectedLabels(
    [before, after].flatMap((side) => side?.manifests.map(({ content }) => content as Json) ?? []),
  )
  const [old, next] = [prepare(before, filter, selected), prepare(after, filter, selected)]
  const pairs = findPairs(old, next)
  const found = restartsOf(pairs, options.declaration)
  const all: Surroundings = {
    before: pairs.flatMap((pair) => pair.before?.content ?? []),
    after: pairs.flatMap((pair) => pair.after?.content ?? []),
    restarts: found,
  }
  const refused = refusedIn(before, after, pairs, options.api)
  let noise = 0
  const changes: Change[] = []
  const objects: ObjectChange[] = []
  const digested: Digested[] = []
  const masked: MaskedPair[] = []
  for (const pair of pairs) {
    const quiet = noiseIn(pair)
    noise += quiet
    if (pair.before && pair.after && isSame(pair.before.content, pair.after.content)) {
      digested.push(...digestedOf(pair, secrets, options))
      continue
    }
    const change = changeOf(pair)
    const pairShown = secrets.pair(change.before, change.after)
    const moved = movedOf(change, options.moves)
    const own = moved?.isSame === true ? [] : (refused.get(keyOf(change.id)) ?? [])
    refused.delete(keyOf(change.id))
    const risks = reasoned([...own, ...risksOf(change, all, options)], secrets, [pairShown])
    const shown = { ...shownChange(change, quiet, pairShown, risks), moved }
    masked.push(pairShown)
    changes.push(change)
    objects.push(shown)
    digested.push(...digestedOf(pair, secrets, options, { change, shown: pairShown }))
  }
  return {
    objects: objects.toSorted(
      (a, b) =>
        byGravity(a.risks, b.risks) || weight(a.id) - weight(b.id) || (keyOf(a.id) < keyOf(b.id) ? -1 : 1),
    ),
    images: imageChanges(all.before, all.after),
    noise,
    restarts: found.map(({ digested: _digested, ...restart }) => restart),
    notes: eachSyncNotes(old, next),
    risks: reasoned([...refusedUnshown(refused), ...risksOfAll(changes, all, options)], secrets, masked),
    // An app that differs only in noise is represented by its inputs.
    digest:
      objects.length + found.length === 0
        ? undefined
        : digestOfApp(
            digested,
            found.filter(({ isShown }) => !isShown).map((one) => [keyOf(one.id), one.effect, one.digested]),
          ),
    mask: secrets.text,
  }
}

/**
 * Returns what the API server would reject in the objects that the change adds or changes, by the key of the object.
 */
function refusedIn(
  before: Rendered | undefined,
  after: Rendered | undefined,
  pairs: readonly Pair[],
  api: AppApi | undefined,
): Map<string, Risk[]> {
  if (!api || !after) return new Map()
  const renamed = pairs.flatMap((pair) =>
    pair.before && pair.after ? [[keyOf(pair.after.id), keyOf(pair.before.id)] as const] : [],
  )
  return refusedObjects(before?.manifests ?? [], after.manifests, api, new Map(renamed))
}

/** Returns the risks of objects that are not shown because they differ only in noise. */
function refusedUnshown(refused: ReadonlyMap<string, readonly Risk[]>): Risk[] {
  return [...refused].flatMap(([key, risks]) =>
    risks.map((risk) => ({ ...risk, message: `${describeId(idIn(key))}: ${risk.message}` })),
  )
}

/** Returns notes on generated values in pod templates. No digest contains them, and each sync replaces the pods. */
function eachSyncNotes(before: readonly Side[], after: readonly Side[]): string[] {
  const known = new Set(restartedAtEachSync(before).map(({ key }) => key))
  return restartedAtEachSync(after).map(
    ({ key, name }) =>
      `${name} restarts on each sync: its pod template has a value that changes on each run${known.has(key) ? ' (this was already the case before)' : ''}.`,
  )
}

/**
 * Returns what an approval of an object is bound to; nothing if nothing of it differs. What a reviewer does not have
 * to see still reaches the cluster, and other values of it would be another change: noise, the order of lists, hashes
 * in names, and whether a removed object is deleted.
 *
 * @param told the change as it is shown
 */
function digestedOf(
  { before, after }: Pair,
  secrets: Masker,
  { stays }: Pick<CompareOptions, 'stays'>,
  told?: { readonly change: Change; readonly shown: MaskedPair },
): Digested[] {
  const id = after?.id ?? before?.id
  const [old, next] = [before?.quiet.content, after?.quiet.content]
  const noise = [before, after].map((side) => Object.fromEntries(side?.quiet.noise ?? []))
  const isQuiet = isEqual(noise[0], noise[1])
  if (!id || (isEqual(old, next) && isQuiet)) return []
  const isTold = told && isEqual(told.change.before, old) && isEqual(told.change.after, next)
  const shown = isTold ? told.shown : secrets.pair(old, next)
  const more = [...(isQuiet ? [] : noise), ...(old && !next && stays?.(old) === true ? ['stays'] : [])]
  return [
    {
      id,
      // A field of a Secret may be noise, too, and a short value of it is found nowhere.
      shown: [
        shown.before,
        shown.after,
        ...more.map((part) => (id.kind === 'Secret' ? null : hidden(part, secrets.text))),
      ],
      real: [old, next, ...more],
    },
  ]
}

function noiseIn({ before, after, hashes }: Pair): number {
  if (!before || !after) return 0
  const isReordered = isSame(before.content, after.content) && !isEqual(before.content, after.content)
  return differingNoise(before.quiet, after.quiet) + hashes + (isReordered ? 1 : 0)
}

function changeOf({ before, after }: Pair): Change {
  const id = after?.id ?? before?.id
  if (!id) throw new Error('a pair has at least one side')
  const isRenamed = before && after && keyOf(before.id) !== keyOf(after.id)
  return {
    id,
    renamedFrom: isRenamed ? before.id : undefined,
    action: before ? (after ? 'changed' : 'removed') : 'added',
    before: before?.content,
    after: before && after ? aligned(before.content, after.content) : after?.content,
  }
}

function movedOf({ action, id }: Change, moves: ObjectMoves = NO_MOVES): ObjectChange['moved'] {
  const move = action === 'removed' ? moves.to.get(keyOf(id)) : moves.from.get(keyOf(id))
  return action === 'changed' || !move ? undefined : { app: move.app.name, isSame: move.isSame }
}

function shownChange(
  change: Change,
  noise: number,
  shown: MaskedPair,
  risks: readonly Risk[],
): Omit<ObjectChange, 'moved'> {
  const { before, after, origins } = shown
  return {
    id: change.id,
    renamedFrom: change.renamedFrom,
    action: change.action,
    before,
    after,
    diff: cutLongLines(unified(toYaml(before), toYaml(after))),
    risks: [...risks, ...maskedRisks(origins)],
    noise,
  }
}

function reasoned(risks: readonly Risk[], secrets: Masker, shown: readonly MaskedPair[]): Risk[] {
  return risks.map((risk) => ({ ...risk, message: secrets.reason(risk.message, shown) }))
}
