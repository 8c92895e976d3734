import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { doctorRules } from '../../src/doctor/registry.ts'
import type { RuleInfo } from '../../src/findings/finding.ts'
import { riskRules } from '../../src/risks/registry.ts'

/** Every registry of rules, with the page that is generated from it. */
const registries: readonly { page: string; rules: readonly RuleInfo[] }[] = [
  { page: 'risks.md', rules: Object.values(riskRules).flat() },
  { page: 'doctor.md', rules: Object.values(doctorRules).flatMap((checks): readonly RuleInfo[] => checks) },
]

it('every rule has an id of its own, which reports and scripts name it by', () => {
  const ids = registries.flatMap(({ rules }) => rules.map(({ id }) => id))
  expect(ids.length).toBeGreaterThan(120)
  expect(ids.filter((id, index) => ids.indexOf(id) !== index)).toEqual([])
})

describe.each(registries)('$page', ({ page, rules }) => {
  const text = readFileSync(new URL(`../../docs/${page}`, import.meta.url), 'utf8')

  it('documents every rule, and no other', () => {
    const documented = [...text.matchAll(/^\| `([^`]+)` \|/gm)].map(([, id]) => id)
    expect(documented).toEqual(rules.map(({ id }) => id))
  })

  it('says of each what it looks for, in a sentence', () => {
    for (const { id, description } of rules) expect(description, id).toMatch(/\w.*\.$/s)
  })
})

it('a check of doctor is called after its part', () => {
  for (const [part, checks] of Object.entries(doctorRules))
    for (const { id } of checks) expect(id.split('/')[0]).toBe(part)
})
