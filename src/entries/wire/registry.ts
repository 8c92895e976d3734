import type { Registry } from '../../registry/registry.ts'
import type { Wiring } from '../define.ts'

/**
 * Returns a function that opens container registries with the credentials of the environment. It is loaded on first
 * use.
 */
export function registries({ context, hide, say }: Wiring): () => Promise<Registry> {
  return async () => {
    const { openRegistry } = await import('../../registry/registry.ts')
    return openRegistry({ environment: context.environment, hide, log: say })
  }
}
