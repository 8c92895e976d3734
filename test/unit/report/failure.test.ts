import { expect, it } from 'vitest'
import { REPORT_AT } from '../../../src/errors.ts'
import { failureSummary } from '../../../src/report/failure.ts'
import { escapeAround } from '../../../src/text/markdown.ts'

it('tells each message with its place and what to do, and our own address as a link', () => {
  const faults = [
    { message: 'the key is wrong', at: { file: 'a.yaml', line: 3 }, hint: 'Write:\n  a: 1' },
    { message: 'this is a bug', hint: `Please report it: ${REPORT_AT}` },
  ]
  expect(failureSummary('Fairlead bump', faults)).toBe(
    `### Fairlead bump failed\n\n- \`a.yaml:3\`: the key is wrong<br>Write:<br>&nbsp;&nbsp;a: 1\n- this is a bug<br>Please report it: <${REPORT_AT}>\n`,
  )
})

it('keeps our addresses whole, and breaks all others', () => {
  const url = 'https://github.com/acme/infra/pull/7'
  expect(
    escapeAround(`Opened ${url} for web_a, see ${url}0 and https://evil.example.`, [url, `${url}0`]),
  ).toBe(`Opened <${url}> for web\\_a, see <${url}0> and https:&#8203;//evil.example.`)
  expect(escapeAround('Opened x>y<z', ['x>y'])).toBe('Opened x&gt;y&lt;z')
})
