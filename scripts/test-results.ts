import { readFileSync } from 'node:fs'
import { relative } from 'node:path'

/**
 * Prints what a run of vitest came to, from its JSON report: "PASSED FAILED" in the first line, then a line for each
 * test that failed, with the first line of the reason. A file that could not start, and a run that failed beside its
 * tests, count as one failure each.
 *
 * node scripts/test-results.ts REPORT
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

const results = JSON.parse(readFileSync(process.argv[2] ?? '', 'utf8')) as Results
const failures = results.testResults.flatMap(({ name, status, message, assertionResults }) => {
  const file = relative(process.cwd(), name)
  const failed = assertionResults.filter((test) => test.status === 'failed')
  if (failed.length === 0) return status === 'failed' ? [`${file}: ${firstLine(message)}`] : []
  return failed.map(
    ({ fullName, failureMessages }) => `${file}: ${fullName}: ${firstLine(failureMessages?.[0])}`,
  )
})
if (!results.success && failures.length === 0)
  failures.push('the run failed beside its tests: see its output')
process.stdout.write(`${[`${results.numPassedTests} ${failures.length}`, ...failures].join('\n')}\n`)

function firstLine(text: string | undefined): string {
  return (text ?? '').split('\n', 1)[0]?.slice(0, 300) ?? ''
}
