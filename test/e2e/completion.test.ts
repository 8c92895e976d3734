import { spawnSync } from 'node:child_process'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { fairlead, folderWith } from './bundle.ts'

/** Returns the completions that bash offers for these words, with the cursor at the last one. */
async function offered(words: readonly string[], files: Readonly<Record<string, string>> = {}) {
  const folder = folderWith(files)
  const { stdout, exitCode } = await fairlead(folder, ['completion', 'bash'])
  expect(exitCode).toBe(0)
  writeFileSync(join(folder, 'completion.bash'), stdout)
  const script = [
    'set -u',
    'source ./completion.bash',
    'complete -p fairlead >&2',
    'COMP_WORDS=("$@")',
    'COMP_CWORD=$(( $# - 1 ))',
    '_fairlead',
    String.raw`for word in "${'$'}{COMPREPLY[@]}"; do printf '%s\n' "$word"; done`,
  ].join('\n')
  const run = spawnSync('bash', ['--norc', '--noprofile', '-c', script, 'bash', 'fairlead', ...words], {
    cwd: folder,
    encoding: 'utf8',
  })
  expect(run.stderr).toBe('complete -F _fairlead fairlead\n')
  return run.stdout.split('\n').filter((line) => line !== '')
}

describe('completion in bash', () => {
  it('offers commands, then the options of that command', async () => {
    expect(await offered(['di'])).toEqual(['diff'])
    expect(await offered(['bump', '--image-t'])).toEqual(['--image-tag'])
    expect(await offered(['diff', '--image-t'])).toEqual([])
    expect(await offered(['help', 'inv'])).toEqual(['inventory'])
  })

  it('offers the words of a choice, behind a blank and behind an equals sign', async () => {
    expect(await offered(['update', '--forge', 'gi'])).toEqual(['github', 'gitlab'])
    expect(await offered(['update', '--forge', '=', 'l'])).toEqual(['local'])
    expect(await offered(['update', '--forge', '='])).toEqual(['github', 'gitlab', 'local'])
  })

  it('offers files behind an option that names one, and nothing behind a text', async () => {
    expect(await offered(['bump', '--values-file', 'val'], { 'values-dev.yaml': '' })).toEqual([
      'values-dev.yaml',
    ])
    expect(await offered(['bump', '--image-tag', ''])).toEqual([])
  })

  it('has scripts for other shells, and says which where it has none', async () => {
    const folder = folderWith({})
    const zsh = await fairlead(folder, ['completion', 'zsh'])
    expect(zsh.stdout).toMatch(/^#compdef fairlead\n/)
    expect(zsh.stdout).toContain('*--forge=[')
    const fish = await fairlead(folder, ['completion', 'fish'])
    expect(fish.stdout).toContain("-l forge -x -a 'github gitlab local'")
    const none = await fairlead(folder, ['completion', 'fisch'])
    expect(none).toMatchObject({ exitCode: 2, stdout: '' })
    expect(none.stderr).toContain('Did you mean "fish"?')
  })
})
