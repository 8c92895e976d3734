/**
 * Soak runs, which take longer than the suite: randomized tests with more rounds. In the suite they do a few rounds.
 *
 *   npm run soak -- [--seed N] [--rounds N] …     further arguments go to vitest
 */

/** The variables that tests with rounds read. */
export const variables = { seed: 'FAIRLEAD_BED_SEED', rounds: 'FAIRLEAD_BED_ROUNDS' } as const

/** The default number of rounds. */
const usualRounds = 200

/** The parameters of a soak. */
export interface Soak {
  /** The variables for the environment of the tests. */
  readonly env: Readonly<Record<string, string>>
  /** The arguments for vitest. */
  readonly words: readonly string[]
  /** The arguments that repeat the same soak. */
  readonly again: string
}

/**
 * Parses the arguments of a soak.
 *
 * @param draw returns the default seed
 * @throws Error for a seed or a number of rounds that is not a whole number
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
