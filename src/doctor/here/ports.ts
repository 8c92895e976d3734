import type { Supply } from '../../render/programs/supply.ts'

/** The required renderers, and the sources of those that are not on PATH. */
export interface RendererPorts extends Pick<Supply, 'helm' | 'kustomize' | 'origin' | 'tryOut'> {
  /** Returns a sentence for each controller that uses another version. */
  notes(versions: ReadonlyMap<string, string>): readonly string[]
}

/** The inputs of the checks of this machine. */
export interface HerePorts {
  /** Fairlead's own version. */
  readonly version: string
  /** Node's version, such as `24.1.0`. */
  readonly node: string
  /** Runs a program to get its version; undefined if the program does not exist or fails. */
  probe(program: string, args: readonly string[]): Promise<string | undefined>
  /** Returns the renderers that diff and render use according to `fairlead.yaml`. */
  renderers(): Promise<RendererPorts>
  /** Returns the name of the tool that runs renderers without network access; undefined if there is none. */
  findSandbox(): Promise<string | undefined>
  readonly job: {
    readonly present: boolean
    readonly repository: string | undefined
    readonly eventName: string | undefined
  }
  /** Whether the folder is a shallow clone; undefined if there is no folder or no repository. */
  readonly isShallow: boolean | undefined
  /** Whether git is required, because the command line is used with a plain git remote. */
  readonly needsGit: boolean
}
