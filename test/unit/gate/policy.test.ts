import { describe, expect, it } from 'vitest'
import { readConfig } from '../../../src/config/config.ts'
import { FairleadError } from '../../../src/errors.ts'
import { milliseconds, policyOf } from '../../../src/gate/policy.ts'
import { parseYaml } from '../../../src/yaml/parse.ts'

const read = (text: string) => readConfig(parseYaml(text, 'fairlead.yaml'))
const gate = (text: string, environment = 'prod') =>
  read(`environments:\n  ${environment}:\n    gate: ${text}\n`)

function faultsOf(run: () => unknown) {
  try {
    run()
  } catch (error) {
    if (error instanceof FairleadError) return { kind: error.kind, text: error.message }
    throw error
  }
  return undefined
}

it('takes all that a policy may say, in times that can be compared', () => {
  const config = read(`environments:
  staging: {}
  prod:
    production: true
    gate:
      approvals: 2
      from: {users: [bob, cid], teams: [acme/sre]}
      codeOwners: true
      bots: [release]
      after: {environment: stage, soak: 2h30m}
      windows: [{days: mon-fri, from: "08:00", to: "16:00", timeZone: Europe/Berlin}]
      freezes: [{from: 2026-12-20, to: 2027-01-03}]
      maxAge: 7d
      immutable: [images, charts, bases]
      allow: [time]
      override: {by: [bob], reviewWithin: 1d}
`)
  expect(policyOf('production', config)).toMatchObject({
    environment: 'prod',
    approvals: 2,
    users: ['bob', 'cid'],
    teams: ['acme/sre'],
    after: { environment: 'staging', soak: 9_000_000 },
    maxAge: 7 * 86_400_000,
    override: { by: ['bob'], reviewWithin: 86_400_000 },
  })
  expect(milliseconds('1w')).toBe(7 * 86_400_000)
})

describe('is refused with the line', () => {
  it.each([
    ['an unknown key', '{approvals: 1, from: {users: [bob]}, window: []}', 'no key "window"'],
    ['no approvals', '{from: {users: [bob]}}', 'is missing the key "approvals"'],
    ['none of them', '{approvals: 0, from: {users: [bob]}}', 'whole number of at least 1'],
    ['a number in quotes', '{approvals: "1", from: {users: [bob]}}', 'whole number of at least 1'],
    ['nobody to ask', '{approvals: 1}', 'is missing the key "from"'],
    [
      'a day that is none',
      '{approvals: 1, from: {users: [b]}, freezes: [{from: 2026-02-30, to: 2026-03-01}]}',
      'not a valid date',
    ],
    [
      'a freeze that ends before it begins',
      '{approvals: 1, from: {users: [b]}, freezes: [{from: 2026-03-02, to: 2026-03-01}]}',
      'ends before it begins',
    ],
    [
      'a time zone that is none',
      '{approvals: 1, from: {users: [b]}, windows: [{from: "08:00", to: "09:00", timeZone: Berlin}]}',
      'not a valid time zone',
    ],
    [
      'a time that is none',
      '{approvals: 1, from: {users: [b]}, windows: [{from: "8", to: "09:00"}]}',
      'a time of day',
    ],
    [
      'a window that is never open',
      '{approvals: 1, from: {users: [b]}, windows: [{from: "08:00", to: "08:00"}]}',
      'never open',
    ],
    [
      'a window that is never open at midnight',
      '{approvals: 1, from: {users: [b]}, windows: [{from: "24:00", to: "00:00"}]}',
      'never open',
    ],
    [
      'days that are none',
      '{approvals: 1, from: {users: [b]}, windows: [{days: weekdays, from: "08:00", to: "09:00"}]}',
      'mon-fri',
    ],
    ['a time span without a unit', '{approvals: 1, from: {users: [b]}, maxAge: 7}', 'a time span'],
  ])('%s', (_, text, message) => {
    const fault = faultsOf(() => gate(text))
    expect(fault).toMatchObject({ kind: 'input' })
    expect(fault?.text).toContain(message)
    expect(fault?.text).toMatch(/fairlead\.yaml:3:/)
  })

  it.each([
    [
      'more approvals than people',
      '{approvals: 2, from: {users: [bob]}}',
      'names only 1 person who can approve',
    ],
    [
      'one person by two spellings',
      '{approvals: 2, from: {users: [bob, Bob]}}',
      'names only 1 person who can approve',
    ],
    ['nobody but a program', '{approvals: 1, from: {users: [robot]}, bots: [Robot]}', 'names nobody'],
    ['nobody at all', '{approvals: 1, from: {}}', 'names nobody'],
    [
      'itself as what comes before',
      '{approvals: 1, from: {users: [b]}, after: {environment: production}}',
      'the environment itself',
    ],
  ])('a policy that nobody can satisfy: %s', (_, text, message) => {
    const fault = faultsOf(() => policyOf('prod', gate(text)))
    expect(fault).toMatchObject({ kind: 'input' })
    expect(fault?.text).toContain(message)
  })

  it('an environment without a gate, above all production', () => {
    const config = gate('{approvals: 1, from: {users: [bob]}}')
    expect(faultsOf(() => policyOf('prd-eu', config))?.text).toContain(
      'the production environment "prd-eu" has no gate in',
    )
    expect(faultsOf(() => policyOf('staging', config))).toMatchObject({ kind: 'input' })
  })

  it('one environment by two names: apps of one would pass by the gate of the other', () => {
    const two = read(
      'environments: {prod: {gate: {approvals: 1, from: {users: [bob]}}}, live: {gate: {approvals: 2, from: {users: [bob, cid]}}}}',
    )
    for (const name of ['prod', 'live', 'production'])
      expect(faultsOf(() => policyOf(name, two))?.text).toContain('prod and live')
  })

  it('a file of two documents, of which the second would be read by nobody', () => {
    expect(faultsOf(() => read('environments: {}\n---\nenvironments: {}\n'))?.text).toContain(
      'several documents',
    )
    expect(read('---\n# nothing\n---\nenvironments: {a: {}}\n').environments).toEqual({ a: {} })
  })
})
