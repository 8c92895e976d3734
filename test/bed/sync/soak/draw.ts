/**
 * Draws all rounds of a soak before the first one, so that each round is the same regardless of how long the others
 * take.
 */
import { setTimeout as sleep } from 'node:timers/promises'
import { randomOf } from '../../truth/random.ts'
import type { Random } from '../../truth/random.ts'
import type { Disturbance, Plan } from './round.ts'
import type { Situation } from './situation.ts'

/** Disturbances run one at a time, because all running rounds share the same Argo CD. */
let last: Promise<unknown> = Promise.resolve()

const disturbance = (name: string, work: Disturbance['happen']): Disturbance => ({
  name,
  async happen(argocd, random) {
    await sleep(random.below(4000))
    const own = last.then(() => work(argocd, random))
    last = own.catch(() => undefined)
    await own
  },
})

const paused = (part: Parameters<Parameters<Disturbance['happen']>[0]['part']>[0], most: number) =>
  disturbance(`${part} paused`, async (argocd, random) => {
    argocd.part(part).pause()
    try {
      await sleep(1000 + random.below(most))
    } finally {
      argocd.part(part).resume()
    }
  })

const restarted = (part: Parameters<Parameters<Disturbance['happen']>[0]['part']>[0]) =>
  disturbance(`${part} restarted`, async (argocd) => {
    await argocd.part(part).stop()
    await argocd.part(part).start()
  })

const disturbances: readonly Disturbance[] = [
  paused('application-controller', 5000),
  restarted('application-controller'),
  paused('repo-server', 5000),
  paused('server', 5000),
  restarted('server'),
]

/**
 * Draws rounds. Each situation is used once before any of them is used again.
 *
 * @param isLong true if time does not matter; then the settling time is also drawn
 * @param all all situations
 */
export function drawn(
  { seed, rounds, isLong, beside }: Pick<Plan, 'beside'> & { seed: number; rounds: number; isLong: boolean },
  all: readonly Situation[],
): Plan[] {
  const random = randomOf(seed)
  let deck: Situation[] = []
  const deal = () => {
    if (deck.length === 0) deck = random.shuffled(all)
    return deck.pop() as Situation
  }
  return Array.from({ length: rounds }, (_, i) => {
    const situations = Array.from({ length: 3 + random.below(3) }, deal)
    const needsSettling = situations.some((one) => one.needsSettling === true)
    return {
      name: `r${i + 1}`,
      situations,
      random: randomOf(random.below(2 ** 31)) satisfies Random,
      disturbance: random.below(4) === 0 ? random.pick(disturbances) : undefined,
      settle: random.pick([1, 5]) === 5 || needsSettling || !isLong ? 5 : 1,
      commits: 1 + random.below(3),
      beside,
    }
  })
}
