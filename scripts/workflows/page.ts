/**
 * The workflows that a page of Markdown shows: its blocks of YAML with `jobs:`.
 *
 * Each comes as a file of its own in which every line has the number that it has in the page. If a block does not say
 * what starts it, it is either a job that replaces the one of that name in the workflow above it, and comes with the
 * other jobs of that workflow; or `on: push` stands in the line of its fence.
 */
export function workflowsOf(page: string): string[] {
  /** The last workflow that is complete. */
  let complete = ''
  return [...page.matchAll(/^```yaml\n([^]*?)^```$/gm)]
    .filter(([, block = '']) => /^jobs:$/m.test(block))
    .map((match) => {
      const [, block = ''] = match
      const above = page.slice(0, match.index).split('\n').length
      if (/^on:/m.test(block)) {
        complete = '\n'.repeat(above) + block
        return complete
      }
      return replaced(complete, block, above) ?? `${'\n'.repeat(above - 1)}on: push\n${block}`
    })
}

/** A workflow with one job replaced by that of a block below it; undefined if it has no job of that name. */
function replaced(workflow: string, block: string, above: number): string | undefined {
  const name = /^jobs:\n {2}([\w-]+):/m.exec(block)?.[1]
  const job = name && new RegExp(`^ {2}${name}:.*\\n(?:(?: {3,}.*)?\\n)*`, 'm')
  if (!job || !job.test(workflow)) return undefined
  const others = workflow.replace(job, (text) => text.replace(/.*\n/g, '\n'))
  const lines = others.split('\n').length - 1
  return others + '\n'.repeat(above - lines) + block.replace(/^jobs:$/m, '')
}
