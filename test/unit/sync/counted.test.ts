/**
 * The commit that counts, and the relation of others to it. The history is `before` - `commit` - `between` - `later`.
 */
import { describe, expect, it } from 'vitest'
import type { Relation } from '../../../src/controllers/argocd/verdict/facts.ts'
import { Counted } from '../../../src/sync/follow/counted.ts'
import type { ExpectedApp } from '../../../src/sync/range/expected.ts'
import type { FollowPorts } from '../../../src/sync/ports.ts'

const HISTORY = ['before', 'commit', 'between', 'later']
const ancestryOf = (of: string) => ({
  relationOf(one: string): Relation {
    const [at, own] = [HISTORY.indexOf(one), HISTORY.indexOf(of)]
    return at < 0 ? 'apart' : at === own ? 'same' : at > own ? 'descendant' : 'ancestor'
  },
  learn: async () => undefined,
})

const web = { group: 'apps', kind: 'Deployment', namespace: 'web', name: 'web' }
const first = { isChanged: true, changed: [web], removed: [], contents: [] } as unknown as ExpectedApp

function counted(more: Partial<FollowPorts> = {}): Counted {
  const ports: Partial<FollowPorts> = {
    revision: 'commit',
    ancestry: ancestryOf('commit'),
    ancestryOf,
    expectedAt: async () => first,
    isSameAt: async (older) => older === 'commit',
    ...more,
  }
  return new Counted(first, ports as FollowPorts)
}

describe('a later commit', () => {
  it('counts once it is compared: a sync of the commit itself is an older one then, and its failure, too', async () => {
    const one = counted()
    expect(one.relationOf('commit')).toBe('same')
    expect(await one.check(['later'], ['commit'])).toBe('Argo CD is now at later, a later commit than commit')
    expect(['before', 'commit', 'between', 'later'].map((name) => one.relationOf(name))).toEqual([
      'ancestor',
      'ancestor',
      'ancestor',
      'same',
    ])
  })

  it('goes on to count where a comparison fails and shows the name of the branch', async () => {
    const one = counted()
    await one.check(['later'], [])
    expect(await one.check(['main'], [])).toBeUndefined()
    expect(one.supersededBy).toBe('later')
    expect(await one.check(['commit'], [])).toBe('Argo CD is at commit again')
    expect(one.supersededBy).toBeUndefined()
  })

  it('is served by a sync of the commit where it does nothing more to the app', async () => {
    const one = counted()
    await one.check(['later'], ['commit', 'between'])
    await one.compareWith(['commit', 'between'])
    expect([one.isAsGood('commit'), one.isAsGood('between')]).toEqual([true, false])
  })

  it('is served by none where that cannot be found out', async () => {
    const one = counted({ isSameAt: () => Promise.reject(new Error('no such tree')) })
    await one.check(['later'], ['commit'])
    await one.compareWith(['commit'])
    expect(one.isAsGood('commit')).toBe(false)
  })
})
