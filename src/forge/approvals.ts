/** Who said yes to a change and who had a part in it, as a forge tells it: what a gate decides by. */

/** Somebody as a forge knows them. */
export interface Account {
  /** What stays the same if they are renamed. Of plain git the name. */
  readonly id: string
  readonly name: string
  /** Whether the forge says that it is a program. */
  readonly isBot: boolean
}

/** Somebody's yes. */
export interface Approval {
  readonly by: Account
  /** The digest that they saw, in hexadecimal digits. */
  readonly digest: string
  /** When, in milliseconds since 1970. */
  readonly at: number
  /** Set where the forge keeps no time of it: what `at` follows from, such as `the start of the job`. */
  readonly atFrom?: string
  /** The commit that they saw; undefined where nothing tells it. */
  readonly head: string | undefined
  /** What they wrote. */
  readonly note: string | undefined
}

/** A team of the policy or of CODEOWNERS. */
export interface Team {
  readonly name: string
  /** Undefined where it could not be read. */
  readonly members: readonly Account[] | undefined
}

/** Who has to do with a change. Undefined is what could not be read. */
export interface People {
  readonly author: Account | undefined
  /** Who started the run that made the change, where a program opened the request. */
  readonly starter: Account | undefined
  /** Everybody who pushed a commit of the change. */
  readonly pushers: readonly Account[] | undefined
  /** The teams that were asked for. */
  readonly teams: readonly Team[]
  /** The people who were asked for by their names, as the forge knows them; lacks where a name is all that is known. */
  readonly users?: readonly Account[]
}

/** Whom the policy or CODEOWNERS name. */
export interface AskedPeople {
  /** Names, each of which has to be somebody's. */
  readonly users: readonly string[]
  /** Names of owners of files; CODEOWNERS may name people who are gone. */
  readonly owners: readonly string[]
  /** `organisation/team`. */
  readonly teams: readonly string[]
}

/** One thing that has to be so for a gate to hold, as the settings of the forge tell it. */
export interface Protection {
  /** Stable, for tests and documents. */
  readonly id: string
  /** `unread` is never taken for `yes`. */
  readonly word: 'yes' | 'no' | 'unread'
  /** One sentence with a full stop; of what is unread it names the right that is missing. */
  readonly message: string
  /** What mends it, as a sentence; where there is a page for it, with its address. */
  readonly cure: string | undefined
}

/** A time in which the forge itself asks for nothing to be deployed. */
export interface ForgeFreeze {
  /** What it is, as the subject of a sentence. */
  readonly what: string
  /** When it is over, in milliseconds since 1970; undefined where nothing tells. */
  readonly until: number | undefined
}

/** What a forge knows of a change that waits for a yes. */
export interface ApprovalSource {
  /** Everybody's yes to it. */
  approvals(): Promise<readonly Approval[]>
  /**
   * Who has to do with the change.
   *
   * @param asked whose accounts and members are wanted
   * @throws FairleadError (input) where a name is nobody's
   */
  people(asked: AskedPeople): Promise<People>
  /** Whether what should hold this change back is really there. */
  protections(): Promise<readonly Protection[]>
  /** The forge's own time, in milliseconds since 1970: that of a runner is anybody's. */
  now(): Promise<number>
  /**
   * The freezes that are on, where the forge has such.
   *
   * @param now milliseconds since 1970
   */
  freezes?(now: number): Promise<readonly ForgeFreeze[]>
}
