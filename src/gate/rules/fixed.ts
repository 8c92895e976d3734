import { broughtBy, digestOf, distinct, isWholeVersion, shownArtifact } from '../brings.ts'
import type { Unpinned } from '../../risks/moving.ts'
import type { Policy } from '../policy.ts'
import { denied, holds } from './rule.ts'
import type { GateRule } from './rule.ts'

/** That what is deployed will be what was approved. */

export const immutable: GateRule = {
  id: 'immutable',
  description:
    'What it brings is pinned, as far as `immutable` asks for it: images by digest, charts by a whole version, other repositories by commit, since a tag can be moved.',
  judge({ policy: { immutable: kinds }, change: { apps } }) {
    if (kinds.length === 0) return []
    const brought = distinct(broughtBy(apps))
    const images = brought.filter((one) => one.artifact === 'image' && digestOf(one) === undefined)
    const charts = brought.filter((one) => one.artifact === 'chart' && !isWholeVersion(one.version))
    const moving = new Set(apps.flatMap(({ unpinned = [] }) => unpinned.map(shownSource)))
    const loose = [
      ...(kinds.includes('images') ? images.map((one) => `${shownArtifact(one)} has no digest`) : []),
      ...(kinds.includes('charts') ? charts.map((one) => `${shownArtifact(one)} is no whole version`) : []),
      ...(kinds.includes('bases') ? moving : []),
    ]
    if (loose.length === 0) return [holds('All that it brings is pinned.')]
    return loose.map((what) =>
      denied(`${what}, so something else may be deployed than was approved.`, 'Pin it in the change.'),
    )
  },
}

function shownSource({ source, revision, by }: Unpinned): string {
  if (by === 'address') return `${source} is fetched by its address alone`
  return `${source} is taken by ${by === 'tag' ? `the tag ${revision}` : revision === '' ? 'its default branch' : `the branch ${revision}`}, and not by a commit`
}

/** Rules of `risks/` about what nobody can review, by the word that allows it. */
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
    'It brings no template that depends on the time, on chance, on objects of the cluster or on whether it is an upgrade, unless `allow` says so.',
  judge: ({ policy: { allow }, change: { apps } }) =>
    apps.flatMap(({ app, risks, objects }) =>
      [...risks, ...objects.flatMap((object) => object.risks)].flatMap(({ rule, message }) => {
        const word = UNREVIEWABLE.get(rule)
        if (word === undefined || allow.includes(word)) return []
        return [
          denied(
            `What ${app.name} becomes may be something else than was approved: ${message}`,
            `Take it out of the change; or let the policy of the base branch allow it: gate: {allow: [${word}]}.`,
          ),
        ]
      }),
    ),
}
