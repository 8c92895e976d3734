import type { Facts, Objection, Phase, Rule } from './facts.ts'
import { healthy } from './health.ts'
import { hooksEnded } from './hooks.ts'
import { allowed, comparedAfter, inSync, noneRunning, notFailed, notSkipped, operated } from './operation.ts'
import { podsRun } from './pods.ts'
import { atCommit, beingDeleted, comparedWithSpec, hydrated, renders, rightSpec } from './revision.ts'
import { applied, rightTarget } from './target.ts'
import { replaced } from './workloads.ts'

/** Every fact that must hold before an app counts as verified, in the order in which they become true. */
export const verdictRules: readonly Rule[] = [
  beingDeleted,
  rightSpec,
  comparedWithSpec,
  renders,
  atCommit,
  hydrated,
  allowed,
  noneRunning,
  notFailed,
  notSkipped,
  rightTarget,
  operated,
  comparedAfter,
  inSync,
  applied,
  healthy,
  hooksEnded,
  replaced,
  podsRun,
]

/** An objection with its rule. */
export interface Found extends Objection {
  readonly rule: string
  readonly phase: Phase
}

/**
 * Returns the objections to a green verdict on an app; none only if every rule holds. Failed and unknown ones take
 * precedence over those that may pass. Rules after one that still waits for the commit itself are not evaluated,
 * because the state is not of the commit and its errors are not the commit's.
 *
 * @param rules those of the table; tests omit one to show that it is needed
 */
export function objectionsTo(facts: Facts, rules: readonly Rule[] = verdictRules): readonly Found[] {
  const found: Found[] = []
  for (const rule of rules) {
    const objections = judgedBy(rule, facts)
    found.push(...objections)
    const objection = objections.find(({ word }) => word === 'waits')
    if (objection === undefined || !isBarrier(rule)) continue
    // A sync with waves waits for pods as long as they need. A failure is visible in the pods long before the sync
    // ends.
    if (objection.goesOn === true) found.push(...podFaults(facts, rules))
    break
  }
  return found
}

function judgedBy(rule: Rule, facts: Facts): readonly Found[] {
  const objections = [rule.judge(facts) ?? []].flat()
  return objections.map((objection) => ({ ...objection, rule: rule.id, phase: rule.phase }))
}

function podFaults(facts: Facts, rules: readonly Rule[]): Found[] {
  return rules.includes(podsRun) ? judgedBy(podsRun, facts).filter(({ word }) => word === 'failed') : []
}

/**
 * Reports whether later rules are skipped while this rule waits. They would see another commit or an operation in
 * progress. An app that is OutOfSync may still have errors of the commit.
 */
function isBarrier(rule: Rule): boolean {
  return rule.phase !== 'health' && rule !== inSync
}
