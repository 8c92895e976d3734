/**
 * A change of fairlead.yaml has no effect on its own pull request, but on every job after its merge: a reviewer must
 * see it, even if no app changes. On be0c4d6 all of these were only a warning, without a risk.
 */
import { expect, test } from 'vitest'
import { changedRepo, diffIn } from '../support/diff.ts'
import { comments } from '../../src/report/markdown/comments.ts'
import { html } from '../../src/report/html.ts'
import { takeReports } from '../../src/report/merge.ts'
import { fromJson, toJson } from '../../src/report/json/json.ts'
import { terminal } from '../../src/report/terminal.ts'

const before = `environments:
  live: {production: true, paths: [live/**]}
render: {helmVersion: 4.1.4, helmSha256: "${'a'.repeat(64)}", mirror: https://mirror.acme.io}
fetch:
  hosts:
    git.acme.io: {credentials: true, paths: [acme/charts]}
`

const changes: readonly (readonly [what: string, after: string, rule: string, level: string])[] = [
  ['another mirror', before.replace('mirror.acme.io', 'evil.example'), 'renderer-replaced', 'high'],
  ['an older Helm', before.replace('4.1.4', '3.17.4'), 'renderer-replaced', 'high'],
  ['no checksum any more', before.replace(/helmSha256: "a+", /, ''), 'renderer-replaced', 'high'],
  [
    'credentials for a host',
    `${before}    evil.example: {credentials: true}\n`,
    'credentials-widened',
    'high',
  ],
  [
    'credentials for more paths',
    before.replace('[acme/charts]', '[acme/charts, acme/secrets]'),
    'credentials-widened',
    'high',
  ],
  ['credentials for all paths', before.replace(', paths: [acme/charts]', ''), 'credentials-widened', 'high'],
  [
    'private addresses',
    before.replace('{credentials: true,', '{private: true, credentials: true,'),
    'credentials-widened',
    'high',
  ],
  ['a host without TLS', `${before}    plain.example: {}\n`, 'host-listed', 'medium'],
  [
    'production without a review',
    before.replace('production: true,', 'production: true, allow: [push],'),
    'review-relaxed',
    'high',
  ],
  [
    'an environment out of production',
    before.replace('production: true', 'production: false'),
    'review-relaxed',
    'high',
  ],
  [
    'other rules of an environment',
    before.replace('live/**', 'live/eu/**'),
    'environments-changed',
    'medium',
  ],
  ['more noise', `${before}diff: {noise: [/spec/template/spec/containers]}\n`, 'noise-widened', 'medium'],
  ['a file that nobody can read', `${before}nonsense: 1\n`, 'config-invalid', 'high'],
]

test.each(changes)('%s is told as a risk, in every form of the report', async (_, after, rule, level) => {
  const folder = changedRepo({ 'fairlead.yaml': before }, { 'fairlead.yaml': after })
  const { report, outputs, failure } = await diffIn(folder, { 'fail-on': level })
  expect(report.risks.map((risk) => [risk.rule, risk.level])).toContainEqual([rule, level])
  expect(outputs.risk).toBe(level)
  expect(failure).toContain(`the change has a ${level} risk`)
  const whole = takeReports([fromJson(toJson(report))], () => ({}))
  const texts = [
    comments(whole, { limit: 60_000, most: 1, request: 'pull request' }).join(),
    terminal(whole, { color: false, width: 100 }).join('\n'),
    html(whole, 'pull request'),
  ]
  for (const text of texts) expect(text.includes(rule), text.slice(0, 2000)).toBe(true)
})

test('what takes nothing away, and a change of other files, is none', async () => {
  const narrower = before
    .replace(', paths: [acme/charts]', ', paths: [acme/charts/web]')
    .replace('true, paths: [live', 'true, allow: [], paths: [live')
  const same = changedRepo(
    { 'fairlead.yaml': `${before}# end\n` },
    { 'fairlead.yaml': before, 'a.yaml': 'a: 1\n' },
  )
  expect((await diffIn(same)).report.risks).toEqual([])
  const closed = before.replace('credentials: true, paths: [acme/charts]', 'credentials: false')
  const folder = changedRepo({ 'fairlead.yaml': before }, { 'fairlead.yaml': closed })
  expect((await diffIn(folder)).report.risks).toEqual([])
  expect(narrower).not.toBe(before)
})

test('what a change writes there is text in a comment, and a password in an address is not shown', async () => {
  const after = before.replace('https://mirror.acme.io', '"https://joe:hunter22@evil.example/[x](https://y)"')
  const { report, everything } = await diffIn(
    changedRepo({ 'fairlead.yaml': before }, { 'fairlead.yaml': after }),
  )
  expect(everything).not.toContain('hunter22')
  expect(comments(report, { limit: 60_000, most: 1, request: 'pull request' }).join()).not.toContain(
    '[x](https://y)',
  )
})
