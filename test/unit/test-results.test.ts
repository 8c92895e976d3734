/** The counts of `.ci/run` for a suite: a green line must not hide tests that did not run. */
import { execFileSync } from 'node:child_process'
import { writeFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { describe, expect, it } from 'vitest'
import { temporaryFolder } from '../support/git.ts'

/** Writes the report of a run: for each file its own status and the statuses of its tests. */
function reportOf(files: Readonly<Record<string, readonly [status: string, ...tests: string[]]>>): string {
  const report = join(temporaryFolder(), 'report.json')
  const testResults = Object.entries(files).map(([name, [status, ...tests]]) => ({
    name: resolve(`test/${name}.test.ts`),
    status,
    message: 'why\nat length',
    assertionResults: tests.map((one, index) => ({
      status: one,
      fullName: `test ${index}`,
      failureMessages: one === 'failed' ? ['AssertionError: 1 is not 2\n  at length'] : [],
    })),
  }))
  const success = testResults.every(({ status }) => status === 'passed')
  writeFileSync(report, JSON.stringify({ success, testResults }))
  return report
}

/** Returns the lines that the script prints. */
function printed(...args: string[]): string[] {
  const output = execFileSync(process.execPath, ['scripts/test-results.ts', ...args])
  return output.toString().trim().split('\n')
}

/** Returns the lines that the script prints for a report of one file with tests of these statuses. */
function counted(file: string, tests: readonly string[], ...flags: string[]): string[] {
  return printed(reportOf({ a: [file, ...tests] }), ...flags)
}

it('a skipped test is no failure, save where skips are refused', () => {
  const tests = ['passed', 'skipped', 'todo']
  expect(counted('passed', tests)).toEqual(['1 0'])
  const refused = ['1 2', 'FAILED test/a.test.ts: test 1: skipped', 'FAILED test/a.test.ts: test 2: skipped']
  expect(counted('passed', tests, '--no-skips')).toEqual(refused)
})

it('a file that could not start is one failure, whatever of it was skipped', () => {
  expect(counted('failed', ['skipped', 'skipped'], '--no-skips')).toEqual([
    '0 1',
    'FAILED test/a.test.ts: why',
  ])
  expect(counted('failed', [])).toEqual(['0 1', 'FAILED test/a.test.ts: why'])
})

it('a failed test is told with its file', () => {
  expect(counted('failed', ['failed', 'passed'])).toEqual([
    '1 1',
    'FAILED test/a.test.ts: test 0: AssertionError: 1 is not 2',
  ])
})

describe('a second run of the files that failed', () => {
  const late = 'PASSED ONLY AT THE SECOND TRY test/b.test.ts: '

  it('takes the place of what the first said of them, and what only it has passed is told', () => {
    const first = reportOf({ a: ['passed', 'passed'], b: ['failed', 'failed', 'passed', 'failed'] })
    const second = reportOf({ b: ['failed', 'passed', 'passed', 'failed'] })
    expect(printed(first, second, '--no-skips')).toEqual([
      '3 1',
      `${late}test 0: AssertionError: 1 is not 2`,
      'FAILED test/b.test.ts: test 2: AssertionError: 1 is not 2',
    ])
  })

  it('tells of a file that could not start at first', () => {
    const first = reportOf({ a: ['passed', 'passed'], b: ['failed', 'skipped'] })
    expect(printed(first, reportOf({ b: ['passed', 'passed'] }), '--no-skips')).toEqual(['2 0', `${late}why`])
  })

  it('makes nothing good that it did not run, and nothing that fails in it alone', () => {
    const first = reportOf({ a: ['failed', 'failed'], b: ['failed', 'failed', 'passed'] })
    expect(printed(first, reportOf({ b: ['failed', 'passed', 'failed'] }))).toEqual([
      '1 2',
      `${late}test 0: AssertionError: 1 is not 2`,
      'FAILED test/a.test.ts: test 0: AssertionError: 1 is not 2',
      'FAILED test/b.test.ts: test 1: AssertionError: 1 is not 2',
    ])
  })

  it('a test that it skips has not passed', () => {
    const first = reportOf({ b: ['failed', 'failed'] })
    expect(printed(first, reportOf({ b: ['passed', 'skipped'] }), '--no-skips')).toEqual([
      '0 1',
      'FAILED test/b.test.ts: test 0: skipped',
    ])
  })

  it('is worth it for few files that failed, not for many, nor for what was skipped', () => {
    const failing = (count: number) =>
      Object.fromEntries(Array.from({ length: count }, (_, i) => [`f${i}`, ['failed', 'failed'] as const]))
    expect(printed(reportOf({ a: ['passed', 'skipped'], ...failing(4) }), '--again')).toEqual([
      'test/f0.test.ts',
      'test/f1.test.ts',
      'test/f2.test.ts',
      'test/f3.test.ts',
    ])
    expect(printed(reportOf(failing(5)), '--again')).toEqual([''])
    expect(printed(reportOf({ a: ['passed', 'skipped'] }), '--again')).toEqual([''])
  })
})
