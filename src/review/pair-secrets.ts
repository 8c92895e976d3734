import type { Manifest } from '../kube/manifests.ts'
import type { Json } from '../yaml/value.ts'
import type { SideResult } from '../render/render-side.ts'
import { addGiven, secretsIn } from '../secrets/values.ts'
import type { SecretValues } from '../secrets/values.ts'
import type { SecretSides } from '../secrets/masker.ts'
import type { RenderedPair } from '../affected/rendered-pair.ts'
import { renderedOf } from '../render/render-side.ts'

/** Kinds of objects that declare an app. Their values may be used in its Secrets. */
const APPS = new Set(['Application', 'HelmRelease', 'Kustomization'])

/**
 * Returns the secret values of each app, on both sides: the values of its Secrets, the values that are used in them,
 * and the same for the apps that it declares, because their values are in its objects.
 */
export async function secretsOfPairs(
  pairs: readonly RenderedPair[],
): Promise<ReadonlyMap<RenderedPair, SecretSides>> {
  const own = new Map<RenderedPair, SecretSides>()
  const byApp = new Map<string, RenderedPair[]>()
  for (const pair of pairs) {
    own.set(pair, { before: await valuesOf(pair.before), after: await valuesOf(pair.after) })
    const key = keyOf(pair.app)
    byApp.set(key, [...(byApp.get(key) ?? []), pair])
  }
  return new Map(
    pairs.map((pair) => {
      const children = new Set(
        [pair.before, pair.after]
          .flatMap((side) => (renderedOf(side)?.manifests ?? []).filter(({ kind }) => APPS.has(kind)))
          .flatMap((manifest) => byApp.get(keyOf(manifest)) ?? []),
      )
      const all = [pair, ...children].flatMap((one) => own.get(one) ?? [])
      return [pair, { before: merged(all, 'before'), after: merged(all, 'after') }]
    }),
  )
}

/** Returns the values of a side's Secrets, and those of its renderer's input values that are used in them. */
async function valuesOf(side: SideResult | undefined): Promise<SecretValues> {
  const rendered = renderedOf(side)
  if (!rendered) return new Map()
  const found = secretsIn(rendered.manifests.map(({ content }) => content as Json))
  if (found.texts.length > 0 && side && 'given' in side && side.given) addGiven(found, await side.given())
  return found.values
}

function merged(all: readonly SecretSides[], side: 'before' | 'after'): SecretValues {
  if (all.length === 1 && all[0]) return all[0][side]
  return new Map(all.flatMap((one) => [...one[side]]))
}

function keyOf({ kind, name }: Pick<Manifest, 'kind' | 'name'>): string {
  return `${kind}/${name}`
}
