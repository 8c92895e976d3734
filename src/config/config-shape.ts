import * as v from 'valibot'
import { FairleadError } from '../errors.ts'
import { flag, formed, list, map, object, oneOf, optional, text } from '../shapes/yaml.ts'
import { parseKeyParts } from '../yaml/keys.ts'
import { gate } from './gate-shape.ts'
import { CHECKSUMS, HTTPS_FOLDER, WHOLE_VERSION } from './forms.ts'

/**
 * The shape of `fairlead.yaml`, key by key. The file is read with it, and the published schema is generated from it.
 */

const glob =
  'Patterns for paths from the root of the repo: * matches within a folder name, ** across folders.'

const environments = map(
  'The environments, by name. An app belongs to the first environment with a matching rule.',
  object('One environment. An app belongs to it if a path, all labels, or a cluster matches.', {
    production: optional(flag('Whether it is production. Default: true for prod, production, prd and live.')),
    paths: optional(
      list(`The paths where its apps are declared or have their values. ${glob}`, text('A pattern.')),
    ),
    labels: optional(map('Labels of the controller objects of its apps.', text("The label's value."))),
    clusters: optional(list('The clusters that its apps run in.', text('The name of a cluster.'))),
    allow: optional(
      list(
        'What production allows besides a reviewed pull request.',
        oneOf('A way to change production without a review.', ['push', 'auto-merge']),
      ),
    ),
    method: optional(
      oneOf(
        'How update changes it if the input method is environment: with a push to the base branch, or with a pull request. For production, push also requires allow: [push]. Default: pull-request.',
        ['push', 'pull-request'],
      ),
    ),
    gate: optional(gate),
  }),
)

const clusters = map(
  'The clusters, by name.',
  object('One cluster.', {
    server: optional(text('Its API server, as destinations name it (destination.server).')),
    labels: optional(
      map(
        'The labels of its Argo CD cluster secret. The cluster generator selects by them.',
        text("The label's value."),
      ),
    ),
    annotations: optional(
      map(
        'The annotations of its Argo CD cluster secret. Templates may use them.',
        text("The annotation's value."),
      ),
    ),
    project: optional(text('The AppProject that its Argo CD cluster secret is bound to.')),
    paths: optional(list(`The paths that are deployed to it. ${glob}`, text('A pattern.'))),
    kubeVersion: optional(text('Its Kubernetes version, which charts see, such as 1.34.')),
    apiVersions: optional(
      list(
        'Its API versions in addition to those of Kubernetes, which charts see.',
        text('An API version such as monitoring.coreos.com/v1 or …/v1/ServiceMonitor.'),
      ),
    ),
  }),
)

const controlPlanes = map(
  'The clusters and Argo CD instances that controller objects are applied to, by name, if they cannot be inferred from the layout of the repo. Objects that an app deploys belong to the control plane that the app deploys to.',
  object('One control plane: the API server that Application, Kustomization or HelmRelease objects are in.', {
    paths: optional(
      list(`The files that declare its objects; the first match is used. ${glob}`, text('A pattern.')),
    ),
    cluster: optional(
      text(
        'The cluster that it runs in, which in-cluster destinations refer to. Two Argo CD instances in one cluster have the same value. Default: its own cluster, or the cluster of the same name in clusters.',
      ),
    ),
  }),
)

const argocd = object('The settings of Argo CD itself, which are not in Git.', {
  version: optional(text('The Argo CD version, such as 3.5. Default: the newest known one.')),
  kustomizeBuildOptions: optional(
    text('kustomize.buildOptions in the settings of Argo CD, such as --enable-helm.'),
  ),
  newGitFileGlobbing: optional(
    flag(
      'applicationsetcontroller.enable.new.git.file.globbing: whether * in the files of a git generator matches only within a folder. Default: false.',
    ),
  ),
  url: optional(
    text('The address of the Argo CD UI, such as https://argocd.example.com. Reports then link to each app.'),
  ),
  namespace: optional(
    text('The namespace that Argo CD runs in. Default: the namespace of each Application.'),
  ),
})

const flux = object('The settings of Flux itself, which are not in Git.', {
  version: optional(
    text(
      'The Flux version, such as 2.9. Default: the version in the nearest gotk-components.yaml, else the newest known one.',
    ),
  ),
  strictSubstitution: optional(
    flag(
      'Whether a variable without a value fails a build (StrictPostBuildSubstitutions). Default: true from 2.9 on.',
    ),
  ),
})

const images = list(
  'Locations of images that the inventory does not find automatically.',
  object('One location.', {
    app: text("The app's name."),
    environment: optional(
      text(
        'The environment. Without it, the location applies to every environment, and {environment} in the file is replaced by its name.',
      ),
    ),
    image: text("The image's repository, such as ghcr.io/acme/web."),
    file: text('The file that sets it; {app} and {environment} are replaced.'),
    key: v.pipe(
      text(
        'The key in that file, such as web.version or apps[name=web].tag; {app} and {environment} are replaced.',
      ),
      v.rawCheck(({ dataset, addIssue }) => {
        const fault = dataset.typed ? faultOfKey(dataset.value) : undefined
        if (fault !== undefined) addIssue({ message: fault })
      }),
    ),
  }),
)

const charts = list(
  'The charts of apps whose values are in this repo, but which no object in it declares and whose chart is elsewhere. The first match is used. {app} and {environment} are replaced in repo, path, chart and revision.',
  v.pipe(
    object('One chart: path in a Git repository, or chart in a Helm repository or an OCI registry.', {
      app: text("The app's name; * is a wildcard."),
      environment: optional(text('The environment. Default: every environment.')),
      repo: optional(
        text(
          'The address of the Git repository, Helm repository (https://…) or OCI registry (oci://…) with the chart. Default: this repo.',
        ),
      ),
      path: optional(text("The chart's folder, from the root of the Git repository.")),
      chart: optional(text("The chart's name in the Helm repository or the OCI registry.")),
      revision: optional(
        text(
          'A branch, tag or commit of the Git repository, or the version of the chart, which may be a range such as 1.x. Default: the default branch, or the newest version.',
        ),
      ),
      version: optional(text('The same as revision.')),
    }),
    v.check(
      ({ chart, repo }) => chart === undefined || repo !== undefined,
      aboutChart('is in a repository, but repo is missing'),
    ),
    v.check(
      ({ path, chart }) => (path === undefined) !== (chart === undefined),
      aboutChart('needs either a path or a chart'),
    ),
    v.check(
      ({ revision, version }) => revision === undefined || version === undefined,
      aboutChart('has both a revision and a version'),
    ),
  ),
)

const folders = list(
  'Folders of this repo that are deployed by something that no file in the repo declares, such as an Application that exists only in the cluster. Each folder is an app; put an app of apps under roots.',
  object('One app: its folder is a chart, a kustomization, or contains plain manifests.', {
    app: text("The app's name."),
    path: text('The folder from the root of the repo; . is the root.'),
    environment: optional(text('Its environment.')),
    values: optional(
      list('The values files of a chart, from the root of the repo; the last one wins.', text('A file.')),
    ),
  }),
)

const roots = list(
  'Argo CD apps of apps that are not in this repo (created by Terraform, a script or a person) and point into it.',
  object('One app of apps. A chart that is deployed three times has three entries.', {
    path: text('The folder that it deploys: a chart, a kustomization or plain manifests.'),
    values: optional(
      list(
        "The chart's values files, relative to that folder or to the root of the repo; the last one wins.",
        text('A file.'),
      ),
    ),
    parameters: optional(map('Parameters of the chart, by key.', text('The value.'))),
    name: optional(text("The Application's name. Default: the name of the folder.")),
    namespace: optional(
      text('The namespace of its Applications that do not set one. Default: argocd.namespace, else argocd.'),
    ),
    controlPlane: optional(
      text(
        'The control plane that its Applications are in, as named in controlPlanes. Default: its cluster, else its environment.',
      ),
    ),
    cluster: optional(text('The cluster that in-cluster refers to in its Applications.')),
    environment: optional(text('The environment of its apps that do not set one.')),
  }),
)

const artifacts = list(
  'Folders of this repo that something outside the cluster pushes, such as flux push artifact in a CI job. Paths in objects that read such a source are relative to that folder.',
  object('One artifact.', {
    source: text(
      'The source that serves it (OCIRepository, GitRepository, Bucket), as namespace/name or its name alone.',
    ),
    path: text('The folder from the root of the repo; . is the root.'),
  }),
)

const diff = object('Settings of diff.', {
  noise: optional(
    list(
      'Fields whose changes are ignored, in addition to those that Fairlead knows (chart labels, checksums, fields that controllers write).',
      text(
        'The name of a label or annotation, with * as a wildcard; or a JSON pointer that starts with a slash, such as /spec/replicas, in which * matches one key.',
      ),
    ),
  ),
})

const render = object(
  'The programs that diff and render use. Inputs of the same names take precedence. Only the fairlead.yaml of the base branch is used.',
  {
    helmVersion: optional(
      formed(
        'The version of Helm, such as 3.19.4. It is downloaded if PATH has another version. Default: the version on PATH, else the version in the controller release that argocd.version or flux.version names, else the newest known one.',
        WHOLE_VERSION,
      ),
    ),
    helmSha256: optional(
      formed(
        "The SHA-256 of the Helm archive of this version, for each platform in use, comma-separated. Default: taken from the publisher's checksum file.",
        CHECKSUMS,
      ),
    ),
    kustomizeVersion: optional(
      formed('The version of kustomize, such as 5.8.1; handled like helmVersion.', WHOLE_VERSION),
    ),
    kustomizeSha256: optional(
      formed('The SHA-256 of the kustomize archive of this version; handled like helmSha256.', CHECKSUMS),
    ),
    mirror: optional(
      formed(
        "A mirror for the archives, instead of get.helm.sh and the kustomize releases on GitHub. It uses the same names and has the publisher's checksum files: https://…/helm-v3.19.4-linux-amd64.tar.gz and https://…/kustomize/v5.8.1/kustomize_v5.8.1_linux_amd64.tar.gz.",
        HTTPS_FOLDER,
      ),
    ),
  },
)

const fetch = object(
  'The hosts that charts and other repositories may be fetched from. Public hosts may be used over https, without credentials, and do not have to be listed. Only the fairlead.yaml of the base branch is used.',
  {
    hosts: optional(
      map(
        'Hosts with more permissions, by name, with a port if only that port is meant. A listed host may also be used over http and through a proxy.',
        object('One host.', {
          private: optional(flag('Whether it may have private, loopback and link-local addresses.')),
          credentials: optional(
            flag(
              "Whether the job's credentials for it are used: tokens, docker logins, git credential helpers and ssh keys.",
            ),
          ),
          paths: optional(
            list(
              'The repositories that the credentials may be used for, since a change may name any repository: the path of a repository or of a group of repositories, such as acme/charts. Default: all.',
              text('A path from the root of the host, made of whole path segments.'),
            ),
          ),
        }),
      ),
    ),
  },
)

export const configShape = object('Settings for what cannot be inferred from the layout of an infra repo.', {
  environments: optional(environments),
  clusters: optional(clusters),
  controlPlanes: optional(controlPlanes),
  argocd: optional(argocd),
  flux: optional(flux),
  images: optional(images),
  charts: optional(charts),
  folders: optional(folders),
  roots: optional(roots),
  artifacts: optional(artifacts),
  diff: optional(diff),
  render: optional(render),
  fetch: optional(fetch),
  records: optional(
    flag(
      'Whether sync records the result for each commit on the branch fairlead-records (docs/records.md). In a job, it only applies if it is also set on the base branch. Default: false.',
    ),
  ),
})

/** Returns what is wrong with a key and, on a second line, how to fix it; undefined if the key is valid. */
function faultOfKey(key: string): string | undefined {
  try {
    parseKeyParts(key)
    return undefined
  } catch (error) {
    if (!(error instanceof FairleadError)) throw error
    return error.message
  }
}

function aboutChart(message: string): (issue: { readonly input: { readonly app: string } }) => string {
  return ({ input }) => `the chart of ${input.app} in charts ${message}`
}
