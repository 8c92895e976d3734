import type { Registry } from '../../registry/registry.ts'
import type { Wiring } from '../define.ts'

/** Gives what opens container registries with the credentials of the environment; loaded only when asked for. */
export function registries({ context, hide, say }: Wiring): () => Promise<Registry> {
  return async () => {
    const { openRegistry } = await import('../../registry/registry.ts')
    return openRegistry({ environment: context.environment, hide, log: say })
  }
}
