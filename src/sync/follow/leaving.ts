import type { Application } from '../../controllers/argocd/api/shapes.ts'

/** Messages about Applications that are created and deleted. All are sentences without a full stop. */

/**
 * @param by who has to create it, as a sentence
 * @param wasThere whether it existed during the wait
 */
export function absent(by: string | undefined, wasThere: boolean): string {
  return wasThere ? 'its Application was deleted' : `its Application does not exist yet${also(by)}`
}

/** Describes an Application that the commit removes and that still exists. */
export function leaving(
  { metadata: { deletionTimestamp, finalizers } }: Application,
  by: string | undefined,
): string {
  return deletionTimestamp === undefined
    ? `its Application still exists${also(by)}`
    : `its Application is being deleted; waiting for: ${finalizers.join(', ') || 'the API server'}`
}

/** @param kept why its resources stay in the cluster, as half a sentence */
export function gone(kept: string | undefined): string {
  return `its Application is gone${kept === undefined ? '' : `; its resources stay in the cluster, because ${kept}`}`
}

function also(by: string | undefined): string {
  return by === undefined ? '' : `; ${by}`
}
