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

/** Opens what renders, once for all that asks: nothing is loaded or looked for before. */
export type OpenRendering = (tree: Tree) => Promise<Rendering>

/** All trees of a command are of one repo, the base first: it says what may be fetched. */
export function renderingAround(inputs: ParentInputs, around: Surroundings, wiring: Wiring): OpenRendering {
  let opened: Promise<Rendering> | undefined
  const open = async (tree: Tree) => {
    const { openRendering } = await import('./parents-rendering.ts')
    return openRendering(inputs, around, tree, wiring)
  }
  return (tree) => (opened ??= open(tree))
}

/** Adds what apps declare that have to be rendered for it. Where there are none, nothing is loaded or looked for. */
export function completionFor(rendering: OpenRendering, around: Pick<Surroundings, 'standing'>): Completion {
  return async (known, tree) => {
    const open = await withLeadingTemplates(known)
    if (isTold(open)) return open
    const { complete } = await import('../../parents/complete.ts')
    return complete(open, tree, await rendering(tree), await around.standing())
  }
}

/** What renders files of the base, which say what may be fetched. */
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

/** Of a command without inputs for it: with what is on PATH. */
export const onlyOnPath: ParentInputs = {
  'helm-path': undefined,
  'helm-version': undefined,
  'helm-sha256': [],
  'kustomize-path': undefined,
  'kustomize-version': undefined,
  'kustomize-sha256': [],
  'renderer-mirror': undefined,
  'source-token': undefined,
}

/** What a bump is proved with. */
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

/** Of a checkout: a branch of it may go into the default one, so what follows either of them is read from it. */
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
      // Where nothing tells the default branch, it has one of the usual names.
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
