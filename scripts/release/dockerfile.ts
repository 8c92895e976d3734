/** The parts of a Dockerfile that can be tested without a container. */
export interface Dockerfile {
  readonly copies: ReadonlyArray<{ readonly source: string; readonly target: string }>
  readonly entrypoint: readonly string[]
  readonly user: string | undefined
}

/**
 * Reads the lines `COPY source target`, `ENTRYPOINT ["…"]` and `USER` of a Dockerfile.
 *
 * @throws Error if a COPY has an unsupported form, so that every COPY is tested
 */
export function readDockerfile(text: string): Dockerfile {
  const instructions = text
    .replaceAll(/\\\n/g, ' ')
    .split('\n')
    .map((line) => /^([A-Z]+)\s+(.*)$/.exec(line.trim()) ?? [])
  const all = (name: string) => instructions.flatMap(([, word, rest = '']) => (word === name ? [rest] : []))
  const copies = [...all('COPY'), ...all('ADD')].map((rest) => {
    const [source = '', target = '', ...others] = rest.split(/\s+/)
    if (source.startsWith('-') || !target.startsWith('/') || others.length > 0)
      throw new Error(`COPY ${rest} is not of the form COPY source /target`)
    return { source: source.replace(/\/$/, ''), target: target.replace(/\/$/, '') }
  })
  const entrypoint = JSON.parse(all('ENTRYPOINT').at(-1) ?? '[]') as string[]
  return { copies, entrypoint, user: all('USER').at(-1) }
}
