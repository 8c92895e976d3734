import { afterEach, describe, expect, it } from 'vitest'
import { defineCommand } from '../../../src/entries/define.ts'
import type { Wiring } from '../../../src/entries/define.ts'
import { run } from '../../../src/entries/run.ts'
import { inputError, refusal, remoteError } from '../../../src/errors.ts'
import type { CommandDescription, Result } from '../../../src/commands/describe.ts'
import { readContext } from '../../../src/runtime/context.ts'
import type { Failure, Surface } from '../../../src/runtime/surface.ts'

const description = {
  name: 'try',
  title: '',
  summary: '',
  inputs: {},
  outputs: {},
} as const satisfies CommandDescription
const result: Result = { outputs: {}, data: null, text: [], summary: '', warnings: [] }

function recorder(environment: Record<string, string> = {}) {
  const failures: Failure[] = []
  const reports: Result[] = []
  const surface: Surface = {
    context: readContext(environment, '/'),
    read: () => ({ texts: new Map(), faults: [], label: (name) => name }),
    hide: () => undefined,
    say: () => undefined,
    warn: () => undefined,
    report: (given) => Promise.resolve(void reports.push(given)),
    fail: (failure) => void failures.push(failure),
  }
  return { surface, failures, reports }
}

const command = (work: (wiring: Wiring) => Promise<Result>) => () =>
  Promise.resolve(defineCommand(description, (_values, wiring) => work(wiring)))

afterEach(() => {
  process.exitCode = undefined
  process.removeAllListeners('uncaughtException')
})

describe('run', () => {
  it('reports, and leaves the exit code alone', async () => {
    const { surface, failures, reports } = recorder()
    await run(
      command(() => Promise.resolve(result)),
      surface,
    )
    expect({ failures, reports, exitCode: process.exitCode }).toEqual({
      failures: [],
      reports: [result],
      exitCode: undefined,
    })
  })

  it.each([
    [refusal('no'), 'refused', 1],
    [inputError('wrong'), 'input', 2],
    [remoteError('gone'), 'remote', 3],
    [new TypeError('x is not a function'), 'bug', 3],
    ['a text', 'bug', 3],
  ])('turns %s into an exit code, and closes what was opened', async (thrown, kind, exitCode) => {
    const { surface, failures } = recorder()
    const closed: string[] = []
    const work = ({ atEnd }: Wiring) => {
      atEnd(() => Promise.resolve(void closed.push('first')))
      atEnd(() => Promise.reject(new Error('cannot close')))
      return Promise.reject(thrown)
    }
    await run(command(work), surface)
    expect(failures).toMatchObject([{ kind, exitCode }])
    expect(process.exitCode).toBe(exitCode)
    expect(closed).toEqual(['first'])
  })

  it('asks to report a bug, with its stack only when debugging', async () => {
    for (const [environment, hasStack] of [
      [{}, false],
      [{ FAIRLEAD_DEBUG: '1' }, true],
    ] as const) {
      const { surface, failures } = recorder(environment)
      await run(() => Promise.reject(new TypeError('odd')), surface)
      expect(failures[0]?.faults[0]?.message).toBe('this is a bug in Fairlead: TypeError: odd')
      expect(failures[0]?.faults[0]?.hint).toMatch(/^Please report it/)
      expect(failures[0]?.stack !== undefined).toBe(hasStack)
    }
  })
})
