/** Appends a trailer to a commit's message: to the block of trailers at its end, or as a new block. */
export function withTrailer(message: string, name: string, value: string): string {
  const text = message.trimEnd()
  const paragraphs = text.split(/\n[ \t]*\n/)
  const isBlock = paragraphs.length > 1 && isTrailerBlock(paragraphs.at(-1) ?? '')
  return `${text}${isBlock ? '\n' : '\n\n'}${name}: ${value}\n`
}

/**
 * Reports whether git reads a last paragraph as trailers: all lines are `Name: value` lines; or at least a quarter of
 * them are, and one is a trailer that git itself writes (`Signed-off-by`). Then `BREAKING CHANGE: …` or `Refs #7` may
 * be beside it.
 *
 * Rule: https://git-scm.com/docs/git-interpret-trailers (Description)
 */
export function isTrailerBlock(paragraph: string): boolean {
  const all = paragraph.split('\n')
  const lines = all.filter((line) => !/^\s/.test(line))
  const named = lines.filter((line) => /^[A-Za-z0-9-]+: /.test(line))
  const isGits = lines.some((line) => /^(Signed-off-by: |\(cherry picked from commit )/.test(line))
  return (
    named.length > 0 &&
    all[0] === lines[0] &&
    (named.length === lines.length || (isGits && named.length * 4 >= lines.length))
  )
}
