/** What stands in `fairlead.yaml` and fits nothing. */
export interface Unused {
  /** A sentence without its full stop. */
  readonly message: string
  readonly hint: string
}
