import { execFileSync } from 'node:child_process'
import { describe, expect, test } from 'vitest'
import type { VersionMove } from '../../src/moves/move.ts'
import { withTrailer } from '../../src/text/trailer.ts'
import { platformCure } from '../../src/forge/platform-rules.ts'
import { renewed, wishIn, wishOf, withMarks } from '../../src/proposal/own-text.ts'
import { asTitle, cutMarkdown, messageOf } from '../../src/proposal/text.ts'
import { formatTrailers, readTrailers } from '../../src/proposal/trailers.ts'

const none = { labels: [], assignees: [], reviewers: [], teamReviewers: [], milestone: undefined }
const group = '<!-- fairlead-group: 0123456789abcdef -->'
const body = (run: number) => `web moves.\n\nMade by [this run](https://ci.example/${run}).\n\n${group}\n`

describe('what a step wishes for', () => {
  test('is the same in another run, and with labels in another order and case', () => {
    const wish = wishOf('Bump', body(1), { ...none, labels: ['a', 'b'] })
    expect(wishOf('Bump', body(2), { ...none, labels: ['B', 'A'] })).toBe(wish)
    expect(wishOf('Bump', body(1), { ...none, labels: ['a'] })).not.toBe(wish)
    expect(wishOf('Bump', body(1).replace('moves', 'goes'), { ...none, labels: ['a', 'b'] })).not.toBe(wish)
  })

  test('is the same whether a run could render, and whatever it saw', () => {
    const told = (line: string) => body(1).replace('web moves.', `web moves.\n\n${line}`)
    const wish = wishOf('Bump', body(1), none)
    for (const line of [
      'Rendered: web in prod runs 1.4.2.',
      'Not verified: there is no helm on PATH.',
      'Rendered: web in prod runs 1.4.2.  \nNot verified: api in prod is not known.',
    ])
      expect(wishOf('Bump', told(line), none)).toBe(wish)
  })

  test('is read again from the body, whatever line ends the forge makes of it', () => {
    const text = withMarks(body(1), 'feedfacefeedface')
    expect(wishIn(text)).toBe('feedfacefeedface')
    expect(wishIn(text.replaceAll('\n', '\r\n'))).toBe('feedfacefeedface')
    expect(text.trimEnd().endsWith(group)).toBe(true)
  })
})

test('what people wrote around our part of a body stays, and our part is renewed', () => {
  const old = withMarks(body(1), '1'.repeat(16))
  const fresh = withMarks(body(2).replace('web moves', 'web moves on'), '2'.repeat(16))
  const result = renewed(`- [x] tested\r\n\r\n${old}\r\nPlease wait for Ann.`, fresh, 65_536)
  expect(result).toContain('- [x] tested')
  expect(result).toContain('Please wait for Ann.')
  expect(result).toContain('web moves on')
  expect(result).not.toContain('web moves.')
  expect(result.trimEnd().endsWith(group)).toBe(true)
  // The format of earlier versions, without a first marker: Fairlead wrote all of it.
  expect(renewed(body(1), fresh, 65_536)).toBe(fresh)
})

describe('a text that is too long', () => {
  test('is cut at a whole character, and says so', () => {
    for (const before of ['', 'a']) {
      const cut = cutMarkdown(before + '🚀'.repeat(1_000), 500)
      expect(cut.isWellFormed()).toBe(true)
      expect(cut.length).toBeLessThanOrEqual(500)
      expect(cut).toMatch(/cut for length/)
      expect(asTitle(before + '🚀'.repeat(200)).isWellFormed()).toBe(true)
    }
  })

  test('is cut outside of fences and comments', () => {
    const fenced = cutMarkdown(`text\n\n\`\`\`yaml\n${'a: b\n'.repeat(200)}\`\`\`\n`, 300)
    expect(fenced.match(/```/g)).toHaveLength(2)
    const hidden = cutMarkdown(`${'word '.repeat(40)}<!-- ${'x'.repeat(500)} -->`, 300)
    expect(hidden).not.toContain('<!--')
  })
})

test('trailers of a given message stay the last block of the commit, together with ours', () => {
  const given =
    'Bump web\n\nFor the release.\n\nSigned-off-by: Ann <ann@example.invalid>\nCo-authored-by: Bob <b@example.invalid>'
  const message = messageOf(given, [], 'Fairlead-App: web\nFairlead-State: x')
  const trailers = execFileSync('git', ['interpret-trailers', '--parse'], {
    input: message,
    encoding: 'utf8',
  })
  expect(trailers.trim().split('\n')).toEqual([
    'Signed-off-by: Ann <ann@example.invalid>',
    'Co-authored-by: Bob <b@example.invalid>',
    'Fairlead-App: web',
    'Fairlead-State: x',
  ])
  expect(messageOf('Bump web\n\nNote: this is prose.\nAnd more of it.', [], 'Fairlead-App: web')).toBe(
    'Bump web\n\nNote: this is prose.\nAnd more of it.\n\nFairlead-App: web',
  )
})

test.each([
  ["Commit message does not follow the pattern '^feat'", /commit-message/],
  ["Branch name does not follow the pattern '^release'", /Set branch/],
  ["Author's email 'bot@x' does not follow the pattern '@acme'", /email/],
  ['Commit must be signed with a GPG key', /signed commits/],
  [
    'refusing to allow a GitHub App to create or update workflow `.github/workflows/a.yml` without `workflows` permission',
    /workflows: write/,
  ],
  [
    'Although you appear to have the correct authorization credentials, the `acme` organization has an IP allow list enabled',
    /IP allow list/,
  ],
  [
    'Repository rule violations found Commit message must match a given regex pattern: ^feat',
    /commit-message/,
  ],
  ['Repository rule violations found Branch name must start with a matching pattern: bump/', /Set branch/],
  ['Repository rule violations found Cannot create ref due to creations being restricted.', /Set branch/],
  ['Repository rule violations found File path apps/a.pem is restricted.', /add-paths/],
  ['You can only push commits if the committer email is one of your own verified emails', /email/],
  ['GL-HOOK-ERR: needs a ticket', /hook of the server/],
  ['Repository rule violations found: Changes must be made through a pull request.', /method: pull-request/],
])('a refusal by a rule has a cure: %s', (words, cure) => {
  expect(platformCure(words)).toMatch(cure)
})
test('a failure that is no refusal has none', () => {
  expect(platformCure('Internal Server Error')).toBeUndefined()
  expect(platformCure('Not Found')).toBeUndefined()
})

// renovatebot/renovate#8414 and semantic-release/semantic-release#2379 are about such rules, which commitlint enables
// by default.
test('a message has no line that is longer than 100 characters, and records that are read again', () => {
  const file = 'clusters/production/europe-west/apps/payments/web-frontend/values-production.yaml'
  const digest = `sha256:${'0'.repeat(64)}`
  const set = [1, 2].map((n) => ({
    file,
    document: 0,
    key: `images[${n}].tag`,
    value: '1.1.0',
    was: '1, "0"',
  }))
  const change = {
    app: 'web',
    image: 'ghcr.io/acme/payments/web-frontend',
    from: '1.0.0',
    to: '1.1.0',
    digest,
    set,
  }
  const move = { ...change, file, key: 'image.tag', line: 12 } as unknown as VersionMove
  const message = messageOf('Bump web', [move], formatTrailers([change], 'state'))
  expect(message.split('\n').filter((line) => line.length > 100)).toEqual([])
  expect(readTrailers(message)).toEqual({ tree: undefined, state: 'state', changes: [change] })
  const trailers = execFileSync('git', ['interpret-trailers', '--parse', '--unfold'], { input: message })
  expect(
    trailers
      .toString()
      .split('\n')
      .filter((line) => line.startsWith('Fairlead-Change: ')),
  ).toHaveLength(1)
})

// Anybody can write a trailer, so one with another structure must not be trusted.
test.each([
  ['an app that is no text', { app: { name: 'web' } }],
  ['an image that is no text', { image: 1 }],
  ['a version before that is none', { from: null }],
  ['a source without a repository', { source: {} }],
  ['a source that is a text', { source: 'acme/web' }],
  ['a value that is a list', { set: [{ file: 'a', document: 0, key: 'k', value: [] }] }],
  ['no values', { set: [] }],
  ['no version', { to: undefined }],
])('a recorded change with %s does not count', (_, part) => {
  const change = {
    app: 'web',
    to: '1.2.3',
    set: [{ file: 'a.yaml', document: 0, key: 'tag', value: '1.2.3' }],
  }
  const changesOf = (what: object) => readTrailers(`Bump\n\nFairlead-Change: ${JSON.stringify(what)}`).changes
  expect(changesOf({ ...change, of: 'a newer version' })).toEqual([{ ...change, of: 'a newer version' }])
  expect(changesOf({ ...change, ...part })).toEqual([])
})

// peter-evans/create-pull-request#476
test.each([
  ['BREAKING CHANGE: x\nSigned-off-by: Ann <ann@example.com>'],
  ['Refs #12\nSigned-off-by: Ann <ann@example.com>'],
  ['Text.\r\n\r\nSigned-off-by: Ann <ann@example.com>\r\n'],
  ['Co-authored-by: Bob <bob@example.com>\nSigned-off-by: Ann <ann@example.com>\n\n'],
])('keeps the trailers that were given in the last paragraph: %j', (given) => {
  const message = withTrailer(
    messageOf(`Bump\n\n${given}`, [], formatTrailers([], 'x')),
    'Fairlead-Tree',
    '1',
  )
  const trailers = execFileSync('git', ['interpret-trailers', '--parse'], { input: message }).toString()
  expect(trailers).toMatch(/^Signed-off-by: Ann/m)
  expect(trailers).toMatch(/^Fairlead-State: x\nFairlead-Tree: 1$/m)
})
