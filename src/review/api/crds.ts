import type { Manifest } from '../../kube/manifests.ts'
import type { SideResult } from '../../render/render-side.ts'
import { isEqual } from '../../compare/equal.ts'
import { keyOf } from '../../kube/ids.ts'
import { idOf } from '../../kube/manifests.ts'
import type { RenderedPair } from '../../affected/rendered-pair.ts'

type Both = Pick<RenderedPair, 'before' | 'after'>

/** The two sides of a release with the definitions that are applied, and notes for the reviewer on the others. */
export interface WithCrds extends Both {
  readonly notes: readonly string[]
}

/**
 * Adds the definitions in `crds/` of a release's chart if Flux applies them. A new release creates them. A change of
 * a release applies only what `upgrade.crds` allows (by default nothing). They stay when the release is uninstalled.
 *
 * Rule: helm-controller api/v2 (GetCRDsPolicy of Install and Upgrade), internal/action/crds.go
 */
export async function withCrds({ before, after }: Both): Promise<WithCrds> {
  const [was, is] = [releaseOf(before), releaseOf(after)]
  if (!was && !is) return { before, after, notes: [] }
  if (!before && is)
    return {
      before,
      after: is.release.installsCrds ? adding(is.side, await is.crds()) : after,
      notes: [],
    }
  if (!after && was) {
    const stays = await was.crds()
    return { before: without(was.side, stays), after, notes: stayNotes(stays, 'the release is uninstalled') }
  }
  if (!was || !is) return { before, after, notes: [] }
  const isSameChart =
    was.release.chart === is.release.chart && was.release.chartVersion === is.release.chartVersion
  const policy = is.release.upgradesCrds
  // A change of a chart in this repo without a new version is reported by its files.
  if (isSameChart && policy === was.release.upgradesCrds && policy === 'Skip')
    return { before, after, notes: [] }
  const [old, now] = await Promise.all([was.crds(), is.crds()])
  const [bare, full] = [without(was.side, old), without(is.side, now)]
  const names = new Map(old.map((manifest) => [keyOf(idOf(manifest)), manifest]))
  const created = now.filter((manifest) => !names.has(keyOf(idOf(manifest))))
  const changed = now.filter((manifest) => {
    const known = names.get(keyOf(idOf(manifest)))
    return known && !isEqual(known.content, manifest.content)
  })
  const there = new Set(now.map((manifest) => keyOf(idOf(manifest))))
  const gone = stayNotes(
    old.filter((manifest) => !there.has(keyOf(idOf(manifest)))),
    'the chart no longer has',
  )
  if (policy === 'CreateReplace') {
    const kept = old.filter((manifest) => there.has(keyOf(idOf(manifest))))
    return { before: adding(bare, kept), after: adding(full, now), notes: gone }
  }
  const left = policy === 'Create' ? changed : [...created, ...changed]
  return {
    before: bare,
    after: policy === 'Create' ? adding(full, created) : full,
    notes: [
      ...gone,
      ...(left.length === 0
        ? []
        : [
            `The chart's definitions ${listed(left)} are new or change but are not applied, because upgrade.crds of the release is ${policy}. To apply them, set it to CreateReplace.`,
          ]),
    ],
  }
}

type Rendered = Extract<SideResult, { rendered: unknown }>

function releaseOf(side: SideResult | undefined) {
  if (!side || !('rendered' in side) || !side.release) return undefined
  const { definitions, release } = side
  return { side, release, crds: async () => (await definitions?.())?.manifests ?? [] }
}

function without(side: Rendered, crds: readonly Manifest[]): Rendered {
  const keys = new Set(crds.map((manifest) => keyOf(idOf(manifest))))
  const manifests = side.rendered.manifests.filter(
    (manifest) => manifest.kind !== 'CustomResourceDefinition' || !keys.has(keyOf(idOf(manifest))),
  )
  return { ...side, rendered: { ...side.rendered, manifests } }
}

function adding(side: Rendered, crds: readonly Manifest[]): Rendered {
  const own = new Set(side.rendered.manifests.map((manifest) => keyOf(idOf(manifest))))
  const added = crds.filter((manifest) => !own.has(keyOf(idOf(manifest))))
  return { ...side, rendered: { ...side.rendered, manifests: [...added, ...side.rendered.manifests] } }
}

function stayNotes(crds: readonly Manifest[], reason: string): string[] {
  if (crds.length === 0) return []
  return [
    `${listed(crds)} ${crds.length === 1 ? 'stays' : 'stay'} in the cluster, with all objects of ${crds.length === 1 ? 'its kind' : 'these kinds'}: Flux does not delete definitions in crds/ (${reason}${reason.endsWith('has') ? ' them' : ''}).`,
  ]
}

const MOST = 5

function listed(crds: readonly Manifest[]): string {
  const names = crds.map(({ name }) => name)
  return names.slice(0, MOST).join(', ') + (names.length > MOST ? ` and ${names.length - MOST} more` : '')
}
