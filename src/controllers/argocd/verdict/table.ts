import type { Facts, Objection, Phase, Rule } from './facts.ts'
import { healthy } from './health.ts'
import { hooksEnded } from './hooks.ts'
import { allowed, comparedAfter, inSync, noneRunning, notFailed, notSkipped, operated } from './operation.ts'
import { podsRun } from './pods.ts'
import { atCommit, beingDeleted, comparedWithSpec, hydrated, renders, rightSpec } from './revision.ts'
import { applied, rightTarget } from './target.ts'
import { replaced } from './workloads.ts'

/** Every fact that must hold before an app counts as verified, in the order in which they come true. */
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

/** An objection with the rule that makes it. */
export interface Found extends Objection {
  readonly rule: string
  readonly phase: Phase
}

/**
 * What is against a green verdict on an app: nothing only if every rule holds. What fails or stays unknown counts
 * before what may pass, but nothing counts behind a rule that still waits for the commit itself: a state that is not
 * the commit's is not its fault.
 *
 * @param rules those of the table; tests leave one out to show that it is needed
 */
export function objectionsTo(facts: Facts, rules: readonly Rule[] = verdictRules): readonly Found[] {
  const found: Found[] = []
  for (const rule of rules) {
    const objections = judgedBy(rule, facts)
    found.push(...objections)
    const objection = objections.find(({ word }) => word === 'waits')
    if (objection === undefined || !isBarrier(rule)) continue
    // A sync with waves waits for pods as long as they may take; what fails in it is seen in them long before.
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
 * As long as such a rule waits, what the later ones see is of another commit, or of an operation that goes on. What is
 * OutOfSync may be at fault all the same.
 */
function isBarrier(rule: Rule): boolean {
  return rule.phase !== 'health' && rule !== inSync
}
