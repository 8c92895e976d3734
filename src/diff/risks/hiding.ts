const HIDING = [] as const

/** Whether a rule says that something may be another one in the cluster than it is shown here. */
export function isHidingRule(rule: string): boolean {
  return HIDING.some(({ id }: { id: string }) => id === rule)
}
