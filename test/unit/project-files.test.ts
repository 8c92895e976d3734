import { existsSync, globSync, readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { describe, expect, it } from 'vitest'
import manifest from '../../package.json' with { type: 'json' }
import { parseYaml } from '../../src/yaml/parse.ts'

const root = fileURLToPath(new URL('../..', import.meta.url))
const pages = globSync(
  ['*.md', 'docs/*.md', 'actions/*/README.md', 'test/bed/README.md', '.github/**/*.md'],
  {
    cwd: root,
  },
)
const read = (path: string) => readFileSync(join(root, path), 'utf8')
/** Fenced code is an example, so it is removed. */
const prose = (page: string) => page.replaceAll(/^```[^]*?^```/gm, '')

describe('the pages', () => {
  it.each(pages)('%s links only to what is there', (path) => {
    const links = [...prose(read(path)).matchAll(/\]\((?![a-z]+:|#)([^)#\s]+)/g)].map(([, link = '']) => link)
    expect(links.filter((link) => !existsSync(join(root, dirname(path), link)))).toEqual([])
  })

  it.each(pages)('%s names only scripts that there are', (path) => {
    const named = [...read(path).matchAll(/npm run (?:-s |--silent )?([a-z][a-z:0-9]*)/g)].map(
      ([, name = '']) => name,
    )
    expect(named.filter((name) => !Object.hasOwn(manifest.scripts, name))).toEqual([])
  })
})

describe('what a contributor looks for', () => {
  it.each([
    'CONTRIBUTING.md',
    'SECURITY.md',
    'LICENSE',
    'CHANGELOG.md',
    '.editorconfig',
    '.nvmrc',
    '.github/CODEOWNERS',
    '.github/PULL_REQUEST_TEMPLATE.md',
    '.github/renovate.json',
    '.gitlab/merge_request_templates/Default.md',
    'docs/architecture.md',
  ])('%s is there', (path) => {
    expect(read(path).trim()).not.toBe('')
  })

  it('has issue forms with the fields that GitHub needs', () => {
    for (const path of globSync('.github/ISSUE_TEMPLATE/*.yml', { cwd: root })) {
      expect(parseYaml(read(path), path).documents).toHaveLength(1)
      if (!path.endsWith('config.yml'))
        expect(read(path)).toMatch(/^name: .+\ndescription: .+\n[^]*^body:\n/m)
    }
  })

  it('has owners for folders that are there', () => {
    const owned = [...read('.github/CODEOWNERS').matchAll(/^(\/\S+)/gm)].map(([, path = '']) => path.slice(1))
    expect(owned.filter((path) => globSync(path, { cwd: root }).length === 0)).toEqual([])
  })

  it('runs the checks in a merge queue, too', () => {
    expect(read('.github/workflows/ci.yml')).toMatch(/^ {2}merge_group:$/m)
    expect(read('examples/workflows/diff.yml')).toMatch(/^ {2}merge_group:/m)
  })
})
