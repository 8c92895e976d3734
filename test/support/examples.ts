/** Returns the `fairlead.yaml` from the header of an example, so that tests use the documented configuration. */
export function configIn(example: string): string {
  const lines = example.split('\n').filter((line) => line.startsWith('#   '))
  return lines.map((line) => `${line.slice(4)}\n`).join('')
}
