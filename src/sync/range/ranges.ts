import type { DeclaredSides } from '../../affected/declared.ts'
import type { RenderedPair } from '../../affected/rendered-pair.ts'
import type { Application } from '../../controllers/argocd/api/shapes.ts'
import type { Sides } from '../../git/sides.ts'
import type { DeclaredApp } from '../../inventory/model.ts'
import type { ReviewParts } from '../../review/review.ts'
import { review } from '../../review/review.ts'
import type { AppChange, Review } from '../../review/model.ts'
import { untold } from '../../review/unknown/untold.ts'
import type { Change } from '../../affected/change.ts'
import { expectedOf, pairOf, untouched } from './expected.ts'
import type { ExpectedApp } from './expected.ts'
import { placeOfServed, readServed, withServed } from './served.ts'

/** The range between two commits. */
export interface Range {
  readonly review: Review
  readonly declared: DeclaredSides
  readonly pairs: readonly RenderedPair[]
  readonly sides: Sides
}

/** The inputs for the reviews of the ranges up to a commit and up to later ones. */
export interface RangeParts extends Omit<ReviewParts, 'sees' | 'shard' | 'now'> {
  readonly base: string
  readonly change: Pick<Change, 'addresses' | 'standing'>
  /** Returns two commits as the sides of a comparison. */
  sides(base: string, head: string): Promise<Sides>
}

/** The ranges that begin at one commit, each reviewed once. */
export class Ranges {
  readonly #parts: RangeParts
  readonly #known = new Map<string, Promise<Range>>()
  /** The ranges to the same commits from older ones. */
  readonly #others = new Map<string, Ranges>()
  /** The Applications that exist only on servers, treated as if the repo declared them. */
  #served: readonly Application[] = []
  /** The ids of those Applications that are built from what the commit adds. */
  readonly #new = new Set<string>()

  constructor(parts: RangeParts) {
    this.#parts = parts
  }

  /** Returns the range up to a commit, as the repo declares it. */
  to(commit: string): Promise<Range> {
    return this.#once(commit, [])
  }

  /**
   * Reads Applications of servers as if the repo declared them: at a commit, or at the base of the range.
   *
   * @returns the apps in the order of the list; undefined for one that cannot be read
   */
  async read(
    commit: string,
    applications: readonly Application[],
    side: 'base' | 'head',
  ): Promise<readonly (DeclaredApp | undefined)[]> {
    const { base, sides, config, change } = this.#parts
    const both = await sides(base, commit)
    return readServed(both[side].tree, applications, { addresses: change.addresses, config })
  }

  /**
   * Returns the effect of the range on apps, by their Applications on servers. From now on, these Applications are
   * part of the ranges.
   */
  async serve(commit: string, apps: readonly ExpectedApp[]): Promise<readonly ExpectedApp[]> {
    for (const { served, status } of apps) if (served && status === 'added') this.#new.add(idOf(served))
    const known = new Set(this.#served.map(idOf))
    const more = apps.flatMap(({ served }) => (served && !known.has(idOf(served)) ? served : []))
    if (more.length > 0) this.#served = [...this.#served, ...more]
    return Promise.all(
      apps.map(async (app) =>
        app.served === undefined ? app : ((await this.expectedAt(commit, app)) ?? untouched(app)),
      ),
    )
  }

  /** Returns the effect of the range up to a commit on an app; undefined if it does not affect the app any more. */
  async expectedAt(commit: string, { app, served }: ExpectedApp): Promise<ExpectedApp | undefined> {
    const range = await this.#once(commit, served === undefined ? [] : this.#served)
    const file = served && placeOfServed(served, this.#served)
    const expected = expectedIn(range).find((one) =>
      file === undefined ? isSame(one.app, app) : one.app.declaredAt?.file === file,
    )
    // Its object is not in the repo, so the range does not change it.
    return served === undefined || expected === undefined
      ? expected
      : { ...expected, app, served, spec: undefined }
  }

  /**
   * Reports whether an app is built from exactly the same content at two commits; false if that cannot be determined.
   */
  async isSameAt(older: string, commit: string, expected: ExpectedApp): Promise<boolean> {
    const others = this.#others.get(older) ?? new Ranges({ ...this.#parts, base: older })
    this.#others.set(older, others)
    others.#served = this.#served
    const { review: found } = await others.#once(commit, expected.served === undefined ? [] : this.#served)
    if (found.apps.some((change) => !isApp(change) || change.hidesApps === true)) return false
    const between = await others.expectedAt(commit, expected)
    return between === undefined || (!between.isChanged && between.doubt === undefined)
  }

  #once(commit: string, served: readonly Application[]): Promise<Range> {
    const key = `${commit} ${served.length}`
    const known = this.#known.get(key) ?? this.#review(commit, served)
    this.#known.set(key, known)
    return known
  }

  async #review(commit: string, served: readonly Application[]): Promise<Range> {
    const { base, change, sides: sidesOf, inventories, ...parts } = this.#parts
    const sides = withServed(await sidesOf(base, commit), served, (one) => this.#new.has(idOf(one)))
    let seen: Pick<Range, 'declared' | 'pairs'> | undefined
    const found = await review(
      { sides, ...change },
      {
        ...parts,
        // An Application of a server is in no tree, but inventories are cached by tree.
        inventories: served.length > 0 ? undefined : inventories,
        sees: (declared, pairs) => {
          seen = { declared, pairs }
        },
      },
    )
    if (!seen) throw new Error('a review shows what it has seen')
    return { review: found, sides, ...seen }
  }
}

function idOf({ metadata: { uid } }: Application): string {
  return uid ?? ''
}

/** The apps that a range affects. */
export interface Touched {
  /** The apps that controllers deploy, known or not. */
  readonly apps: readonly ExpectedApp[]
  /** Changes that may hide affected apps: it is not known which. */
  readonly hiding: readonly AppChange[]
}

/** The kinds of objects that a controller deploys. Everything else in a review represents unknown apps. */
const APPS: ReadonlySet<string> = new Set(['Application', 'HelmRelease', 'Kustomization', 'Convention'])

/** Returns everything that a range affects, or may affect. */
export async function touchedBy(range: Range, config: ReviewParts['config']): Promise<Touched> {
  const { apps } = range.review
  return {
    apps: expectedIn(range),
    hiding: [
      ...apps.filter((change) => !isApp(change) || change.hidesApps === true),
      ...(await untold({ ...range, config })),
    ],
  }
}

function expectedIn({ review: { apps }, pairs }: Range): ExpectedApp[] {
  const among = pairs.flatMap(({ known: { before, after } }) =>
    [after, before].filter((app) => app !== undefined),
  )
  return apps.filter(isApp).flatMap((change) => expectedOf(change, pairOf(change, pairs), among))
}

function isApp({ app }: AppChange): boolean {
  return APPS.has(app.kind)
}

function isSame(one: ExpectedApp['app'], other: ExpectedApp['app']): boolean {
  return (
    one.kind === other.kind &&
    one.name === other.name &&
    one.controlPlane === other.controlPlane &&
    one.ownNamespace === other.ownNamespace &&
    // An app that no object declares has no control plane: its environment and cluster identify it.
    (one.kind !== 'Convention' || (one.environment === other.environment && one.cluster === other.cluster))
  )
}
