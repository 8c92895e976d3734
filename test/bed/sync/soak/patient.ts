/** An Argo CD whose API is asked again where it does not answer: other rounds restart and pause it. */
import { setTimeout as sleep } from 'node:timers/promises'
import type { Argocd } from '../../argocd.ts'

/** The same, but for its requests, which last until they are answered. */
export function patient(argocd: Argocd): Argocd {
  const request: Argocd['request'] = async (...asked) => {
    for (let tries = 0; ; tries += 1) {
      const answer = await argocd.request(...asked).catch((error: unknown) => error as Error)
      if (!(answer instanceof Error) && answer.status < 500) return answer
      if (tries === 100) throw answer instanceof Error ? answer : new Error(`${asked[1]}: ${answer.status}`)
      await sleep(300)
    }
  }
  return { ...argocd, request }
}
