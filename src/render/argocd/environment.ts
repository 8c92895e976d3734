/** The build environment: the values that Argo CD substitutes for `$ARGOCD_APP_…` before it renders. */

export type BuildEnvironment = Readonly<Record<string, string>>

/**
 * The placeholder for the commit that a merge will create, which is not known before. It is the same on both sides of
 * a comparison, so that it causes no difference.
 */
export const UNKNOWN_COMMIT = '0'.repeat(40)

export interface AppFacts {
  /** The app's name; `<namespace>_<name>` outside of the control plane's namespace. */
  readonly instance: string
  readonly name: string
  readonly project: string
  /** The namespace of the destination; empty if it has none. */
  readonly namespace: string
}

/** Returns the build environment of a source. Rule: argo-cd reposerver/repository/repository.go (newEnv) */
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
 * Substitutes `$NAME` and `${NAME}`. `$$` is a dollar sign, and an unknown name is empty.
 *
 * Rule: Go's os.Expand; argo-cd pkg/apis/application/v1alpha1/types.go (Env.Envsubst)
 */
export function expand(text: string, environment: BuildEnvironment): string {
  const value = (name: string) =>
    name === '$' ? '$' : Object.hasOwn(environment, name) ? (environment[name] ?? '') : ''
  // In this order: a special name in braces, any name in braces, bad syntax (removed), a special name, a plain one.
  // After the last closing brace there is no name in braces, and each search for its end would scan the rest of the
  // text.
  const end = text.lastIndexOf('}') + 1
  const filled = (part: string) =>
    part.replaceAll(
      /\$(?:\{([*#$@!?\-0-9])\}|\{([^}]+)\}|\{\}|\{|([*#$@!?\-0-9])|([A-Za-z_][A-Za-z0-9_]*))/g,
      (_, special?: string, braced?: string, sign?: string, name?: string) =>
        value(special ?? braced ?? sign ?? name ?? ''),
    )
  return filled(text.slice(0, end)) + filled(text.slice(end).replaceAll('${', '${}'))
}
