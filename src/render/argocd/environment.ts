/** What Argo CD fills in for `$ARGOCD_APP_…` before it renders. */

export type BuildEnvironment = Readonly<Record<string, string>>

/**
 * Stands for the commit that a merge will make, which nobody knows before: the same on both sides of a
 * comparison, so that it makes no difference.
 */
export const UNKNOWN_COMMIT = '0'.repeat(40)

export interface AppFacts {
  /** The app's name; outside of the control plane's namespace `<namespace>_<name>`. */
  readonly instance: string
  readonly name: string
  readonly project: string
  /** Of the destination; empty where it has none. */
  readonly namespace: string
}

/** Rule: argo-cd reposerver/repository/repository.go (newEnv) */
export function buildEnvironment(
  app: AppFacts,
  source: { readonly url: string; readonly path: string; readonly revision: string },
  commit: string | undefined,
): BuildEnvironment {
  const revision = commit ?? UNKNOWN_COMMIT
  return {
    ARGOCD_APP_NAME: app.instance,
    ARGOCD_APP_NAMESPACE: app.namespace,
    ARGOCD_APP_PROJECT_NAME: app.project,
    ARGOCD_APP_REVISION: revision,
    ARGOCD_APP_REVISION_SHORT: revision.slice(0, 7),
    ARGOCD_APP_REVISION_SHORT_8: revision.slice(0, 8),
    ARGOCD_APP_SOURCE_REPO_URL: source.url,
    ARGOCD_APP_SOURCE_PATH: source.path,
    ARGOCD_APP_SOURCE_TARGET_REVISION: source.revision,
  }
}

/**
 * Fills in `$NAME` and `${NAME}`; `$$` is a dollar sign, an unknown name is nothing.
 *
 * Rule: Go's os.Expand; argo-cd pkg/apis/application/v1alpha1/types.go (Env.Envsubst)
 */
export function expand(text: string, environment: BuildEnvironment): string {
  const value = (name: string) =>
    name === '$' ? '$' : Object.hasOwn(environment, name) ? (environment[name] ?? '') : ''
  // In this order: a special name in braces, any name in braces, bad syntax (eaten), a special name, a plain one.
  // Behind the last closing brace no name in braces is left, and looking for its end costs the whole text each time.
  const end = text.lastIndexOf('}') + 1
  const filled = (part: string) =>
    part.replaceAll(
      /\$(?:\{([*#$@!?\-0-9])\}|\{([^}]+)\}|\{\}|\{|([*#$@!?\-0-9])|([A-Za-z_][A-Za-z0-9_]*))/g,
      (_, special?: string, braced?: string, sign?: string, name?: string) =>
        value(special ?? braced ?? sign ?? name ?? ''),
    )
  return filled(text.slice(0, end)) + filled(text.slice(end).replaceAll('${', '${}'))
}
