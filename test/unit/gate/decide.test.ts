/** Each attack is denied, and passes if its rule is removed. This shows that every rule is needed. */
import { describe, expect, it } from 'vitest'
import { decide } from '../../../src/gate/decide.ts'
import type { Account, Approval } from '../../../src/forge/approvals.ts'
import type { Unpinned } from '../../../src/risks/moving.ts'
import type { Facts } from '../../../src/gate/model.ts'
import type { Policy } from '../../../src/gate/policy.ts'
import { gateRules } from '../../../src/gate/table.ts'
import { approvalRules } from '../../../src/gate/who.ts'
import type { AppChange } from '../../../src/review/model.ts'

const DIGEST = 'a1b2c3d4'.repeat(8)
const NOW = Date.parse('2026-11-27T11:00:00Z')
const HOUR = 3_600_000
const IMAGE = `sha256:${'5'.repeat(64)}`

const account = (name: string, more: Partial<Account> = {}): Account => ({
  id: name,
  name,
  isBot: false,
  ...more,
})
const yes = (name: string, more: Partial<Approval> = {}): Approval => ({
  by: account(name),
  digest: DIGEST,
  at: NOW - HOUR,
  head: 'f'.repeat(40),
  note: undefined,
  ...more,
})

const policy: Policy = {
  environment: 'prod',
  approvals: 1,
  users: ['bob', 'cid'],
  teams: [],
  codeOwners: false,
  bots: [],
  after: undefined,
  windows: [],
  freezes: [],
  maxAge: undefined,
  immutable: [],
  allow: [],
  override: undefined,
}

/** Returns an app with a new image. */
function app(more: Partial<AppChange> = {}): AppChange {
  return {
    app: {
      name: 'web',
      kind: 'Application',
      controlPlane: undefined,
      ownNamespace: 'argocd',
      toldApartBy: undefined,
      namespace: 'web',
      cluster: undefined,
      environment: 'prod',
      production: true,
      declaredAt: undefined,
    },
    status: 'changed',
    objects: [],
    restarts: [],
    risks: [],
    images: [{ artifact: 'image', repository: 'ghcr.io/acme/web', from: '1.0.0', to: `1.1.0@${IMAGE}` }],
    noise: 0,
    digest: DIGEST,
    conditions: undefined,
    failures: [],
    notes: [],
    files: [],
    values: [],
    ...more,
  }
}

/** Facts that are approved without changes. */
const good: Facts = {
  policy,
  change: { digest: DIGEST, apps: [app()], ruleFiles: [], owned: [], alsoChanges: [], conflict: undefined },
  people: { author: account('ann'), starter: undefined, pushers: [account('ann')], teams: [] },
  protections: [],
  approvals: [yes('bob')],
  verified: [],
  pinned: new Map(),
  since: new Map(),
  now: NOW,
}

interface Attack {
  readonly facts: Facts
  readonly word: 'pending' | 'denied'
  readonly message: RegExp
}

const withPolicy = (more: Partial<Policy>): Facts => ({ ...good, policy: { ...policy, ...more } })
const withChange = (more: Partial<Facts['change']>): Facts => ({
  ...good,
  change: { ...good.change, ...more },
})
const withPeople = (more: Partial<Facts['people']>): Facts => ({
  ...good,
  people: { ...good.people, ...more },
})
const elsewhere = (revision: string, by: Unpinned['by']): Unpinned => ({
  source: 'https://example.com/acme/base',
  revision,
  by,
})
const risk = (rule: string) => ({ rule, level: 'low' as const, message: 'x uses it.', at: undefined })

/** By the rule that denies them. */
const attacks: Readonly<Record<string, Readonly<Record<string, Attack>>>> = {
  protected: {
    'an environment without reviewers': {
      facts: {
        ...good,
        protections: [{ id: 'reviewers', word: 'no', message: 'prod has no reviewers.', cure: 'Add some.' }],
      },
      word: 'denied',
      message: /prod has no reviewers/,
    },
    'settings that cannot be read': {
      facts: {
        ...good,
        protections: [
          { id: 'bypass', word: 'unread', message: 'It needs administration: read.', cure: undefined },
        ],
      },
      word: 'denied',
      message: /needs administration: read/,
    },
  },
  merges: {
    'a change that conflicts': {
      facts: withChange({ conflict: 'It conflicts.' }),
      word: 'denied',
      message: /conflicts with its base/,
    },
  },
  known: {
    'an app that could not be rendered': {
      facts: withChange({
        apps: [
          app(),
          app({
            app: { ...app().app, name: 'api' },
            status: 'failed',
            failures: [{ side: 'after', message: 'the chart is gone', hint: undefined, at: undefined }],
          }),
        ],
      }),
      word: 'denied',
      message: /effect of the change on api cannot be determined: the chart is gone/,
    },
  },
  'writers-known': {
    'nobody can tell who pushed': {
      facts: withPeople({ pushers: undefined }),
      word: 'denied',
      message: /cannot determine who pushed/,
    },
    'nobody can tell who wrote it': {
      facts: withPeople({ author: undefined }),
      word: 'denied',
      message: /cannot determine who wrote/,
    },
  },
  approved: {
    'nobody has approved it': {
      facts: { ...good, approvals: [] },
      word: 'pending',
      message: /0 of 1.*bob or cid/,
    },
    'somebody whom the policy does not name': {
      facts: { ...good, approvals: [yes('eve')] },
      word: 'pending',
      message: /does not name them/,
    },
    'somebody whose name differs in case': {
      facts: { ...good, approvals: [yes('BOB')] },
      word: 'pending',
      message: /does not name them/,
    },
    'one person twice': {
      facts: { ...withPolicy({ approvals: 2 }), approvals: [yes('bob'), yes('bob', { at: NOW - 1 })] },
      word: 'pending',
      message: /1 of 2.*cid can approve/,
    },
    'a team that cannot be read': {
      facts: { ...withPolicy({ users: [], teams: ['acme/sre'] }), approvals: [yes('dan')] },
      word: 'denied',
      message: /cannot read the team acme\/sre/,
    },
    'nobody is left who may approve it': {
      facts: {
        ...withPolicy({ users: ['bob'] }),
        people: { ...good.people, author: account('Bob') },
        approvals: [],
      },
      word: 'denied',
      message: /Nobody else can approve/,
    },
  },
  'code-owners': {
    'a file whose owner has not approved it': {
      facts: {
        ...withPolicy({ codeOwners: true }),
        change: { ...good.change, owned: [{ file: 'prod/web.yaml', owners: ['@dan'] }] },
      },
      word: 'pending',
      message: /No owner of prod\/web.yaml.*dan can approve/,
    },
    'a team of owners that cannot be read': {
      facts: {
        ...withPolicy({ codeOwners: true }),
        change: { ...good.change, owned: [{ file: 'prod/web.yaml', owners: ['@acme/db'] }] },
      },
      word: 'denied',
      message: /cannot read acme\/db/,
    },
  },
  window: {
    'outside of all windows': {
      facts: withPolicy({ windows: [{ days: 'sat', from: '08:00', to: '09:00' }] }),
      word: 'pending',
      message: /no window is open.*2026-11-28 08:00/,
    },
  },
  freeze: {
    'in a freeze': {
      facts: withPolicy({ freezes: [{ from: '2026-11-27', to: '2026-11-27' }] }),
      word: 'pending',
      message: /A freeze is active/,
    },
  },
  'verified-before': {
    'an image that staging never had': {
      facts: withPolicy({ after: { environment: 'staging', soak: 0 } }),
      word: 'pending',
      message: /never verified in staging/,
    },
    'another digest under the same tag': {
      facts: {
        ...withPolicy({ after: { environment: 'staging', soak: 0 } }),
        verified: [
          {
            at: NOW - 9 * HOUR,
            outcome: 'verified',
            artifacts: [`ghcr.io/acme/web@sha256:${'6'.repeat(64)}`],
          },
        ],
      },
      word: 'pending',
      message: /never verified/,
    },
    'a tag without a digest, that a push may have moved': {
      facts: {
        ...withPolicy({ after: { environment: 'staging', soak: 0 } }),
        change: {
          ...good.change,
          apps: [
            app({ images: [{ artifact: 'image', repository: 'ghcr.io/acme/web', from: '1', to: '2' }] }),
          ],
        },
      },
      word: 'denied',
      message: /has no digest/,
    },
    'a soak time that is not over': {
      facts: {
        ...withPolicy({ after: { environment: 'staging', soak: 2 * HOUR } }),
        verified: [{ at: NOW - HOUR, outcome: 'verified', artifacts: [`ghcr.io/acme/web@${IMAGE}`] }],
      },
      word: 'pending',
      message: /passes on 2026-11-27 12:00/,
    },
    'a fault since then': {
      facts: {
        ...withPolicy({ after: { environment: 'staging', soak: HOUR } }),
        verified: [
          { at: NOW - 9 * HOUR, outcome: 'verified', artifacts: [`ghcr.io/acme/web@${IMAGE}`] },
          { at: NOW - 2 * HOUR, outcome: 'failed', artifacts: [`ghcr.io/acme/web@${IMAGE}`] },
        ],
      },
      word: 'pending',
      message: /was failed in staging/,
    },
    'a fault since then, which was recorded before': {
      facts: {
        ...withPolicy({ after: { environment: 'staging', soak: HOUR } }),
        verified: [
          { at: NOW - 2 * HOUR, outcome: 'failed', artifacts: [`ghcr.io/acme/web@${IMAGE}`] },
          { at: NOW - 9 * HOUR, outcome: 'verified', artifacts: [`ghcr.io/acme/web@${IMAGE}`] },
        ],
      },
      word: 'pending',
      message: /was failed in staging/,
    },
    'a change of both environments': {
      facts: {
        ...withPolicy({ after: { environment: 'staging', soak: 0 } }),
        change: { ...good.change, alsoChanges: ['staging'] },
      },
      word: 'denied',
      message: /split it into two/,
    },
    'records that cannot be read': {
      facts: {
        ...withPolicy({ after: { environment: 'staging', soak: 0 } }),
        verified: { fault: 'the records are not intact' },
      },
      word: 'denied',
      message: /verified in staging: the records are not intact/,
    },
  },
  immutable: {
    'an image by its tag': {
      facts: {
        ...withPolicy({ immutable: ['images'] }),
        change: {
          ...good.change,
          apps: [app({ images: [{ artifact: 'image', repository: 'a/b', from: '1', to: '2' }] })],
        },
      },
      word: 'denied',
      message: /a\/b:2 has no digest/,
    },
    'a chart by a range': {
      facts: {
        ...withPolicy({ immutable: ['charts'] }),
        change: {
          ...good.change,
          apps: [
            app({
              images: [{ artifact: 'chart', repository: 'https://charts/x', from: '1.0.0', to: '1.x' }],
            }),
          ],
        },
      },
      word: 'denied',
      message: /1\.x is not a full version/,
    },
    'a branch of another repository': {
      facts: {
        ...withPolicy({ immutable: ['bases'] }),
        change: { ...good.change, apps: [app({ unpinned: [elsewhere('main', 'branch')] })] },
      },
      word: 'denied',
      message: /base is referenced by the branch main, not by a commit/,
    },
    'a tag of another repository, which can be moved': {
      facts: {
        ...withPolicy({ immutable: ['bases'] }),
        change: { ...good.change, apps: [app({ unpinned: [elsewhere('v1.2.3', 'tag')] })] },
      },
      word: 'denied',
      message: /base is referenced by the tag v1\.2\.3, not by a commit/,
    },
    'a file of the web': {
      facts: {
        ...withPolicy({ immutable: ['bases'] }),
        change: { ...good.change, apps: [app({ unpinned: [elsewhere('', 'address')] })] },
      },
      word: 'denied',
      message: /base is fetched from its address, without a commit/,
    },
  },
  reproducible: Object.fromEntries(
    ['depends-on-time', 'depends-on-chance', 'depends-on-cluster', 'depends-on-release'].map((rule) => [
      rule,
      { facts: withChange({ apps: [app({ risks: [risk(rule)] })] }), word: 'denied', message: /allow: \[/ },
    ]),
  ),
}

/** By the rule about approvals that rejects them. */
const forgeries: Readonly<Record<string, Readonly<Record<string, Attack>>>> = {
  program: {
    'a bot': {
      facts: { ...good, approvals: [yes('bob', { by: account('bob', { isBot: true }) })] },
      word: 'pending',
      message: /it is a program/,
    },
    'an account that the policy knows as a program': {
      facts: { ...good, policy: { ...policy, bots: ['BOB'] } },
      word: 'pending',
      message: /it is a program/,
    },
  },
  author: {
    'the author': { facts: withPeople({ author: account('bob') }), word: 'pending', message: /they wrote/ },
    'the author with a character that cannot be seen': {
      facts: withPeople({ author: account('bo\u200Bb') }),
      word: 'pending',
      message: /they wrote/,
    },
    'the author in letters of another width': {
      facts: withPeople({ author: account('ｂｏｂ') }),
      word: 'pending',
      message: /they wrote/,
    },
    'the author by another case': {
      facts: withPeople({ author: account('Bob') }),
      word: 'pending',
      message: /they wrote/,
    },
    'the author under a new name': {
      facts: withPeople({ author: account('robert', { id: 'bob' }) }),
      word: 'pending',
      message: /they wrote/,
    },
  },
  starter: {
    'who started the run that made it': {
      facts: withPeople({ starter: account('bob') }),
      word: 'pending',
      message: /they started the run/,
    },
  },
  pusher: {
    'an earlier pusher': {
      facts: withPeople({ pushers: [account('ann'), account('BOB')] }),
      word: 'pending',
      message: /they pushed a commit/,
    },
  },
  'whole-digest': {
    'a prefix of 32 bits': {
      facts: { ...good, approvals: [yes('bob', { digest: DIGEST.slice(0, 8) })] },
      word: 'pending',
      message: /names no digest of at least 32/,
    },
    'no digest': {
      facts: { ...good, approvals: [yes('bob', { digest: '' })] },
      word: 'pending',
      message: /no digest/,
    },
  },
  'same-result': {
    'the digest of another request': {
      facts: { ...good, approvals: [yes('bob', { digest: '9'.repeat(64) })] },
      word: 'pending',
      message: /for another result \(9{32}\)/,
    },
  },
  'not-ahead': {
    'an approval of tomorrow': {
      facts: { ...good, approvals: [yes('bob', { at: NOW + 1 })] },
      word: 'pending',
      message: /in the future/,
    },
  },
  'max-age': {
    'one that is too old': {
      facts: { ...withPolicy({ maxAge: HOUR }), approvals: [yes('bob', { at: NOW - HOUR - 1 })] },
      word: 'pending',
      message: /older than 1 h/,
    },
  },
}

const all = { gate: gateRules, approvals: approvalRules }
const cases = (table: typeof attacks) =>
  Object.entries(table).flatMap(([rule, own]) =>
    Object.entries(own).map(([name, attack]) => ({ rule, name, ...attack })),
  )

it('what the policy asks for is approved', () => {
  const { decision, digest, reasons } = decide(good)
  expect(decision).toBe('approved')
  expect(digest).toBe(DIGEST)
  expect(reasons.every(({ satisfied }) => satisfied)).toBe(true)
})

describe('does not pass:', () => {
  it.each([...cases(attacks), ...cases(forgeries)])('$name ($rule)', ({ facts, word, message }) => {
    const { decision, reasons } = decide(facts)
    expect(decision).toBe(word)
    const missing = reasons.filter(({ satisfied }) => !satisfied)
    expect(missing.map(({ message: text, cure }) => `${text} ${cure}`).join('\n')).toMatch(message)
  })

  it.each(cases(attacks))('$name, and would without the rule $rule', ({ rule, facts }) => {
    const gate = gateRules.filter(({ id }) => id !== rule)
    expect(decide(facts, { ...all, gate }).decision).toBe('approved')
  })

  it.each(cases(forgeries))('$name, and would without the rule $rule', ({ rule, facts }) => {
    const approvals = approvalRules.filter(({ id }) => id !== rule)
    expect(decide(facts, { ...all, approvals }).decision).toBe('approved')
  })

  it('every rule has an attack that it stops', () => {
    expect(Object.keys(attacks)).toEqual(gateRules.map(({ id }) => id))
    expect(Object.keys(forgeries)).toEqual(approvalRules.map(({ id }) => id))
  })
})

describe('passes:', () => {
  it.each<[string, Facts]>([
    [
      '32 digits of the digest',
      { ...good, approvals: [yes('bob', { digest: DIGEST.slice(0, 32).toUpperCase() })] },
    ],
    [
      'an approval of an earlier head with the same result',
      { ...good, approvals: [yes('bob', { head: '0'.repeat(40) })] },
    ],
    [
      'one that is exactly as old as it may be',
      { ...withPolicy({ maxAge: HOUR }), approvals: [yes('bob', { at: NOW - HOUR })] },
    ],
    [
      'a member of a team',
      {
        ...withPolicy({ users: [], teams: ['acme/sre'] }),
        people: { ...good.people, teams: [{ name: 'Acme/SRE', members: [account('bob')] }] },
      },
    ],
    [
      'somebody whose name the policy spells otherwise, where the forge knows who is meant',
      {
        ...withPolicy({ users: ['BOB'] }),
        people: { ...good.people, users: [account('bob', { id: '7' })] },
        approvals: [yes('bob', { by: account('bob', { id: '7' }) })],
      },
    ],
    ['somebody who is named, whatever team cannot be read', withPolicy({ teams: ['acme/sre'] })],
    [
      'an owner beside who is named',
      {
        ...withPolicy({ codeOwners: true }),
        change: { ...good.change, owned: [{ file: 'a', owners: ['@dan', '@acme/db'] }] },
        approvals: [yes('bob'), yes('dan')],
      },
    ],
    [
      'an image that stood in staging, and was followed by another one there',
      {
        ...withPolicy({ after: { environment: 'staging', soak: HOUR } }),
        verified: [
          { at: NOW - 9 * HOUR, outcome: 'failed', artifacts: [`ghcr.io/acme/web@${IMAGE}`] },
          { at: NOW - 8 * HOUR, outcome: 'verified', artifacts: [`ghcr.io/acme/web@${IMAGE}`] },
          { at: NOW - HOUR / 2, outcome: 'failed', artifacts: [`ghcr.io/acme/web@sha256:${'7'.repeat(64)}`] },
        ],
      },
    ],
    [
      'what the policy allows',
      {
        ...withPolicy({ allow: ['time'] }),
        change: { ...good.change, apps: [app({ risks: [risk('depends-on-time')] })] },
      },
    ],
  ])('%s', (_, facts) => expect(decide(facts)).toMatchObject({ decision: 'approved' }))

  it('a change that touches nothing of the environment, without anybody', () => {
    const { decision, reasons } = decide({ ...withChange({ apps: [], digest: undefined }), approvals: [] })
    expect(decision).toBe('approved')
    expect(reasons).toMatchObject([{ rule: 'nothing-to-approve', satisfied: true }])
  })

  it('but not one that rewrites rules and renders to nothing', () => {
    const facts = { ...withChange({ apps: [], ruleFiles: ['fairlead.yaml'] }), approvals: [] }
    expect(decide(facts).decision).toBe('pending')
    expect(decide({ ...facts, approvals: [yes('bob')] }).decision).toBe('approved')
  })
})

describe('an override', () => {
  const policyWith = {
    override: { by: ['bob'], reviewWithin: 24 * HOUR },
    approvals: 2,
    freezes: [{ from: '2026-11-27', to: '2026-11-27' }],
  }
  const facts = (more: Partial<Approval> = {}, name = 'bob'): Facts => ({
    ...withPolicy(policyWith),
    approvals: [yes(name, { note: 'override: the shop is down', ...more })],
  })

  it('with a reason lets a change pass without the rest, and says until when it is reviewed', () => {
    const { decision, override, reasons } = decide(facts())
    expect(decision).toBe('approved')
    expect(override).toEqual({ by: 'bob', reason: 'the shop is down', reviewUntil: NOW + 24 * HOUR })
    expect(reasons[0]?.message).toContain('reviewed by 2026-11-28 11:00')
    // The reasons that it overrides stay in the table.
    expect(reasons.filter(({ satisfied }) => !satisfied).map(({ rule }) => rule)).toEqual([
      'approved',
      'freeze',
    ])
  })

  it('may be that of the author, who is alone at night', () => {
    expect(decide({ ...facts(), people: { ...good.people, author: account('bob') } }).decision).toBe(
      'approved',
    )
  })

  it.each<[string, Facts]>([
    ['somebody whom the policy does not name for it', facts({}, 'cid')],
    ['no reason', facts({ note: 'override:   ' })],
    ['another result', facts({ digest: '9'.repeat(64) })],
    ['a program', facts({ by: account('bob', { isBot: true }) })],
    ['words that only speak of one', facts({ note: 'no override: needed' })],
  ])('is none: %s', (_, wrong) => expect(decide(wrong).decision).not.toBe('approved'))

  it('does not make known what nobody knows', () => {
    const unknown = {
      ...facts(),
      change: { ...good.change, digest: undefined, apps: [app({ status: 'failed' })] },
    }
    expect(decide(unknown).decision).toBe('denied')
  })
})
