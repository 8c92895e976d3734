/**
 * Returns the workflows that a Markdown page shows: its YAML blocks with `jobs:`.
 *
 * Each becomes a file of its own, in which every line has the same number as in the page. A block without a trigger
 * is one of two things. Either it is a job that replaces the job of the same name in the workflow above it, and the
 * file also has the other jobs of that workflow; or `on: push` is put on the line of its fence.
 */
export function workflowsOf(page: string): string[] {
  /** The last complete workflow. */
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

/**
 * Returns a workflow with one job replaced by that of a block below it, or undefined if it has no job of that name.
 */
function replaced(workflow: string, block: string, above: number): string | undefined {
  const name = /^jobs:\n {2}([\w-]+):/m.exec(block)?.[1]
  const job = name && new RegExp(`^ {2}${name}:.*\\n(?:(?: {3,}.*)?\\n)*`, 'm')
  if (!job || !job.test(workflow)) return undefined
  const others = workflow.replace(job, (text) => text.replace(/.*\n/g, '\n'))
  const lines = others.split('\n').length - 1
  return others + '\n'.repeat(above - lines) + block.replace(/^jobs:$/m, '')
}
