/**
 * A line that begins with a slash is a command to GitLab, such as `/approve`: outside of code, nothing that comes
 * from a diff or a branch may give one. Code is only what every reader takes for it: GitLab's own search for commands
 * knows no indented, longer or open fences, and ends one at the next line of three backticks.
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
