/** The `fairlead.yaml` that the head of an example shows, so that what is tried is what people are told to write. */
export function configIn(example: string): string {
  const lines = example.split('\n').filter((line) => line.startsWith('#   '))
  return lines.map((line) => `${line.slice(4)}\n`).join('')
}
