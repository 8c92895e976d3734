import type { Config } from '../../config/config.ts'
import { configOf, withoutMirror } from '../../config/read.ts'
import type { Git } from '../../git/git.ts'
import type { Identity } from '../../inventory/context.ts'
import type { Completion } from '../../inventory/read.ts'
import { withLeadingTemplates } from '../../inventory/leading-templates.ts'
import { isTold } from '../../inventory/rendered.ts'
import { once } from '../../once.ts'
import type { Standing } from '../../parents/complete.ts'
import type { ProgramInputs } from '../../render/programs/wanted.ts'
import type { Tree } from '../../tree/tree.ts'
import type { Wiring } from '../define.ts'
import type { JobCheckout } from './job.ts'

/** What the inputs of a command say that renders what declares apps; see `parentInputs` of the catalogue. */
export interface ParentInputs extends ProgramInputs {
  readonly 'source-token': string | undefined
  /** Undefined of a command that keeps nothing. */
  readonly 'cache-path'?: string | undefined
}

/** The files that are read, and what is around them. */
export interface Surroundings {
  readonly identity: Identity
  /** The clone, and its folder; undefined where there is none. */
  readonly clone?: { readonly git: Git; readonly folder: string } | undefined
  /** Undefined where no branch is known. */
  standing(): Promise<Standing | undefined>
  /** The configuration that says what may be fetched. */
  config(tree: Tree): Promise<Config>
}

/** Adds what apps declare that have to be rendered for it. Where there are none, nothing is loaded or looked for. */
export function completionFor(inputs: ParentInputs, around: Surroundings, wiring: Wiring): Completion {
  const loaded = once(async () => {
    const { completeWith } = await import('./parents-rendering.ts')
    return completeWith(inputs, around, wiring)
  })
  return async (known, tree) => {
    const open = await withLeadingTemplates(known)
    return isTold(open) ? open : (await loaded())(open, tree)
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
      const branches = [head.ok ? head.stdout.trim() : '', base, defaultBranch].filter((name) => name)
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
