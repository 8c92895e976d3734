import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { beforeEach, describe, expect, it } from 'vitest'
import { rehearseRefs } from '../../scripts/release/rehearse.ts'
import { moveBranch, pushTag } from '../../scripts/release/refs.ts'
import { readState } from '../../scripts/release/state.ts'
import { bareRepository, commitFiles, git, installHook, temporaryFolder } from '../support/git.ts'

let remote: string
let checkout: string
let first: string
let second: string
const head = (name: string) => git(remote, 'rev-parse', '--verify', '--quiet', `${name}^{commit}`)

beforeEach(() => {
  remote = bareRepository({ 'package.json': '{"version": "1.0.0"}\n', 'CHANGELOG.md': '## Unreleased\n' })
  first = git(remote, 'rev-parse', 'main')
  second = commitFiles(remote, 'main', 'More', { 'more.txt': 'x\n' })
  checkout = temporaryFolder()
  git(checkout, 'clone', '--quiet', remote, '.')
})

describe('a tag', () => {
  it('is pushed once', () => {
    expect(pushTag(checkout, 'origin', 'v1.0.0', first)).toBe('pushed')
    expect(pushTag(checkout, 'origin', 'v1.0.0', first)).toBe('there')
    expect(head('v1.0.0')).toBe(first)
  })

  it('never moves, neither a light one nor one with a message', () => {
    pushTag(checkout, 'origin', 'v1.0.0', first)
    git(remote, '-c', 'tag.gpgSign=false', 'tag', '--annotate', '--message', 'x', 'v1.0.1', first)
    for (const tag of ['v1.0.0', 'v1.0.1']) {
      expect(() => pushTag(checkout, 'origin', tag, second)).toThrow(`${tag} is at ${first}`)
      expect(pushTag(checkout, 'origin', tag, first)).toBe('there')
      expect(head(tag)).toBe(first)
    }
  })
})

describe('the branch of the major version', () => {
  it('is made, moves, and stays', () => {
    expect(moveBranch(checkout, 'origin', 'v1', first)).toBe('moved')
    expect(moveBranch(checkout, 'origin', 'v1', second)).toBe('moved')
    expect(moveBranch(checkout, 'origin', 'v1', second)).toBe('there')
    expect(head('v1')).toBe(second)
  })

  it('moves to a commit that does not follow, too', () => {
    moveBranch(checkout, 'origin', 'v1', second)
    expect(moveBranch(checkout, 'origin', 'v1', first)).toBe('moved')
    expect(head('v1')).toBe(first)
  })
})

it.each(['refs/tags/v1.0.0', 'refs/heads/v1'])('a push to %s in between is not lost', (ref) => {
  // The hook runs after git has read the remote and before it writes.
  installHook(join(checkout, '.git'), 'pre-push', `git --git-dir='${remote}' update-ref ${ref} ${second}`)
  const push = ref.includes('tags') ? pushTag : moveBranch
  expect(() => push(checkout, 'origin', ref.split('/').at(-1) ?? '', first)).toThrow(ref)
  expect(head(ref)).toBe(second)
})

it('a release is rehearsed on a repository of its own', () => {
  const plan = { tag: 'v1.0.0', branch: 'v1', commit: second } as Parameters<typeof rehearseRefs>[1]
  rehearseRefs(checkout, plan)
  expect(git(remote, 'for-each-ref', '--format=%(refname)')).toBe('refs/heads/main')
})

it('the state is that of the remote and of the checkout', () => {
  pushTag(checkout, 'origin', 'v0.9.0', first)
  git(checkout, 'tag', 'v9.9.9')
  writeFileSync(join(checkout, 'more.txt'), 'changed\n')
  writeFileSync(join(checkout, 'new.txt'), 'new\n')
  expect(readState(checkout, 'origin')).toEqual({
    commit: second,
    manifestVersion: '1.0.0',
    changelog: '## Unreleased\n',
    tags: new Map([['v0.9.0', first]]),
    changedFiles: ['more.txt', 'new.txt'],
  })
  expect([...readState(checkout, undefined).tags]).toEqual([['v9.9.9', second]])
})
