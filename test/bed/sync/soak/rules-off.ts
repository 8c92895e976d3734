/**
 * Builds of Fairlead that each lack one rule of the table of verdicts. A soak is as good as the number of them that
 * it detects.
 */
import { cpSync, mkdirSync, readdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { rolldown } from 'rolldown'
import config from '../../../../rolldown.config.ts'
import { verdictRules } from '../../../../src/controllers/argocd/verdict/table.ts'

const root = fileURLToPath(new URL('../../../..', import.meta.url))
const table = '/src/controllers/argocd/verdict/table.ts'

/** The ids of all rules. */
export const ruleIds: readonly string[] = verdictRules.map(({ id }) => id)

/**
 * Builds the command line without a rule.
 *
 * @param folder the folder of the builds
 * @returns the path of its bundle
 * @throws Error if the table is not in the expected file
 */
export async function buildWithout(rule: string, folder: string): Promise<string> {
  const dir = join(folder, rule)
  mkdirSync(dir, { recursive: true })
  // Copies the files that are not code.
  for (const file of readdirSync(join(root, 'dist')).filter((name) => name.endsWith('.br')))
    cpSync(join(root, 'dist', file), join(dir, file))
  writeFileSync(join(dir, 'package.json'), '{ "type": "module" }\n')
  let found = false
  const transform = (code: string, id: string) => {
    if (!id.replaceAll('\\', '/').endsWith(table)) return undefined
    const name = 'export const verdictRules'
    found = code.includes(name)
    const without = `\nexport const verdictRules = wholeTable.filter(({ id }) => id !== ${JSON.stringify(rule)})\n`
    return code.replace(name, 'const wholeTable') + without
  }
  const { output, ...input } = config
  if (Array.isArray(output)) throw new Error('the configuration has several outputs')
  const bundle = await rolldown({
    ...input,
    cwd: root,
    input: { cli: join(root, 'src/entries/cli.ts') },
    plugins: [{ name: 'without-a-rule', transform }],
  })
  await bundle.write({ ...output, dir })
  await bundle.close()
  if (!found) throw new Error(`${table} exports no verdictRules`)
  return join(dir, 'cli.js')
}
