/**
 * The workflows that a page of Markdown shows: its blocks of YAML with `jobs:`.
 *
 * Each comes as a file of its own in which every line has the number that it has in the page. Where a block leaves
 * out what starts it, `on: push` stands in the line of its fence.
 */
export function workflowsOf(page: string): string[] {
  return [...page.matchAll(/^```yaml\n([^]*?)^```$/gm)]
    .filter(([, block = '']) => /^jobs:$/m.test(block))
    .map((match) => {
      const [, block = ''] = match
      const above = page.slice(0, match.index).split('\n').length - 1
      return `${'\n'.repeat(above)}${/^on:/m.test(block) ? '' : 'on: push'}\n${block}`
    })
}
