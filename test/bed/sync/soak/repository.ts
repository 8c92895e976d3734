/** The infra repo of a round. */
import type { Repository } from '../../git.ts'
import { json } from '../../truth/changing-app.ts'
import type { SoakApp } from './situation.ts'

/** A repository to which the current files of each app are committed. */
export class RoundRepository {
  readonly repository: Repository
  /** Each commit with the time of its creation. */
  readonly commits: { readonly id: string; readonly at: number }[] = []
  readonly #files = new Map<SoakApp, Record<string, string>>()

  constructor(repository: Repository) {
    this.repository = repository
  }

  /** Commits the current files of some apps, in one commit. Files that an app no longer has are deleted. */
  commit(apps: readonly SoakApp[]): string {
    const changes: Record<string, string | undefined> = {}
    for (const app of apps) {
      const files = app.filesAt(this.repository.url)
      for (const path of Object.keys(this.#files.get(app) ?? {})) changes[path] = undefined
      Object.assign(changes, files, {
        [`argocd/${app.name}.yaml`]: json(app.declaration(this.repository.url)),
      })
      this.#files.set(app, files)
    }
    const id = this.repository.commit(changes)
    this.commits.push({ id, at: Date.now() })
    return id
  }
}
