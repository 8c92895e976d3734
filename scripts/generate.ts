/**
 * Generates files from the descriptions of the commands and of fairlead.yaml: every action.yml, the components of
 * GitLab, the tables in the READMEs, the JSON Schemas, the pages of rules, the script and style of a report's page,
 * and from GitLab's contract the schemas and types of its answers.
 *
 *   node scripts/generate.ts            writes the files
 *   node scripts/generate.ts --check    exits 1 if one of them is stale
 */
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import * as v from 'valibot'
import type { CommandDescription } from '../src/commands/describe.ts'
import { DIFFERENCES } from '../src/controllers/argocd/versions.ts'
import { verdictRules } from '../src/controllers/argocd/verdict/table.ts'
import { configShape } from '../src/config/config-shape.ts'
import { commands, otherNames, terminalCommands } from '../src/entries/commands.ts'
import { gateRules } from '../src/gate/table.ts'
import { approvalRules } from '../src/gate/who.ts'
import { syncEntry } from '../src/records/entry.ts'
import { gateEntry } from '../src/records/gate-entry.ts'
import { mergeEntry } from '../src/records/merge-entry.ts'
import { reportShape } from '../src/report/json/report-shape.ts'
import { syncShape } from '../src/report/sync/shape.ts'
import { actionYml } from './generate/action-yml.ts'
import { componentYml } from './generate/component-yml.ts'
import { doctorPage } from './generate/doctor-page.ts'
import { gitlabApi } from './generate/gitlab-api.ts'
import { risksPage } from './generate/risks-page.ts'
import { pageAssets } from './generate/page.ts'
import { jobsPage } from './generate/jobs-table.ts'
import { publishedSchema } from './generate/published-schema.ts'
import { fill, fillTables, table } from './generate/tables.ts'
import { rooms } from './rooms.ts'

const root = fileURLToPath(new URL('..', import.meta.url))
/** The command of the action at the root of the repository. */
const rootCommand = 'update'
/** The names of commands on GitLab, if they differ. */
const gitlabNames = new Map([...otherNames].map(([other, name]) => [name, other]))

const { values } = parseArgs({ options: { check: { type: 'boolean', default: false } } })
const wanted = await generate()
const stale = [...wanted].filter(([path, text]) => readText(path) !== text)
if (values.check) {
  for (const [path, text] of stale) process.stderr.write(explain(path, text))
  if (stale.length > 0) process.stderr.write('Run npm run generate.\n')
  process.exitCode = stale.length > 0 ? 1 : 0
} else {
  for (const [path, text] of stale) {
    mkdirSync(dirname(join(root, path)), { recursive: true })
    writeFileSync(join(root, path), text)
  }
}

/** Returns every generated file with its text. */
async function generate(): Promise<Map<string, string>> {
  const files = new Map([
    ['docs/fairlead.schema.json', publishedSchema(configShape, 'fairlead.schema.json', 'fairlead.yaml')],
    ['docs/sync.schema.json', publishedSchema(syncShape, 'sync.schema.json', 'Result of fairlead sync')],
    ['docs/diff.schema.json', publishedSchema(reportShape, 'diff.schema.json', 'Report of fairlead diff')],
    [
      'docs/records.schema.json',
      publishedSchema(
        v.union([syncEntry, gateEntry, mergeEntry]),
        'records.schema.json',
        'Entry of the records of Fairlead',
      ),
    ],
    ['docs/risks.md', risksPage()],
    ['docs/doctor.md', doctorPage()],
    ['docs/jobs.md', jobsPage(readText('docs/jobs.md') ?? '')],
    ['src/report/assets.ts', await pageAssets(root)],
    ['src/forge/gitlab/api.ts', gitlabApi(root)],
  ])
  fillPage(files, 'docs/gate.md', 'gate', rulesTable(gateRules))
  fillPage(files, 'docs/gate.md', 'approvals', rulesTable(approvalRules))
  const described = await Promise.all(
    [...commands.values(), ...terminalCommands.values()].map((load) => load()),
  )
  files.set('src/entries/summaries.json', summaries(described.map(({ description }) => description)))
  for (const [name, load] of commands) {
    const { description } = await load()
    files.set(`actions/${name}/action.yml`, actionYml(description, `../../dist/${name}.js`))
    addPage(files, `actions/${name}/README.md`, description)
    if (name === 'sync') fillPage(files, `actions/${name}/README.md`, 'verdict', rulesTable(verdictRules))
    if (name === 'sync') fillPage(files, `actions/${name}/README.md`, 'versions', versionTable())
    const component = gitlabNames.get(name) ?? name
    files.set(`templates/${component}.yml`, componentYml(component, description))
    if (name !== rootCommand) continue
    files.set('action.yml', actionYml(description, `dist/${name}.js`, 'Fairlead'))
    addPage(files, 'README.md', description)
    fillPage(files, 'README.md', 'rooms', roomsTable())
  }
  return files
}

/** Returns the list of commands for `fairlead --help`, so that it does not load any command. */
function summaries(descriptions: readonly CommandDescription[]): string {
  const all = descriptions.map(({ name, summary }) => ({ name, summary }))
  return `${JSON.stringify(all, undefined, 2)}\n`
}

function roomsTable(): string {
  const rows = rooms.map(({ name, what }) => [name.endsWith('.ts') ? `\`${name}\`` : `\`${name}/\``, what])
  return table(['Room', 'Contents'], rows)
}

/** Returns the table of conditions for `sync` (to count a commit as live) or `gate` (to let a change pass). */
function rulesTable(rules: readonly { readonly id: string; readonly description: string }[]): string {
  return table(
    ['Rule', 'What must hold'],
    rules.map(({ id, description }) => [`\`${id}\``, description]),
  )
}

/** Returns the table of differences between the versions of Argo CD. */
function versionTable(): string {
  return table(
    ['Since', 'Difference'],
    Object.values(DIFFERENCES).map(({ since, what }) => [since, what]),
  )
}

function fillPage(files: Map<string, string>, path: string, name: string, text: string): void {
  files.set(path, fill(files.get(path) ?? readText(path) ?? '', name, text))
}

/** Adds a page with its generated tables. The rest of the page is written by hand. */
function addPage(files: Map<string, string>, path: string, description: CommandDescription): void {
  const page = readText(path)
  if (page !== undefined) files.set(path, fillTables(page, description))
}

function readText(path: string): string | undefined {
  const file = join(root, path)
  return existsSync(file) ? readFileSync(file, 'utf8') : undefined
}

/** Describes the first line in which a file differs from its generated text. */
function explain(path: string, text: string): string {
  const current = readText(path)
  if (current === undefined) return `${path} is missing\n`
  const is = current.split('\n')
  const should = text.split('\n')
  const line = should.findIndex((wantedLine, index) => wantedLine !== is[index])
  const at = line === -1 ? should.length : line
  return `${path}:${at + 1} is stale\n- ${is[at] ?? '(end of the file)'}\n+ ${should[at] ?? '(end of the file)'}\n`
}
