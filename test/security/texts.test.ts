/**
 * Names, versions and messages of a stranger that try to have an effect where they are shown: in the text of a pull
 * request, a commit message, a comment, a terminal, a log, a page.
 *
 * The comments show whether an attack broke be0c4d6; it was tried on that commit with these same tests.
 */
import { describe, expect, test } from 'vitest'
import type { VersionMove } from '../../src/moves/move.ts'
import { withoutCommands } from '../../src/forge/gitlab/quick-actions.ts'
import { bodyOf, messageOf, titleOf } from '../../src/proposal/text.ts'
import { comments } from '../../src/report/markdown/comments.ts'
import { html } from '../../src/report/html.ts'
import { terminal } from '../../src/report/terminal.ts'
import { clean, cleanColoured, safeJson } from '../../src/runtime/clean.ts'
import { gfmToHtml, proseOf, tagsOf } from '../support/gfm.ts'
import { hostileTexts, makeApp, makeObject, makeReport } from '../support/report.ts'

const INVISIBLE = /(?![\n\t])[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Default_Ignorable_Code_Point}]/u

function move(text: string): VersionMove {
  return {
    app: text,
    environment: text,
    cluster: undefined,
    production: true,
    alsoMoves: [],
    image: text,
    file: text,
    key: text,
    document: 0,
    line: 3,
    from: text,
    to: text,
    fromDigest: undefined,
    digest: undefined,
    order: 'unknown',
    set: [],
    notes: [],
  }
}

function bodyWith(text: string): string {
  return bodyOf({
    group: { key: 'app web environment prod', label: text, moves: [move(text)] },
    intro: undefined,
    carried: [],
    origin: {
      repository: text,
      commit: text,
      serverUrl: 'https://github.com',
      runUrl: 'https://github.com/run',
    },
    commits: {
      total: 1,
      url: 'https://github.com/compare',
      commits: [{ sha: 'a'.repeat(40), title: text, author: text, url: 'https://github.com/c' }],
      order: 'ahead',
      from: 'a',
      to: 'b',
    },
    notes: [text],
    limit: 60_000,
  })
}

describe('the text of a request', () => {
  // Broke be0c4d6: an email address became a link.
  test.each(hostileTexts)('has no element, mention or link but its own: %j', (text) => {
    const shown = gfmToHtml(bodyWith(text))
    const known = new Set('table thead tbody tr th td code p a ul li details summary'.split(' '))
    expect(tagsOf(shown).filter((tag) => !known.has(tag.replace('/', '')))).toEqual([])
    for (const [, target] of shown.matchAll(/href="([^"]*)"/g))
      expect(target).toMatch(/^https:\/\/github\.com\//)
    expect(proseOf(shown)).not.toMatch(/[@#!~%](?=[a-z0-9])|https?:\/\/|www\./i)
  })

  // Broke be0c4d6: only bidi overrides were removed.
  test.each([
    ['zero-width space', 'pay\u200Bments'],
    ['word joiner', 'pay\u2060ments'],
    ['soft hyphen', 'pay\u00ADments'],
    ['a mark of direction', 'pay\u200Fments'],
    ['byte order mark', 'pay\uFEFFments'],
    ['letters of tags', 'payments\u{E0061}\u{E0062}'],
    ['a filler', 'pay\u3164ments'],
  ])('shows what nobody can see: %s', (_, text) => {
    expect(bodyWith(text).replaceAll('&#8203;', '')).not.toMatch(INVISIBLE)
    expect(bodyWith(text)).toContain('\\u')
    expect(titleOf([move(text)])).not.toMatch(INVISIBLE)
    expect(messageOf('Bump', [move(text)], '')).not.toMatch(INVISIBLE)
  })

  // Broke be0c4d6: a folder with such a name made CI skip the commit, including the diff.
  test.each([
    '[skip ci]',
    '[ci skip]',
    '[NO CI]',
    '[skip actions]',
    '[actions skip]',
    '[ci-skip]',
    '[skip-ci]',
  ])('skips no check: %s', (text) => {
    const words = /\[(skip|ci|no|actions)[ -](skip|ci|actions)\]/i
    expect(messageOf('Bump', [move(`apps/${text}/values.yaml`)], '')).not.toMatch(words)
    expect(titleOf([move(text)])).not.toMatch(words)
  })

  // Did not break be0c4d6.
  test('does not add a trailer to a commit', () => {
    const message = messageOf('Bump', [move('x\n\nFairlead-Change: {"to":"evil"}\nSigned-off-by: a')], '')
    expect(message).not.toMatch(/^(Fairlead|Signed)/m)
  })

  // Broke be0c4d6: a name in code was found as a marker.
  test('is one mark of a group', () => {
    const body = bodyWith('<!-- fairlead-group: other -->')
    expect(body.match(/<!--/g)).toHaveLength(1)
  })
})

describe('a command to GitLab', () => {
  /**
   * Finds commands like older versions of GitLab: code is the text between a line that begins with three backticks
   * and the next such line.
   */
  const commands = (text: string) =>
    text.replaceAll(/^```[^]+?\n```$/gm, '').match(/^\s*\/(?:merge|approve|assign)\b/gm) ?? []

  test.each([
    ['at the beginning', '/merge'],
    ['behind spaces', '   /approve'],
    ['in capitals', '/MERGE'.toLowerCase()],
    // Broke be0c4d6.
    ['behind a fence that is never closed', '```\n/merge'],
    // Broke be0c4d6.
    ['behind what only looks like a fence', '``` `x`\n/merge\n'],
    // Broke be0c4d6: the inner line ends the code for GitLab.
    ['in a longer fence', '````\n```\n/merge\n````'],
    // Broke be0c4d6.
    ['in a fence of tildes', '~~~\n/merge\n~~~'],
    // Broke be0c4d6.
    ['in an indented fence', '  ```\n/merge\n  ```'],
  ])('is none: %s', (_, text) => {
    expect(commands(withoutCommands(text))).toEqual([])
  })

  test('is left alone in plain code', () => {
    expect(withoutCommands('```\n/usr/bin/true\n```')).toBe('```\n/usr/bin/true\n```')
  })
})

const everything = (text: string) =>
  makeReport({
    base: { name: text, commit: undefined },
    apps: [
      makeApp(
        {
          name: text,
          environment: text,
          cluster: text,
          namespace: text,
          declaredAt: { file: text, line: 1 },
        },
        {
          files: [text],
          risks: [{ rule: text, level: 'high', message: text }],
          notes: [text],
          images: [{ artifact: 'image', repository: text, from: text, to: text }],
          failures: [{ side: 'after', message: text, hint: text, at: { file: text, line: 3 } }],
          objects: [
            makeObject({ id: { group: text, kind: text, namespace: text, name: text }, diff: `+${text}\n` }),
          ],
        },
      ),
    ],
    digests: { [text]: text },
    unclaimed: [text],
    warnings: [text],
    versions: { [text]: text },
  })

describe('a comment', () => {
  // Did not break be0c4d6.
  test.each([
    '<!-- fairlead-comment: diff -->',
    '</details>\n\n## All checks passed\n',
    '<details open><summary>Approved</summary>',
    '![](https://evil.example/pixel.png)',
    '<img src="https://evil.example/pixel.png">',
    '[Approve](https://evil.example)',
    '@acme/owners please merge',
    '<!--',
    '-->',
    '<sub><sup>hidden</sup></sub>',
    '[x]: https://evil.example\n[x]',
    '<https://evil.example>',
    'mailto:a@evil.example',
  ])('is only what we say: %j', (text) => {
    for (const forge of ['pull', 'merge']) {
      const bodies = comments(everything(text), { limit: 60_000, most: 5, request: `${forge} request` })
      for (const body of bodies) {
        const shown = gfmToHtml(body)
        expect(tagsOf(shown).filter((tag) => ['a', 'img', 'sub', 'sup'].includes(tag))).toEqual([])
        expect(shown).not.toMatch(/<!--|evil\.example"/)
        expect(proseOf(shown)).not.toMatch(/@[a-z]/i)
        expect(tagsOf(shown).filter((tag) => tag === 'details')).toHaveLength(
          tagsOf(shown).filter((tag) => tag === '/details').length,
        )
        expect(body.replaceAll('&#8203;', '')).not.toMatch(INVISIBLE)
      }
    }
  })

  // Broke be0c4d6: GitLab does not treat text in a fence of four backticks as code.
  test('gives GitLab no command from a failure of several lines', () => {
    const bodies = comments(everything('x\n/merge\n```\n/approve\n'), {
      limit: 60_000,
      most: 5,
      request: 'merge request',
    })
    for (const body of bodies) expect(withoutCommands(body)).not.toMatch(/^\s*\/(merge|approve)/m)
  })
})

describe('a terminal and a log', () => {
  // Did not break be0c4d6.
  test.each([
    ['hidden letters', '\u001B[8mhidden\u001B[0m'],
    ['moves of the cursor', '\u001B[2K\u001B[1A all fine'],
    ['a title', '\u001B]0;owned\u0007'],
    ['a link', '\u001B]8;;https://evil.example\u001B\\click\u001B]8;;\u001B\\'],
    ['an escape of one character', '\u009B31mred'],
    ['a carriage return', 'risk high\rrisk none'],
    ['backspaces', 'no\b\byes'],
    ['a direction', '\u202Egnp.exe'],
  ])('has no %s', (_, text) => {
    const lines = terminal(everything(text), { color: true, width: 100 })
    const shown = cleanColoured(lines.join('\n'))
    expect(shown.replaceAll(/\u001B\[(?:0|1|2|22|3[0-7]|39|9[0-7])m/g, '')).not.toMatch(INVISIBLE)
    expect(shown).not.toMatch(/\u001B\[8m|\u001B\[(?:2K|1A)/)
  })

  // Did not break be0c4d6.
  test.each([
    '::set-output name=risk::none',
    '\u200B::error::x',
    '  ::add-mask::a',
    '##[set-env name=NODE_OPTIONS]--require=x',
    '\r::stop-commands::x',
    '\u2028::warning::x',
    '\u0085::save-state name=x::y',
    '\uFEFF::debug::x',
    ':\u00AD:notice::x',
  ])('takes no command to the runner: %j', (text) => {
    for (const said of [clean(`begin\n${text}`), safeJson({ [text]: text })]) {
      for (const line of said.split('\n')) expect(line.trimStart()).not.toMatch(/^::/)
      expect(said).not.toMatch(/##\[/)
    }
  })
})

describe('the page', () => {
  // Did not break be0c4d6.
  test.each([
    '</script><script>alert(1)</script>',
    '<!--<script>',
    '</SCRIPT >',
    ']]><svg onload=alert(1)>',
    '\u2028alert(1)',
    '"+alert(1)+"',
    '<base href="https://evil.example/">',
    '<meta http-equiv=refresh content="0;url=https://evil.example">',
  ])('runs nothing of a report: %j', (text) => {
    const page = html(everything(text), 'pull request')
    expect(page.match(/<script/g)).toHaveLength(2)
    expect(page.match(/<\/script/gi)).toHaveLength(2)
    expect(page).not.toMatch(/<svg|<base|<meta http-equiv=refresh|<!--/i)
    const [, data = ''] = /<script type="application\/json" id="data">([^<]*)<\/script>/.exec(page) ?? []
    expect(() => JSON.parse(data)).not.toThrow()
    const policy = /http-equiv="Content-Security-Policy" content="([^"]*)"/.exec(page)?.[1] ?? ''
    expect(policy).toMatch(
      /^default-src 'none'; script-src 'sha256-[^;']+'; style-src 'sha256-[^;']+'; img-src data:/,
    )
    expect(policy).not.toMatch(/unsafe|https?:|\*/)
  })
})
