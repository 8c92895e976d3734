/** Appends a trailer to a commit's message: to the block of trailers at its end, or as a new block. */
export function withTrailer(message: string, name: string, value: string): string {
  const text = message.trimEnd()
  const paragraphs = text.split(/\n[ \t]*\n/)
  const last = paragraphs.at(-1)?.split('\n') ?? []
  const isBlock = paragraphs.length > 1 && last.every((line) => /^[A-Za-z0-9-]+: |^\s+\S/.test(line))
  return `${text}${isBlock ? '\n' : '\n\n'}${name}: ${value}\n`
}
