/** Matches manifests, values, templates, and the code of tools that deploy. */
const DEPLOYABLE =
  /(?:^|\/)\.argocd-source[^/]*\.yaml$|\.(?:ya?ml|json|tpl|gotmpl|jsonnet|libsonnet|cue|pkl|k|tf|tfvars|hcl|properties|env)$|(?:^|\/)kustomization$/i

/** Files of tools that do not deploy, in any folder. */
const TOOLING = new RegExp(
  [
    String.raw`(?:package|package-lock|composer|renovate|tsconfig[\w.-]*|jsconfig|biome|lerna|nx|turbo|cspell|release-please-[\w-]+)\.json5?`,
    String.raw`(?:mkdocs|codecov|pnpm-lock|pnpm-workspace|taskfile|ct|cr|lefthook|fairlead|catalog-info|antora|_config)\.ya?ml`,
    String.raw`(?:azure-pipelines|bitbucket-pipelines|appveyor|cloudbuild|buildspec|docker-compose[\w.-]*|compose)\.ya?ml`,
  ]
    .map((names) => `(?:^|/)(?:${names})$`)
    .join('|'),
  'i',
)

/** Hidden files that are the input of an app or of a tool that deploys. */
const HIDDEN = /(?:^|\/)\.(?:argocd-source[^/]*\.yaml|kluctl\.ya?ml)$/

/**
 * Reports whether a file may be deployed: whether it is a manifest, a values file, a template or the code of a tool
 * that deploys, and not a file of CI or of another tool. It does not mean that the file is deployed.
 */
export function mayBeDeployed(file: string): boolean {
  return DEPLOYABLE.test(file) && !isTooling(file)
}

/**
 * Reports whether a file belongs to CI, a forge, an editor or another tool that deploys nothing into a cluster
 * itself.
 */
export function isTooling(file: string): boolean {
  if (HIDDEN.test(file)) return false
  const names = file.split('/')
  // A hidden folder further down may belong to a tool that deploys.
  return TOOLING.test(file) || [names.at(0), names.at(-1)].some((name) => name?.startsWith('.'))
}

/** Reports whether a file is a document that only people read. */
export function isDocument(file: string): boolean {
  return (
    /\.(?:md|mdx|markdown|rst|adoc|txt|png|jpe?g|gif|svg|webp|ico|pdf|drawio)$/i.test(file) ||
    /(?:^|\/)(?:LICEN[CS]E|NOTICE|CODEOWNERS|OWNERS|AUTHORS|MAINTAINERS)(?:\.[^/]*)?$/.test(file)
  )
}
