/**
 * What takes longer than the suite: tests that draw what they do by chance, for more rounds. In the suite they do a few.
 *
 * npm run soak -- [--seed N] [--rounds N] …     what follows goes to vitest
 */

/** The tests that have rounds read these. */
export const variables = { seed: 'FAIRLEAD_BED_SEED', rounds: 'FAIRLEAD_BED_ROUNDS' } as const

/** Rounds of a soak where nothing is said. */
const usualRounds = 200

/** A soak as it was asked for. */
export interface Soak {
  /** What the tests find in their environment. */
  readonly env: Readonly<Record<string, string>>
  /** What vitest is told. */
  readonly words: readonly string[]
  /** The words that give the same soak again. */
  readonly again: string
}

/**
 * Reads the words of a soak.
 *
 * @param draw gives a seed where none is said
 * @throws Error for a seed or a number of rounds that is none
 */
export function soakOf(words: readonly string[], draw = () => Math.floor(Math.random() * 2 ** 31)): Soak {
  const given: Record<string, number> = {}
  const rest: string[] = []
  for (let at = 0; at < words.length; at += 1) {
    const [, name, value] = /^--(seed|rounds)(?:=(.*))?$/.exec(words[at] ?? '') ?? []
    if (name === undefined) rest.push(words[at] ?? '')
    else given[name] = wholeNumber(name, value ?? words[(at += 1)] ?? '')
  }
  const { seed = draw(), rounds = usualRounds } = given
  const again = ['--seed', String(seed), '--rounds', String(rounds), ...rest].join(' ')
  return { env: { [variables.seed]: String(seed), [variables.rounds]: String(rounds) }, words: rest, again }
}

function wholeNumber(name: string, text: string): number {
  if (!/^\d{1,10}$/.test(text)) throw new Error(`--${name} takes a whole number, not '${text}'`)
  return Number(text)
}
