import { broughtBy, digestOf, distinct, isWholeVersion, shownArtifact } from '../brings.ts'
import type { Unpinned } from '../../risks/moving.ts'
import type { Policy } from '../policy.ts'
import { denied, holds } from './rule.ts'
import type { GateRule } from './rule.ts'

/** The rules that ensure that what is deployed is what was approved. */

export const immutable: GateRule = {
  id: 'immutable',
  description:
    'Everything that it introduces is pinned, as far as `immutable` requires: images by digest, charts by a full version, other repositories by commit, because a tag can be moved.',
  judge({ policy: { immutable: kinds }, change: { apps } }) {
    if (kinds.length === 0) return []
    const brought = distinct(broughtBy(apps))
    const images = brought.filter((one) => one.artifact === 'image' && digestOf(one) === undefined)
    const charts = brought.filter((one) => one.artifact === 'chart' && !isWholeVersion(one.version))
    const moving = new Set(apps.flatMap(({ unpinned = [] }) => unpinned.map(shownSource)))
    const loose = [
      ...(kinds.includes('images') ? images.map((one) => `${shownArtifact(one)} has no digest`) : []),
      ...(kinds.includes('charts') ? charts.map((one) => `${shownArtifact(one)} is not a full version`) : []),
      ...(kinds.includes('bases') ? moving : []),
    ]
    if (loose.length === 0) return [holds('Everything that it introduces is pinned.')]
    return loose.map((what) =>
      denied(`${what}, so something else may be deployed than was approved.`, 'Pin it in the change.'),
    )
  },
}

function shownSource({ source, revision, by }: Unpinned): string {
  if (by === 'address') return `${source} is fetched from its address, without a commit`
  return `${source} is referenced by ${by === 'tag' ? `the tag ${revision}` : revision === '' ? 'its default branch' : `the branch ${revision}`}, not by a commit`
}

/** Rules of `risks/` about templates that cannot be reviewed, with the word that allows each of them. */
const UNREVIEWABLE: ReadonlyMap<string, Policy['allow'][number]> = new Map([
  ['depends-on-time', 'time'],
  ['depends-on-chance', 'chance'],
  ['generated-code', 'chance'],
  ['depends-on-cluster', 'lookup'],
  ['depends-on-release', 'release'],
])

export const reproducible: GateRule = {
  id: 'reproducible',
  description:
    'It contains no template that depends on the time, on random values, on objects in the cluster or on whether it is an upgrade, unless `allow` permits it.',
  judge: ({ policy: { allow }, change: { apps } }) =>
    apps.flatMap(({ app, risks, objects }) =>
      [...risks, ...objects.flatMap((object) => object.risks)].flatMap(({ rule, message }) => {
        const word = UNREVIEWABLE.get(rule)
        if (word === undefined || allow.includes(word)) return []
        return [
          denied(
            `${app.name} may become something other than what was approved: ${message}`,
            `Remove it from the change, or allow it in the policy of the base branch: gate: {allow: [${word}]}.`,
          ),
        ]
      }),
    ),
}
