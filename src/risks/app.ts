import { finding } from '../findings/finding.ts'
import type { Risk } from './risk.ts'
import type { AppRef } from '../affected/app-ref.ts'

/** The identity of an app on one side. */
export interface AppSide {
  readonly ref: AppRef
  /** The name of its Helm release; undefined if it has none. */
  readonly release: string | undefined
  /** The namespace of its objects. */
  readonly targetNamespace: string | undefined
  /** The reason why its objects stay when it is removed, see `keptWithoutApp`; undefined if they are deleted. */
  readonly kept: string | undefined
  /** The reason why the app and its object stay although nothing declares it any more, see `removalOf`. */
  readonly stays?: string | undefined
  /** Whether another declaration of it is left. */
  readonly isStillDeclared?: boolean
  /** Whether its object is known. If the app that deploys it cannot be rendered, nothing is reported about it. */
  readonly isKnown: boolean
}

/** The rules about an app itself, for the table in the documentation. */
export const APP_SIDE_RULES = [
  {
    id: 'app-removed',
    level: 'high',
    description: 'An app is removed: the controller also deletes what it deployed.',
  },
  {
    id: 'app-orphaned',
    level: 'medium',
    description:
      'An app is removed or no longer declared, and what it deployed stays in the cluster without an owner.',
  },
  {
    id: 'app-renamed',
    level: 'high',
    description: 'An app gets another name: it is uninstalled and reinstalled.',
  },
  {
    id: 'app-reinstalled',
    level: 'high',
    description: 'The release, namespace or cluster of an app changes: it is uninstalled and reinstalled.',
  },
  {
    id: 'production-left',
    level: 'high',
    description: 'A production app moves to another environment because its labels, path or cluster change.',
  },
  { id: 'production', level: 'low', description: 'The change affects production.' },
] as const

type RuleId = (typeof APP_SIDE_RULES)[number]['id']

function risk(rule: RuleId, message: string): Risk {
  const level = APP_SIDE_RULES.find(({ id }) => id === rule)?.level ?? 'high'
  return finding({ id: rule, level }, message)
}

/**
 * Returns the risks of a change to an app itself, independent of its objects.
 *
 * @param before undefined if the app is new
 * @param after undefined if the app is removed
 * @param changes whether anything relevant of it changes
 */
export function appRisks(before: AppSide | undefined, after: AppSide | undefined, changes: boolean): Risk[] {
  const risks: Risk[] = []
  if (before?.isKnown === true && !after && before.isStillDeclared !== true)
    risks.push(
      before.stays !== undefined
        ? risk(
            'app-orphaned',
            `${before.ref.name} is no longer declared, but stays in the cluster with what it deployed: ${before.stays}.`,
          )
        : before.kept === undefined
          ? risk('app-removed', `${before.ref.name} is removed, and everything it deployed is also deleted.`)
          : risk(
              'app-orphaned',
              `${before.ref.name} is removed; what it deployed stays without an owner: ${before.kept}.`,
            ),
    )
  if (before?.isKnown === true && after?.isKnown === true) {
    const old = `What was deployed${before.kept === undefined ? ' is deleted' : ' stays without an owner'}, and the app is reinstalled`
    if (before.ref.name !== after.ref.name)
      risks.push(risk('app-renamed', `${before.ref.name} becomes ${after.ref.name}. ${old}.`))
    const moves = [
      ['release', before.release, after.release],
      ['namespace', before.targetNamespace, after.targetNamespace],
      ['cluster', before.ref.cluster, after.ref.cluster],
    ] as const
    for (const [what, was, is] of moves)
      if (was !== is)
        risks.push(
          risk('app-reinstalled', `Its ${what} changes from ${was ?? 'none'} to ${is ?? 'none'}. ${old}.`),
        )
  }
  const [was, is] = [before?.ref, after?.ref]
  if (was?.production === true && is?.production === false)
    risks.push(
      risk(
        'production-left',
        `It moves from ${was.environment ?? 'production'} to ${is.environment ?? 'no environment'}: the rules that protect production no longer apply to it.`,
      ),
    )
  const ref = is?.production === true ? is : (was ?? is)
  if (changes && ref?.production === true)
    risks.push(
      risk(
        'production',
        `Affects the production environment${ref.environment === undefined ? '' : ` ${ref.environment}`}.`,
      ),
    )
  return risks
}
