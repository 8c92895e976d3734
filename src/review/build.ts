import { changeOf, uncompared } from './app-change.ts'
import { renderedOf } from '../render/render-side.ts'
import type { Config } from '../config/config.ts'
import { CONFIG_FILE } from '../config/config.ts'
import { contained } from '../errors.ts'
import type { Sides } from '../git/sides.ts'
import { declaredFluxVersions } from '../render/flux/version.ts'
import { rendererNotes } from '../render/versions.ts'
import type { Unresolved } from '../inventory/model.ts'
import type { RemoteSources } from '../render/plan.ts'
import { compareApps } from './order.ts'
import { collisions } from '../risks/collisions.ts'
import { toldApart } from '../affected/told-apart.ts'
import { submoduleWarnings, unresolvedWarnings } from './unknown/unresolved.ts'
import type { DeclaredSides } from '../affected/declared.ts'
import { digestsOf } from './digest.ts'
import { leftBy } from './environments.ts'
import { isBrokenByChange } from './failures.ts'
import { apisOf, targetOf } from './api/apis.ts'
import { idsOf, unchangedFiles } from './inputs.ts'
import { mergeFacts } from './facts/merge.ts'
import type { Review } from './model.ts'
import { secretsOfPairs } from './pair-secrets.ts'
import { configRisks } from '../risks/config.ts'
import type { Mover } from './object-moves.ts'
import { movesBetween } from './object-moves.ts'
import { foldersWithoutApp, noAppWarnings, otherToolWarnings } from './unknown/no-apps.ts'
import { unknownParts } from './unknown/parts.ts'
import { unreadChanges } from './unknown/unread.ts'
import type { Removal, RemovalParts } from './facts/removal.ts'
import { removalOf } from './facts/removal.ts'
import type { RenderedPair } from '../affected/rendered-pair.ts'

/** The inputs of a report besides the rendered apps. */
export interface BuildParts {
  readonly sides: Sides
  readonly declared: DeclaredSides
  readonly unclaimed: readonly string[]
  readonly config: Config
  readonly versions: ReadonlyMap<string, string>
  readonly shard: Review['shard']
  readonly took: Review['took']
  /** Opens other repositories as they are after the change; see `RemoteSources`. */
  readonly git?: RemoteSources['git'] | undefined
  /** Further things that are not known, as sentences. */
  readonly warnings?: readonly string[]
}

/** Compares the rendered apps and returns the report. */
export async function buildReview(found: readonly RenderedPair[], parts: BuildParts): Promise<Review> {
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
      target: targetOf(declarations.after, app, config),
      manifests: renderedOf(after)?.manifests ?? [],
    })),
    declared.apart,
  )
  const moves = movesBetween(
    pairs.map((pair) => {
      const { app, declarations } = pair
      return {
        app,
        target: JSON.stringify(targetOf(declarations.after ?? declarations.before, app, config)),
        ...manifestsOf(pair),
      }
    }),
  )
  const among = pairs.flatMap(({ known: { before, after } }) =>
    [before, after].filter((app) => app !== undefined),
  )
  const removals = await removalsOf(pairs, { after: declared.after, among })
  const repo = {
    ...parts,
    removals,
    owners,
    moves,
    ids: await idsOf(parts.sides),
    isKnown: await unchangedFiles(parts.sides),
    secrets: await secretsOfPairs(pairs),
    apiOf: await apisOf(pairs, config, declared),
  }
  const changes = await Promise.all(
    pairs.map(async (pair) => {
      const leaves = leftBy(pair)
      const facts = {
        ...mergeFacts(pair, removals.get(pair)?.effect, { among, before: declared.before, config }),
        ...(leaves && { leaves }),
      }
      try {
        const change = await changeOf(pair, repo)
        // An app that can no longer be rendered is not deployed.
        return { ...change, ...facts, ...(isBrokenByChange(change) ? { onMerge: undefined } : {}) }
      } catch (error) {
        return { ...uncompared(pair, contained(error)), ...facts }
      }
    }),
  )
  const { sides } = parts
  const unread = await unreadChanges(parts, changes)
  const told = [...changes, ...unread.changes]
  const named = new Set(told.flatMap(({ files }) => files))
  const without = foldersWithoutApp({
    ...parts,
    unclaimed: parts.unclaimed.filter((file) => !named.has(file)),
  })
  const apps = [...told, ...without].toSorted(compareApps)
  return {
    base: { name: sides.base.name, commit: sides.base.commit },
    head: { name: sides.head.name, commit: sides.head.commit },
    comparedInstead: sides.conflict,
    told: undefined,
    risks: await configRisks(sides, config),
    apps,
    digests: digestsOf(apps),
    unclaimed: parts.unclaimed,
    warnings: await warningsOf(parts, unread.told),
    versions: Object.fromEntries(parts.versions),
    took: parts.took,
    shard: parts.shard,
  }
}

async function removalsOf(
  pairs: readonly RenderedPair[],
  parts: RemovalParts,
): Promise<ReadonlyMap<RenderedPair, Removal>> {
  const gone = pairs.flatMap((pair) => {
    const { known, declarations, after } = pair
    return known.before && !after ? [{ pair, app: known.before, object: declarations.before }] : []
  })
  return new Map(
    await Promise.all(
      gone.map(
        async ({ pair, app, object }) =>
          [
            pair,
            await removalOf(app, object, { ...parts, isUnlisted: pair.note !== undefined, sets: pair.sets }),
          ] as const,
      ),
    ),
  )
}

/** Returns what an app deploys on both sides; undefined if a part of it is not known. */
function manifestsOf(pair: RenderedPair): Pick<Mover, 'before' | 'after'> {
  if (unknownParts(pair).length > 0) return { before: undefined, after: undefined }
  const { before, after } = pair
  return {
    before: before ? renderedOf(before)?.manifests : [],
    after: after ? renderedOf(after)?.manifests : [],
  }
}

/** Returns what the report does not know, so that nobody reads more into a missing entry than it means. */
async function warningsOf(
  { declared, sides, config, versions, unclaimed, warnings = [] }: BuildParts,
  told: readonly Unresolved[],
): Promise<string[]> {
  const flux = await declaredFluxVersions(declared.after.context.files)
  return [
    ...sides.warnings,
    ...noAppWarnings(declared),
    ...rendererNotes(config, versions, flux),
    ...(sides.changed.includes(CONFIG_FILE)
      ? [`${CONFIG_FILE} changes; as always, the version on the base was used.`]
      : []),
    ...warnings,
    ...submoduleWarnings(sides, unclaimed),
    ...otherToolWarnings({ declared, unclaimed }),
    ...declared.undiscovered,
    ...unresolvedWarnings(
      declared.after.unresolved.filter((one) => !told.includes(one)),
      new Set(sides.changed),
    ),
  ]
}
