import { describe, expect, it } from 'vitest'
import type { MergedCommit, MergeRules, Standing } from '../../../src/forge/merging.ts'
import { faultOfResult, isStillJudged, judgeResult } from '../../../src/gate/merge/judged.ts'
import { lockOf } from '../../../src/gate/merge/lock.ts'
import type { Lock } from '../../../src/gate/merge/lock.ts'

const id = (letter: string) => letter.repeat(40)
const [BASE, HEAD, TREE, OTHER] = [id('b'), id('d'), id('e'), id('f')]
const judged = { base: BASE, head: HEAD, tree: TREE }
const named = { request: '#7', base: 'main' }

const free: MergeRules = {
  queue: undefined,
  upToDate: { word: 'no', message: 'No rule.' },
  methods: ['merge', 'squash'],
  push: { word: 'unread', message: 'Not certain.', cure: 'Try it.' },
}
const strict: MergeRules = { ...free, upToDate: { word: 'yes', message: 'Strict.' } }
const lock = (rules: MergeRules, hasBase = true) => lockOf(rules, { ...named, hasBase })

describe('the lock of a base', () => {
  it('is the forge where that demands the newest commits, and the head has them', () => {
    expect(lock(strict)).toMatchObject({ by: 'up-to-date', method: 'merge' })
    expect(lock({ ...strict, methods: ['squash'] })).toMatchObject({ by: 'up-to-date', method: 'squash' })
  })

  it('is a push with a lease where it is not certain that the forge does', () => {
    expect(lock(free)).toMatchObject({ by: 'lease' })
    expect(lock({ ...free, upToDate: { word: 'unread', message: '' } })).toMatchObject({ by: 'lease' })
  })

  it.each<[string, MergeRules, boolean, boolean]>([
    ['a queue', { ...strict, queue: { message: 'Queue.', cure: 'Leave it.' } }, true, true],
    ['a head that is behind', strict, false, false],
    ['no way to merge', { ...strict, methods: [] }, true, true],
    ['a branch that cannot be pushed to', { ...free, push: { ...free.push, word: 'no' } }, true, true],
  ])('is none with %s', (_, rules, hasBase, isSetup) => {
    expect(lock(rules, hasBase)).toMatchObject({ by: 'none', isSetup })
  })
})

describe('what was merged', () => {
  const lease: Lock = { by: 'lease', message: '' }
  const by = (method: 'merge' | 'squash' | 'rebase' | 'fast-forward'): Lock => ({
    by: 'up-to-date',
    method,
    message: '',
  })
  const commit = (parents: readonly string[], tree = TREE, own = id('a')): MergedCommit => ({
    id: own,
    tree,
    parents,
  })

  it.each<[string, Lock, readonly MergedCommit[]]>([
    ['a merge commit of our own', lease, [commit([BASE, HEAD])]],
    ['one of the forge', by('merge'), [commit([BASE, HEAD])]],
    ['a squash', by('squash'), [commit([BASE])]],
    ['the merge of a squash', by('squash'), [commit([BASE, OTHER])]],
    ['a rebase of two', by('rebase'), [commit([OTHER]), commit([BASE], OTHER, OTHER)]],
    ['the head itself', by('fast-forward'), [commit([OTHER], TREE, HEAD)]],
  ])('is what was approved: %s', (_, how, chain) => {
    expect(faultOfResult(judged, how, chain)).toBeUndefined()
  })

  it.each<[string, Lock, readonly MergedCommit[], RegExp]>([
    ['onto another base', by('merge'), [commit([OTHER, HEAD])], /f{12} as its first parent/],
    ['of another head', by('merge'), [commit([BASE, OTHER])], /merges f{12}/],
    ['of another head by us', lease, [commit([BASE, OTHER])], /merges f{12}/],
    ['of more than one', by('squash'), [commit([BASE, HEAD, OTHER])], /merges/],
    ['no merge, where one was pushed', lease, [commit([BASE])], /merges no commit/],
    ['a squash onto another base', by('squash'), [commit([OTHER])], /first parent/],
    ['other files', by('merge'), [commit([BASE, HEAD], OTHER)], /files other/],
    ['the head, with other files', by('fast-forward'), [commit([BASE], OTHER, HEAD)], /files other/],
    ['nothing that could be read', by('merge'), [], /could not be read/],
  ])('is not: %s', (_, how, chain, says) => {
    expect(faultOfResult(judged, how, chain)).toMatch(says)
  })

  it('has to be on the branch', () => {
    const standing: Standing = { tip: OTHER, request: undefined }
    const parts = { chain: [commit([BASE, HEAD])], isWithin: false, standing }
    const { outcome, failure } = judgeResult(judged, lease, parts, named)
    expect(outcome).toBe('failed')
    expect(failure?.message).toMatch(/main, which is at f{12}, does not contain it/)
  })
})

describe('before a merge', () => {
  const request = { state: 'open', head: HEAD, base: 'main', merged: undefined } as const
  const now: Standing = { tip: BASE, request }

  it('all is as it was judged', () => {
    expect(isStillJudged(judged, now, named)).toBeUndefined()
    expect(isStillJudged(judged, { tip: BASE, request: undefined }, named)).toBeUndefined()
  })

  it.each<[string, Standing, RegExp]>([
    ['a base that moved', { ...now, tip: OTHER }, /main moved from b{12} to f{12}.*nothing was merged/],
    ['a base that is gone', { ...now, tip: undefined }, /to no commit/],
    ['a head that moved', { ...now, request: { ...request, head: OTHER } }, /#7 moved from d{12} to f{12}/],
    ['a draft', { ...now, request: { ...request, state: 'draft' } }, /draft/],
    ['what was closed', { ...now, request: { ...request, state: 'closed' } }, /closed/],
    ['another target', { ...now, request: { ...request, base: 'other' } }, /now targets other/],
    [
      'what somebody else merged',
      { ...now, request: { ...request, state: 'merged', merged: OTHER } },
      /merged by someone else, as f{12}/,
    ],
  ])('%s stops it', (_, standing, says) => {
    const failure = isStillJudged(judged, standing, named)
    expect(failure?.kind).toBe('refused')
    expect(failure?.message).toMatch(says)
  })
})
