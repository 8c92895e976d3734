import { readFileSync } from 'node:fs'
import { relative } from 'node:path'
import { parseArgs } from 'node:util'

/**
 * Prints the results of a vitest run, from its JSON report: "PASSED FAILED" in the first line, then a line for each
 * failed test, with the first line of the error. A file that could not start, and a run that failed outside of its
 * tests, count as one failure each. With `--no-skips` a skipped test also counts as a failure.
 *
 * With the report of a second run of the failed files, its results of a file replace those of the first run. Each
 * test that passed only in the second run gets a line of its own, so that it is not mistaken for a stable one.
 *
 * With `--again` it prints only the failed files that are worth a second run. If more than a few files failed, it
 * prints none, because that is not an accident.
 *
 * node scripts/test-results.ts REPORT [SECOND] [--no-skips]
 * node scripts/test-results.ts REPORT --again
 */

/** The highest number of failed files that is worth a second run. */
const FEW = 4

interface File {
  readonly name: string
  readonly status: string
  readonly message?: string
  readonly assertionResults: readonly {
    readonly status: string
    readonly fullName: string
    readonly failureMessages?: readonly string[]
  }[]
}

interface Results {
  readonly success: boolean
  readonly testResults: readonly File[]
}

const { values: flags, positionals } = parseArgs({
  allowPositionals: true,
  options: { 'no-skips': { type: 'boolean' }, again: { type: 'boolean' } },
})
const [first, second] = positionals.map((path) => JSON.parse(readFileSync(path, 'utf8')) as Results)
if (first === undefined) throw new Error('no report is given')
process.stdout.write((flags.again === true ? filesAgain(first) : told(first, second)).join('\n').concat('\n'))

function filesAgain({ testResults }: Results): string[] {
  const files = testResults.filter(({ status }) => status === 'failed').map(fileOf)
  return files.length <= FEW ? files : []
}

function told(run: Results, again: Results | undefined): string[] {
  const later = new Map(again?.testResults.map((file) => [file.name, file]))
  const files = run.testResults.map((file) => later.get(file.name) ?? file)
  const failures = files.flatMap(failuresOf)
  if (!(again ?? run).success && failures.length === 0)
    failures.push('the run failed outside of its tests: see its output')
  const late = run.testResults.flatMap((file) => lateOnes(file, later.get(file.name)))
  const passed = files.flatMap((file) => testsOf(file, 'passed')).length
  return [
    `${passed} ${failures.length}`,
    ...late.map((line) => `PASSED ONLY AT THE SECOND TRY ${line}`),
    ...failures.map((line) => `FAILED ${line}`),
  ]
}

function failuresOf(file: File): string[] {
  const failed = failedIn(file).map(({ line }) => line)
  if (failed.length > 0 && testsOf(file, 'failed').length === 0) return failed
  const skipped = file.assertionResults
    .filter(({ status }) => flags['no-skips'] === true && !['passed', 'failed'].includes(status))
    .map(({ fullName }) => `${fileOf(file)}: ${fullName}: skipped`)
  return [...failed, ...skipped]
}

/** Returns the failures of a file, with the name of the test. A failure has no test if the file could not start. */
function failedIn(file: File): { readonly test?: string; readonly line: string }[] {
  const failed = testsOf(file, 'failed').map(({ fullName, failureMessages }) => ({
    test: fullName,
    line: `${fileOf(file)}: ${fullName}: ${firstLine(failureMessages?.[0])}`,
  }))
  // If a file could not start, its tests are skipped. That counts as one failure.
  if (failed.length === 0 && file.status === 'failed')
    return [{ line: `${fileOf(file)}: ${firstLine(file.message)}` }]
  return failed
}

/** Returns the tests that failed at first and passed in the second run. */
function lateOnes(file: File, again: File | undefined): string[] {
  if (again === undefined) return []
  const passed = new Set(testsOf(again, 'passed').map(({ fullName }) => fullName))
  return failedIn(file)
    .filter(({ test }) => (test === undefined ? again.status === 'passed' : passed.has(test)))
    .map(({ line }) => line)
}

function testsOf({ assertionResults }: File, wanted: string) {
  return assertionResults.filter(({ status }) => status === wanted)
}

function fileOf({ name }: File): string {
  return relative(process.cwd(), name)
}

function firstLine(text: string | undefined): string {
  return (text ?? '').split('\n', 1)[0]?.slice(0, 300) ?? ''
}
