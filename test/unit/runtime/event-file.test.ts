import { spawnSync } from 'node:child_process'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { describe, expect, it } from 'vitest'
import { temporaryFolder } from '../../support/git.ts'

const entry = (name: string) => fileURLToPath(new URL(`../../../src/entries/${name}.ts`, import.meta.url))

/** Runs an entry point like a step of a job, with the event in a file. */
function run(name: string, args: readonly string[], event: string | undefined) {
  const folder = temporaryFolder()
  const path = join(folder, 'event.json')
  if (event !== undefined) writeFileSync(path, event)
  const job = { GITHUB_ACTIONS: 'true', GITHUB_EVENT_NAME: 'push', GITHUB_EVENT_PATH: path }
  const { status, stdout, stderr } = spawnSync(process.execPath, [entry(name), ...args], {
    cwd: folder,
    env: { PATH: process.env['PATH'], GITHUB_WORKSPACE: folder, ...job },
    encoding: 'utf8',
  })
  return { status, output: `${stdout}${stderr}` }
}

describe("a job's event that is no JSON", () => {
  it.each([
    ['an action', 'bump', []],
    ['the command line', 'cli', ['bump', '--app', 'web']],
  ])('ends %s with a clear error', (_, name, args) => {
    for (const event of ['{"ref": ', '']) {
      const { status, output } = run(name, args, event)
      expect(status).toBe(2)
      expect(output).toMatch(/the event of this job cannot be read: /)
      expect(output).toContain('GITHUB_EVENT_PATH')
      expect(output).not.toMatch(/^\s+at /m)
    }
  })

  it('is no fault where there is no such file', () => {
    expect(run('cli', ['inventory'], undefined).output).not.toContain('the event of this job')
  })
})
