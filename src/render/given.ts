import { parseYaml } from '../yaml/parse.ts'
import type { Json } from '../yaml/value.ts'
import { evaluate } from '../yaml/value.ts'
import { FairleadError } from '../errors.ts'
import type { HelmJob, RenderJob, TreePath } from './model.ts'

/** A value that is passed to a renderer. */
export interface Given {
  /** The key, such as `db.password`. */
  readonly key: string
  readonly value: string
}

/** The limit on values read. Maintained charts have fewer; a malicious chart may have more. */
const MOST = 20_000

/**
 * Returns the strings and numbers that are passed to Helm: the chart's own values, values files, and parameters.
 * Values that cannot be read are left out.
 */
export async function givenValues(jobs: readonly RenderJob[]): Promise<Given[]> {
  const given: Given[] = []
  for (const job of jobs) if (job.kind === 'helm') given.push(...(await ofHelm(job)))
  return given
}

async function ofHelm({ chart, values, set }: HelmJob): Promise<Given[]> {
  const own = { tree: chart.tree, path: chart.path === '' ? 'values.yaml' : `${chart.path}/values.yaml` }
  const texts = await Promise.all([own, ...values].map(textOf))
  const given = texts.flatMap(readValues)
  for (const entry of set)
    if (entry.how !== 'set-file')
      given.push({ key: entry.name, value: entry.value.replaceAll(/\\([^])/g, '$1') })
  return given
}

async function textOf(source: TreePath | { readonly text: string }): Promise<string> {
  if ('text' in source) return source.text
  const file = (await source.tree.read([source.path])).get(source.path)
  return file?.mode === '120000' ? '' : Buffer.from(file?.content ?? '').toString()
}

function readValues(text: string): Given[] {
  try {
    const given: Given[] = []
    for (const { root } of parseYaml(text, 'values').documents) collect(evaluate(root), '', given)
    return given
  } catch (error) {
    if (error instanceof FairleadError) return []
    throw error
  }
}

function collect(value: Json, key: string, into: Given[]): void {
  if (into.length >= MOST) return
  if (typeof value === 'string' || typeof value === 'number') into.push({ key, value: String(value) })
  else if (typeof value === 'object' && value !== null)
    for (const [name, inner] of Object.entries(value)) {
      // Items of a list have the key of the list.
      const below = Array.isArray(value) ? key : key === '' ? name : `${key}.${name}`
      collect(inner as Json, below, into)
    }
}
