/**
 * Escapes quick actions. GitLab reads a line that begins with a slash as a command, such as `/approve`, so outside of
 * code, text from a diff or a branch must not contain one. Only fences that every parser reads as code count:
 * GitLab's own search for commands does not know indented, longer or open fences, and ends a fence at the next line
 * of three backticks.
 *
 * Source: https://docs.gitlab.com/user/project/quick_actions/
 */
export function withoutCommands(body: string): string {
  const lines = body.split('\n')
  let end = -1
  return lines
    .map((line, i) => {
      if (i > end && /^```[^`]*$/.test(line)) {
        let next = i + 1
        while (next < lines.length && lines[next]?.startsWith('```') !== true) next++
        if (lines[next] === '```') end = next
      }
      return i <= end ? line : line.replace(/^(\s*)\/(?=[a-z])/i, String.raw`$1\/`)
    })
    .join('\n')
}
