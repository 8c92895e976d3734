import { execFileSync } from 'node:child_process'
import { mkdirSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { helmIgnore } from '../../src/render/engine/helmignore.ts'
import { temporaryFolder } from '../support/git.ts'
import type { Files } from '../support/git.ts'
import { hasTools, realTools } from '../support/helm.ts'
import { memoryTree } from '../support/memory-tree.ts'
import { attempt, chart, configMap, helmJob, rendererOf } from '../support/render.ts'

/** Dependencies that are in folders next to a chart, compared with the result of `helm dependency build`. */

function app(dependencies: readonly object[], files: Files): Files {
  const text = JSON.stringify({ apiVersion: 'v2', name: 'app', version: '1.0.0', dependencies })
  return { 'app/Chart.yaml': text, ...files }
}

const versioned = (folder: string, version: string, files: Files) => ({
  ...chart(folder, files, 'lib'),
  [`${folder}/Chart.yaml`]: `apiVersion: v2\nname: lib\nversion: ${version}\n`,
})

/** Returns the names of all objects that Helm itself renders after it has built the dependencies. */
function built(major: 3 | 4, files: Files): string[] {
  const folder = temporaryFolder()
  for (const [path, file] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, path)), { recursive: true })
    writeFileSync(join(folder, path), typeof file === 'string' ? file : file[1])
  }
  const { helm } = realTools(major)
  const run = (...args: string[]) =>
    execFileSync(helm, args, { cwd: folder, encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] })
  run('dependency', 'build', 'app')
  return names(run('template', 'web', 'app'))
}

const names = (text: string) =>
  [...text.matchAll(/"?name"?: ?"?([\w.-]+)/g)].map(([, name = '']) => name).toSorted()

describe.skipIf(!hasTools).each([3, 4] as const)('helm dependency build %i', (major) => {
  test.each([
    [
      'leaves out hidden templates and what a .helmignore names',
      app([{ name: 'lib', version: '1.0.0', repository: 'file://../lib' }], {
        ...versioned('lib', '1.0.0', {
          'templates/a.yaml': configMap('a', 'a'),
          'templates/.b.yaml': configMap('b', 'b'),
          'templates/x/c.yaml': configMap('c', 'c'),
          'templates/d.yaml': configMap('d', 'd'),
          '.helmignore': 'x/\n# comment\n/templates/[d-e].yaml\n',
        }),
        'app/.helmignore': 'a.yaml\n',
      }),
    ],
    [
      'takes two versions of one chart',
      app(
        [
          { name: 'lib', version: '1.0.0', repository: 'file://../one', alias: 'first' },
          { name: 'lib', version: '2.0.0', repository: 'file://../two', alias: 'second' },
        ],
        {
          ...versioned('one', '1.0.0', { 'templates/a.yaml': configMap('a', 'one') }),
          ...versioned('two', '2.0.0', { 'templates/b.yaml': configMap('b', 'two') }),
        },
      ),
    ],
  ])('%s', async (_, files) => {
    const wanted = built(major, files)
    expect(wanted.length).toBeGreaterThan(0)
    const seen = await attempt(rendererOf(major), helmJob(memoryTree(files), 'app'))
    expect(names(seen)).toEqual(wanted)
  })
})

test.each([
  ['*.md', 'a/b.md', true],
  ['/b.md', 'a/b.md', false],
  ['a/*', 'a/b.md', true],
  ['a/*', 'a/b/c', true],
  ['x/', 'x', false],
  ['x/', 'a/x/b', true],
  ['!templates/*', 'values.yaml', true],
  ['{a,b}', 'a', false],
  ['{a,b}', '{a,b}', true],
  ['', 'templates/.a', true],
  ['', 'charts/x/templates/.a', false],
])('the rule %j of a .helmignore, and %s: %s', (rule, path, ignored) => {
  expect(helmIgnore(`${rule}\n`, '.helmignore')(path)).toBe(ignored)
})
