import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import type { JobKind } from '../../src/runtime/job-change.ts'
import { JOB_KINDS } from '../../src/runtime/job-change.ts'
import { temporaryFolder } from '../support/git.ts'
import { rows, world } from '../support/job-events.ts'
import type { Job } from '../support/job-events.ts'
import { realEvent } from '../support/real-events.ts'
import { runBundle, step } from './bundle.ts'

/**
 * Each row of docs/jobs.md as a job: the programs are started like on runners, with the payloads of GitHub's own
 * events.
 */
async function diffIn({
  folder,
  event,
  environment,
}: Job): Promise<{ exitCode: number | null; told: string }> {
  if (event === undefined) {
    const inputs = { FAIRLEAD_INPUT_FORGE: 'gitlab', FAIRLEAD_INPUT_COMMENT: 'never' }
    const env = { CI: 'true', GITLAB_CI: 'true', NO_COLOR: '1', ...environment, ...inputs }
    const { exitCode, stdout } = await runBundle('gitlab', { cwd: folder, args: ['diff'], env })
    return { exitCode, told: stdout }
  }
  const name = environment['GITHUB_EVENT_NAME'] ?? ''
  const path = join(temporaryFolder(), '_github_workflow', 'event.json')
  mkdirSync(join(path, '..'))
  writeFileSync(path, JSON.stringify(realEvent(name, event)))
  const env = { CI: 'true', GITHUB_REPOSITORY: 'acme/infra', GITHUB_EVENT_PATH: path, ...environment }
  const { exitCode, stdout, summary } = await step('diff', folder, { comment: 'never' }, { env })
  return { exitCode, told: `${stdout}\n${summary}` }
}

describe('diff in a job', () => {
  it.each(Object.keys(JOB_KINDS) as JobKind[])('%s: tells the change, and nothing else', async (kind) => {
    const { exitCode, told } = await diffIn(rows[kind](world()))
    expect(told).toContain('ghcr.io/acme/b:1.0.2')
    expect(told).not.toMatch(/ghcr\.io\/acme\/[acd]:/)
    expect(told).not.toMatch(/warning/)
    expect(exitCode).toBe(0)
  })
})
