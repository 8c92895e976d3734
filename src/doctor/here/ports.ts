/** What the checks of the machine look at. */
export interface HerePorts {
  /** Fairlead's own version. */
  readonly version: string
  /** Node's version, such as `24.1.0`. */
  readonly node: string
  /** Runs a program for its version; undefined where it is not there or fails. */
  probe(program: string, args: readonly string[]): Promise<string | undefined>
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
