import { readFileSync } from 'node:fs'
import { relative } from 'node:path'

/**
 * Prints what a run of vitest came to, from its JSON report: "PASSED FAILED" in the first line, then a line for each
 * test that failed, with the first line of the reason. A file that could not start, and a run that failed beside its
 * tests, count as one failure each. With `--no-skips` a skipped test is a failure, too.
 *
 * node scripts/test-results.ts REPORT [--no-skips]
 */

interface Results {
  readonly success: boolean
  readonly numPassedTests: number
  readonly testResults: readonly {
    readonly name: string
    readonly status: string
    readonly message?: string
    readonly assertionResults: readonly {
      readonly status: string
      readonly fullName: string
      readonly failureMessages?: readonly string[]
    }[]
  }[]
}

const [report = '', noSkips] = process.argv.slice(2)
const results = JSON.parse(readFileSync(report, 'utf8')) as Results
const failures = results.testResults.flatMap(({ name, status, message, assertionResults }) => {
  const file = relative(process.cwd(), name)
  const failed = assertionResults
    .filter((test) => test.status === 'failed')
    .map(({ fullName, failureMessages }) => `${file}: ${fullName}: ${firstLine(failureMessages?.[0])}`)
  // Where a file could not start, its tests are skipped: that is one failure.
  if (failed.length === 0 && status === 'failed') return [`${file}: ${firstLine(message)}`]
  const skipped = assertionResults
    .filter((test) => noSkips === '--no-skips' && !['passed', 'failed'].includes(test.status))
    .map(({ fullName }) => `${file}: ${fullName}: skipped`)
  return [...failed, ...skipped]
})
if (!results.success && failures.length === 0)
  failures.push('the run failed beside its tests: see its output')
process.stdout.write(`${[`${results.numPassedTests} ${failures.length}`, ...failures].join('\n')}\n`)

function firstLine(text: string | undefined): string {
  return (text ?? '').split('\n', 1)[0]?.slice(0, 300) ?? ''
}
