/** What `.ci/run` counts of a suite: a green line must not hide what did not run. */
import { execFileSync } from 'node:child_process'
import { writeFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { expect, it } from 'vitest'
import { temporaryFolder } from '../support/git.ts'

/** What the script prints for a report of one file with tests of these statuses. */
function counted(file: string, tests: readonly string[], ...flags: string[]): string[] {
  const report = join(temporaryFolder(), 'report.json')
  const results = {
    success: file === 'passed',
    numPassedTests: tests.filter((status) => status === 'passed').length,
    testResults: [
      {
        name: resolve('test/a.test.ts'),
        status: file,
        message: 'why\nat length',
        assertionResults: tests.map((status, index) => ({
          status,
          fullName: `test ${index}`,
          failureMessages: status === 'failed' ? ['AssertionError: 1 is not 2\n  at length'] : [],
        })),
      },
    ],
  }
  writeFileSync(report, JSON.stringify(results))
  const output = execFileSync(process.execPath, ['scripts/test-results.ts', report, ...flags])
  return output.toString().trim().split('\n')
}

it('a skipped test is no failure, save where skips are refused', () => {
  const tests = ['passed', 'skipped', 'todo']
  expect(counted('passed', tests)).toEqual(['1 0'])
  const refused = ['1 2', 'test/a.test.ts: test 1: skipped', 'test/a.test.ts: test 2: skipped']
  expect(counted('passed', tests, '--no-skips')).toEqual(refused)
})

it('a file that could not start is one failure, whatever of it was skipped', () => {
  expect(counted('failed', ['skipped', 'skipped'], '--no-skips')).toEqual(['0 1', 'test/a.test.ts: why'])
  expect(counted('failed', [])).toEqual(['0 1', 'test/a.test.ts: why'])
})

it('a failed test is told with its file', () => {
  expect(counted('failed', ['failed', 'passed'])).toEqual([
    '1 1',
    'test/a.test.ts: test 0: AssertionError: 1 is not 2',
  ])
})
