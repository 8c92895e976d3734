import type { Proving } from '../../proof/proofs.ts'
import { configOf, withoutMirror } from '../../config/read.ts'
import type { Git } from '../../git/git.ts'
import type { Completion } from '../../inventory/open.ts'
import { withLeadingTemplates } from '../../inventory/leading/templates.ts'
import { isTold } from '../../inventory/leading/rendered.ts'
import type { Standing } from '../../parents/complete.ts'
import type { Rendering } from '../../render/plan.ts'
import type { Standings } from '../../update/request.ts'
import type { Tree } from '../../tree/tree.ts'
import type { Wiring } from '../define.ts'
import type { JobCheckout } from './job.ts'
import type { ParentInputs, Surroundings } from './surroundings.ts'
import { noProgramInputs } from './program-inputs.ts'

/** Opens the renderer once for all callers. Nothing is loaded or looked up before. */
export type OpenRendering = (tree: Tree) => Promise<Rendering>

/**
 * Returns a function that opens the renderer. All trees of a command belong to one repo, and the base comes first,
 * because its configuration determines what may be fetched.
 */
export function renderingAround(inputs: ParentInputs, around: Surroundings, wiring: Wiring): OpenRendering {
  let opened: Promise<Rendering> | undefined
  const open = async (tree: Tree) => {
    const { openRendering } = await import('./parents-rendering.ts')
    return openRendering(inputs, around, tree, wiring)
  }
  return (tree) => (opened ??= open(tree))
}

/**
 * Adds the apps that are declared in the output of other apps, which are rendered for it. If there are none, nothing
 * is loaded or looked up.
 */
export function completionFor(rendering: OpenRendering, around: Pick<Surroundings, 'standing'>): Completion {
  return async (known, tree) => {
    const open = await withLeadingTemplates(known)
    if (isTold(open)) return open
    const { complete } = await import('../../parents/complete.ts')
    return complete(open, tree, await rendering(tree), await around.standing())
  }
}

/** Returns the renderers for files of the base, whose configuration determines what may be fetched. */
export function standingFor(
  inputs: ParentInputs,
  addresses: string | undefined,
  wiring: Wiring,
): (standing: Standing) => Standings {
  return (standing) => {
    const around = { addresses, standing: () => Promise.resolve(standing), config: configOf }
    const rendering = renderingAround(inputs, around, wiring)
    return {
      completion: completionFor(rendering, around),
      proving: provingWith(inputs, rendering, around, wiring),
    }
  }
}

/** The inputs of a command that has none of these: it uses the programs on PATH. */
export const onlyOnPath: ParentInputs = { ...noProgramInputs, 'source-token': undefined }

/** Returns the renderer that verifies a bump. */
export function provingWith(
  inputs: ParentInputs,
  rendering: OpenRendering,
  around: Pick<Surroundings, 'addresses' | 'standing'>,
  { context }: Wiring,
): Proving {
  return {
    addresses: around.addresses,
    rendering,
    standing: () => around.standing(),
    async isAtHand() {
      const asked = ['helm-path', 'helm-version', 'kustomize-path', 'kustomize-version'] as const
      if (asked.some((name) => inputs[name] !== undefined)) return true
      const { onPath } = await import('../../render/engine/on-path.ts')
      const programs = ['helm', 'kustomize', 'kubectl'].map((name) => onPath(name, context.environment))
      return (await Promise.all(programs)).some((path) => path !== undefined)
    },
  }
}

/**
 * Returns the surroundings of a checkout. Its branch may be merged into the default branch, so apps that follow
 * either of them are read from the checkout.
 */
export function aroundCheckout(
  git: Git,
  folder: string,
  own: JobCheckout,
  wiring: Wiring,
): Pick<Surroundings, 'clone' | 'standing' | 'config'> {
  const { context } = wiring
  const { defaultBranch, change } = own
  const base = change?.isRequest === true ? change.base : undefined
  return {
    clone: { git, folder },
    async standing() {
      const head = await git.attempt(['symbolic-ref', '--short', '--quiet', 'HEAD'])
      // If the default branch is unknown, it has one of the usual names.
      const into = defaultBranch === undefined ? ['main', 'master'] : [defaultBranch]
      const branches = [head.ok ? head.stdout.trim() : '', base, ...into].filter((name) => name)
      const [branch, ...alsoFollowed] = branches as string[]
      return branch === undefined ? undefined : { branch, isDefaultBranch: true, alsoFollowed }
    },
    async config(tree) {
      const config = await configOf(tree)
      if (!context.job.present) return withoutMirror(config)
      const { trustedConfig } = await import('./trusted-config.ts')
      return trustedConfig(config, { git, job: own }, wiring)
    },
  }
}
