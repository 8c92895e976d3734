/**
 * The approvals of a change and the people involved in it, as a forge reports them: the input of a gate's decision.
 */

/** An account of a forge. */
export interface Account {
  /** An id that does not change if the account is renamed. In plain git, the name. */
  readonly id: string
  readonly name: string
  /** Whether the forge identifies the account as a bot. */
  readonly isBot: boolean
}

/** Compares names of people without regard to case: two accounts of GitHub or GitLab cannot differ only in case. */
export function isSameName(a: string, b: string): boolean {
  return a.toLowerCase() === b.toLowerCase()
}

/** Reports whether a name is one of some names of people. */
export function isAmong(name: string, names: readonly string[]): boolean {
  return names.some((one) => isSameName(one, name))
}

/** An approval of a change. */
export interface Approval {
  readonly by: Account
  /** The digest that was approved, in hexadecimal digits. */
  readonly digest: string
  /** The time of the approval, in milliseconds since 1970. */
  readonly at: number
  /**
   * The source of `at`, such as `the start of the job`; set only if the forge does not store the time of approvals.
   */
  readonly atFrom?: string
  /** The commit that was approved; undefined if it is not known. */
  readonly head: string | undefined
  /** The comment of the approval. */
  readonly note: string | undefined
}

/** A team of the policy or of CODEOWNERS. */
export interface Team {
  readonly name: string
  /** Undefined if the members could not be read. */
  readonly members: readonly Account[] | undefined
}

/** The people involved in a change. Undefined means that the data could not be read. */
export interface People {
  readonly author: Account | undefined
  /** The account that started the run that created the change, if a bot opened the request. */
  readonly starter: Account | undefined
  /** The accounts that pushed commits of the change. */
  readonly pushers: readonly Account[] | undefined
  /** The requested teams. */
  readonly teams: readonly Team[]
  /** The people that were requested by name, as accounts of the forge; absent if only their names are known. */
  readonly users?: readonly Account[]
}

/** The people and teams that the policy or CODEOWNERS names. */
export interface AskedPeople {
  /** User names; each must belong to an account. */
  readonly users: readonly string[]
  /** Owners of files. CODEOWNERS may contain people who no longer have an account. */
  readonly owners: readonly string[]
  /** `organisation/team`. */
  readonly teams: readonly string[]
}

/** A requirement of a gate, as checked in the settings of the forge. */
export interface Protection {
  /** A stable id, for tests and documentation. */
  readonly id: string
  /** Whether the requirement is met. `unread` is never treated as `yes`. */
  readonly word: 'yes' | 'no' | 'unread'
  /** One sentence with a period; if the setting is unread, it names the missing permission. */
  readonly message: string
  /** The fix, as a sentence; includes the address of the settings page if there is one. */
  readonly cure: string | undefined
}

/** A deploy freeze that is configured in the forge. */
export interface ForgeFreeze {
  /** The description of the freeze, as the subject of a sentence. */
  readonly what: string
  /** The end of the freeze, in milliseconds since 1970; undefined if it is not known. */
  readonly until: number | undefined
}

/** The approval data that a forge has about a change. */
export interface ApprovalSource {
  /** Returns all approvals of the change. */
  approvals(): Promise<readonly Approval[]>
  /**
   * Returns the people involved in the change.
   *
   * @param asked the people and teams whose accounts and members are requested
   * @throws FairleadError (input) if a name does not belong to any account
   */
  people(asked: AskedPeople): Promise<People>
  /** Checks the requirements that prevent a deployment of this change without approval. */
  protections(): Promise<readonly Protection[]>
  /** Returns the forge's own time, in milliseconds since 1970; the clock of a runner can be set to anything. */
  now(): Promise<number>
  /**
   * Returns the active freezes, if the forge supports freezes.
   *
   * @param now milliseconds since 1970
   */
  freezes?(now: number): Promise<readonly ForgeFreeze[]>
}
