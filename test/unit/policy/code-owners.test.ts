/** The owners of a file, as GitHub and GitLab read CODEOWNERS. */
import { describe, expect, it } from 'vitest'
import { readCodeOwners } from '../../../src/policy/code-owners.ts'

describe('CODEOWNERS', () => {
  it.each<[string, string, string[]]>([
    ['* @all', 'a/b/c.yaml', ['@all']],
    ['*.yaml @yaml', 'a/b/c.yaml', ['@yaml']],
    ['/apps/ @apps', 'apps/web/x.yaml', ['@apps']],
    ['/apps/ @apps', 'other/apps/x.yaml', []],
    ['apps/ @apps', 'other/apps/x.yaml', ['@apps']],
    ['/apps/web @web', 'apps/web/prod/x.yaml', ['@web']],
    ['apps/* @direct', 'apps/x.yaml', ['@direct']],
    ['apps/* @direct', 'apps/web/x.yaml', []],
    ['/clusters/**/prod/ @ops', 'clusters/eu/west/prod/x.yaml', ['@ops']],
    ['* @all\n/apps/ @apps @more # both', 'apps/x.yaml', ['@apps', '@more']],
    ['* @all\n/apps/', 'apps/x.yaml', []],
    ['my\\ file.yaml @space', 'my file.yaml', ['@space']],
    ['[Ops][2] @ops\n/prod/\n[Docs]\n*.md @docs', 'prod/readme.md', ['@ops', '@docs']],
    ['^[Optional] @maybe\n/prod/', 'prod/x.yaml', []],
  ])('%s: %s', (text, path, owners) => {
    expect(readCodeOwners(text).ownersOf(path)).toEqual(owners)
  })
})
