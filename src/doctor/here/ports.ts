import type { Supply } from '../../render/programs/supply.ts'

/** What renderers are wanted, and where those come from that PATH has not. */
export interface RendererPorts extends Pick<Supply, 'helm' | 'kustomize' | 'origin' | 'tryOut'> {
  /** Where the controllers have other versions, as sentences. */
  notes(versions: ReadonlyMap<string, string>): readonly string[]
}

/** What the checks of the machine look at. */
export interface HerePorts {
  /** Fairlead's own version. */
  readonly version: string
  /** Node's version, such as `24.1.0`. */
  readonly node: string
  /** Runs a program for its version; undefined where it is not there or fails. */
  probe(program: string, args: readonly string[]): Promise<string | undefined>
  /** The renderers that diff and render use, by `fairlead.yaml`. */
  renderers(): Promise<RendererPorts>
  /** The name of what runs renderers without a network; undefined where there is nothing. */
  findSandbox(): Promise<string | undefined>
  readonly job: {
    readonly present: boolean
    readonly repository: string | undefined
    readonly eventName: string | undefined
  }
  /** Whether the folder is a shallow clone; undefined where there is no folder or no repository. */
  readonly isShallow: boolean | undefined
  /** Whether the command line is used with a plain git remote, which takes git. */
  readonly needsGit: boolean
}
