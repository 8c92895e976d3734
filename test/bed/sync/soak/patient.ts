/** An Argo CD whose API requests are retried if it does not answer, because other rounds restart and pause it. */
import { setTimeout as sleep } from 'node:timers/promises'
import type { Argocd } from '../../argocd.ts'

/** Returns the same Argo CD, with requests that are retried until they are answered. */
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
