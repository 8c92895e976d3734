/**
 * Runs the benchmarks: `npm run bench [-- NAME …]`. With `--write` the document is updated for the chosen ones. With
 * `--smoke` only the smallest size is measured, once, to check that everything still works.
 */
import { parseArgs } from 'node:util'
import { writeDocument } from './document.ts'
import type { Scale } from './subject.ts'
import { subjects } from './subjects.ts'
import { toMarkdown } from './table.ts'

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    smoke: { type: 'boolean', default: false },
    write: { type: 'boolean', default: false },
    rounds: { type: 'string', default: '5' },
  },
})
const unknown = positionals.filter((name) => !subjects.some((subject) => subject.name === name))
const rounds = values.smoke ? 1 : Number(values.rounds)
if (unknown.length > 0 || !(rounds >= 1) || (values.smoke && values.write)) {
  process.stderr.write(
    `usage: npm run bench -- [--smoke | --write] [--rounds N] [NAME …]\nnames: ${subjects.map(({ name }) => name).join(', ')}\n`,
  )
  process.exit(2)
}

const scale: Scale = {
  smoke: values.smoke,
  rounds,
  sizes: (...all) => (values.smoke ? all.slice(0, 1) : all),
}
for (const subject of subjects) {
  if (positionals.length > 0 && !positionals.includes(subject.name)) continue
  const tables = await subject.measure(scale, (progress) =>
    process.stderr.write(`${subject.name}: ${progress}\n`),
  )
  // A benchmark that cannot run on this machine does not change the document.
  if (tables.length === 0) continue
  const text = tables.map(toMarkdown).join('\n\n')
  process.stdout.write(`\n${text}\n\n`)
  if (values.write) writeDocument(subject.name, text, rounds)
}
