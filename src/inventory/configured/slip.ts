/** An entry of `fairlead.yaml` that matches nothing. */
export interface Unused {
  /** A sentence without the period. */
  readonly message: string
  readonly hint: string
}
