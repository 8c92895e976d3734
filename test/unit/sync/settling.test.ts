/** How long a good state has lasted, regardless of clocks: only times from the server's own clock are compared. */
import { describe, expect, it } from 'vitest'
import type { Application, ResourceTree } from '../../../src/controllers/argocd/api/shapes.ts'
import { restartsIn } from '../../../src/controllers/argocd/verdict/pods.ts'
import { goodState, Settling } from '../../../src/sync/follow/settling.ts'

const SECOND = 1000
const noon = Date.UTC(2026, 0, 1, 12)

describe('a good state', () => {
  it('that was there at the first look is as old as the server says', () => {
    const settling = new Settling()
    const state = { key: 'a', since: noon - 60 * SECOND }
    expect(settling.age(state, { monotonic: 5, server: noon })).toBe(59 * SECOND)
  })

  it('is new where the server does not tell its time: that of this machine is no substitute', () => {
    const settling = new Settling()
    const state = { key: 'a', since: noon - 60 * SECOND }
    expect(settling.age(state, { monotonic: 5, server: undefined })).toBe(0)
    expect(settling.age(state, { monotonic: 5 + 3 * SECOND, server: undefined })).toBe(3 * SECOND)
  })

  it('that came while it was looked at counts from then, whatever the server says of its time', () => {
    for (const server of [noon - 90 * SECOND, noon, noon + 90 * SECOND]) {
      const settling = new Settling()
      settling.interrupt()
      expect(settling.age({ key: 'a', since: noon }, { monotonic: 0, server })).toBe(0)
      expect(settling.age({ key: 'a', since: noon }, { monotonic: 2 * SECOND, server })).toBe(2 * SECOND)
    }
  })

  it('begins anew with each change, and each time something spoke against it', () => {
    const settling = new Settling()
    const look = (key: string, monotonic: number) =>
      settling.age({ key, since: undefined }, { monotonic, server: noon })
    expect([look('a', 0), look('a', 4), look('b', 5), look('b', 9)]).toEqual([0, 4, 0, 4])
    settling.interrupt()
    expect(look('b', 10)).toBe(0)
  })

  it('begins again when a container was restarted, although health is as it was', () => {
    const live = { status: { health: { lastTransitionTime: noon } } } as Application
    const stateAt = (count: string) => {
      const info = count === '' ? [] : [{ name: 'Restart Count', value: count }]
      const tree = { nodes: [{ kind: 'Pod', uid: 'a', info }] } as unknown as ResourceTree
      return goodState(live, undefined, { commit: 'c', restarts: restartsIn(tree) })
    }
    const settling = new Settling()
    const age = (count: string, monotonic: number) =>
      settling.age(stateAt(count), { monotonic, server: undefined })
    expect([age('', 0), age('', 4), age('1', 5), age('1', 9), age('2', 10)]).toEqual([0, 4, 0, 4, 0])
  })

  it('says when it will have stood for long enough, so that nobody looks later than that', () => {
    const settling = new Settling()
    expect(settling.left(5 * SECOND, 0)).toBeUndefined()
    settling.age({ key: 'a', since: undefined }, { monotonic: 7, server: noon })
    expect([7, 2007, 9007].map((now) => settling.left(5 * SECOND, now))).toEqual([5 * SECOND, 3 * SECOND, 0])
    settling.interrupt()
    expect(settling.left(5 * SECOND, 10)).toBeUndefined()
  })

  it('of a server whose clock is behind its own objects is new', () => {
    const settling = new Settling()
    expect(settling.age({ key: 'a', since: noon + 90 * SECOND }, { monotonic: 0, server: noon })).toBe(0)
  })
})
