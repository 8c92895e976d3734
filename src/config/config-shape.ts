import * as v from 'valibot'
import { FairleadError } from '../errors.ts'
import { flag, formed, list, map, object, oneOf, optional, text } from '../shapes/yaml.ts'
import { parseKeyParts } from '../yaml/keys.ts'
import { gate } from './gate-shape.ts'
import { CHECKSUMS, HTTPS_FOLDER, WHOLE_VERSION } from './forms.ts'

/** What `fairlead.yaml` may say, key by key: it is read by this, and the published schema is made of it. */

const glob = 'Patterns over paths from the root of the repo: * within a folder name, ** across folders.'

const environments = map(
  'The environments, by name. An app belongs to the first one that one of its rules fits.',
  object('One environment. An app belongs to it where a path, all labels, or a cluster fits.', {
    production: optional(flag('Whether it is production. Default: true for prod, production, prd and live.')),
    paths: optional(list(`Where its apps are declared or have their values. ${glob}`, text('A pattern.'))),
    labels: optional(map('Labels of the controller objects of its apps.', text("The label's value."))),
    clusters: optional(list('The clusters that its apps run in.', text('The name of a cluster.'))),
    allow: optional(
      list(
        'What production allows beside a reviewed pull request.',
        oneOf('A way round the review.', ['push', 'auto-merge']),
      ),
    ),
    method: optional(
      oneOf(
        'How update changes it, where the input method does not say so: by a push to the base branch, or by a pull request. For production push needs allow: [push], too. Default: pull-request.',
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
        "The labels of Argo CD's secret for it, which the cluster generator selects by.",
        text("The label's value."),
      ),
    ),
    annotations: optional(
      map(
        "The annotations of Argo CD's secret for it, which templates may use.",
        text("The annotation's value."),
      ),
    ),
    project: optional(text("The AppProject that Argo CD's secret binds it to.")),
    paths: optional(list(`What is deployed to it. ${glob}`, text('A pattern.'))),
    kubeVersion: optional(text('Its version of Kubernetes, which charts see, such as 1.34.')),
    apiVersions: optional(
      list(
        'The APIs that it has beside those of Kubernetes, which charts see.',
        text('As in monitoring.coreos.com/v1 or …/v1/ServiceMonitor.'),
      ),
    ),
  }),
)

const controlPlanes = map(
  'The clusters and Argo CD instances that controller objects are applied to, by name, where the layout of the repo does not tell them. What an app leads to is where the app deploys.',
  object('One control plane: the API server that Application, Kustomization or HelmRelease objects are in.', {
    paths: optional(
      list(`The files that declare its objects; the first that fits counts. ${glob}`, text('A pattern.')),
    ),
    cluster: optional(
      text(
        'The cluster that it runs in, which in-cluster destinations mean; the same for two Argo CDs of one cluster. Default: one of its own, or the one of the same name in clusters.',
      ),
    ),
  }),
)

const argocd = object("Argo CD's own settings, which are not in Git.", {
  version: optional(text('Its version, such as 3.5. Default: the newest known one.')),
  kustomizeBuildOptions: optional(text('kustomize.buildOptions of its settings, such as --enable-helm.')),
  newGitFileGlobbing: optional(
    flag(
      'Its applicationsetcontroller.enable.new.git.file.globbing: whether * in the files of a git generator stays within a folder. Default: false.',
    ),
  ),
  url: optional(
    text('The address of its pages, such as https://argocd.example.com: reports then link to each app.'),
  ),
  namespace: optional(text('The namespace that it runs in. Default: that of each Application.')),
})

const flux = object("Flux's own settings, which are not in Git.", {
  version: optional(
    text(
      'Its version, such as 2.9. Default: that of the nearest gotk-components.yaml, otherwise the newest known one.',
    ),
  ),
  strictSubstitution: optional(
    flag(
      'Whether a variable without a value fails a build (StrictPostBuildSubstitutions). Default: true from 2.9 on.',
    ),
  ),
})

const images = list(
  'Places of images that the inventory does not find by itself.',
  object('One place.', {
    app: text("The app's name."),
    environment: optional(
      text(
        'The environment; without it the place is one of every environment, and {environment} in the file stands for its name.',
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
  'The charts of apps whose values are in this repo and that no object in it declares, where the chart is elsewhere. The first entry that fits counts. In repo, path, chart and revision {app} and {environment} are replaced.',
  v.pipe(
    object('One chart: path in a Git repository, or chart in a Helm repository or an OCI registry.', {
      app: text("The app's name, in which * stands for anything."),
      environment: optional(text('The environment; without it every one.')),
      repo: optional(
        text(
          'Where the chart is: the address of a Git repository, a Helm repository (https://…) or an OCI registry (oci://…). Without it, in this repo.',
        ),
      ),
      path: optional(text("The chart's folder, from the root of the Git repository.")),
      chart: optional(text("The chart's name in the Helm repository or the OCI registry.")),
      revision: optional(
        text(
          'A branch, tag or commit of the Git repository, or the version of the chart (a range such as 1.x, too). Default: the default branch, or the newest version.',
        ),
      ),
      version: optional(text('The same as revision.')),
    }),
    v.check(
      ({ chart, repo }) => chart === undefined || repo !== undefined,
      aboutChart('is one of a repository, and repo is missing'),
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
  'Folders of this repo that something deploys which no file of the repo declares, such as an Application that is only in the cluster. Each is an app; an app of apps is one of roots.',
  object('One app: its folder is a chart, a kustomization, or has plain manifests.', {
    app: text("The app's name."),
    path: text('The folder from the root of the repo; . is the root.'),
    environment: optional(text('Its environment.')),
    values: optional(
      list('The values files of a chart, from the root of the repo; the last one wins.', text('A file.')),
    ),
  }),
)

const roots = list(
  'Apps of apps of Argo CD that stand outside of this repo (Terraform, a script or a person made them) and lead into it.',
  object('One of them; a chart that is deployed three times has three.', {
    path: text('The folder that it deploys: a chart, a kustomization or plain manifests.'),
    values: optional(
      list(
        "The chart's values files, from that folder or from the root of the repo; the last wins.",
        text('A file.'),
      ),
    ),
    parameters: optional(map('Parameters of the chart, by key.', text('The value.'))),
    name: optional(text("The Application's name. Default: that of the folder.")),
    namespace: optional(
      text('The namespace of its Applications that say none. Default: argocd.namespace, else argocd.'),
    ),
    controlPlane: optional(
      text(
        'The control plane that its Applications are in, as controlPlanes name it. Default: its cluster, else its environment.',
      ),
    ),
    cluster: optional(text('The cluster that in-cluster means for its Applications.')),
    environment: optional(text('The environment of the apps that it leads to and that say none themselves.')),
  }),
)

const artifacts = list(
  'Folders of this repo that something outside of the cluster pushes, such as flux push artifact in a CI job: the paths of what reads such a source count from that folder.',
  object('One artifact.', {
    source: text(
      'The source that serves it (OCIRepository, GitRepository, Bucket), as namespace/name or its name alone.',
    ),
    path: text('The folder from the root of the repo; . is the root.'),
  }),
)

const diff = object('What a diff shows.', {
  noise: optional(
    list(
      'Fields whose change says nothing, beside those that Fairlead knows (chart labels, checksums, what controllers write).',
      text(
        'The name of a label or annotation, in which * stands for anything; or with a slash in front a JSON pointer in which * stands for one key, such as /spec/replicas.',
      ),
    ),
  ),
})

const render = object(
  'The programs that diff and render use. Inputs of the same names come first. Only what the base branch says counts.',
  {
    helmVersion: optional(
      formed(
        'The version of Helm, such as 3.19.4. It is fetched where PATH has not this very one. Default: the one on PATH, whatever it is; without one, that of the controller whose version is given, else the newest known one.',
        WHOLE_VERSION,
      ),
    ),
    helmSha256: optional(
      formed(
        "The SHA-256 of Helm's archive of this version, for each platform that is used, by commas. Default: what the publisher's own file says.",
        CHECKSUMS,
      ),
    ),
    kustomizeVersion: optional(
      formed('The version of kustomize, such as 5.8.1, in the same way.', WHOLE_VERSION),
    ),
    kustomizeSha256: optional(
      formed("The SHA-256 of kustomize's archive of this version, in the same way.", CHECKSUMS),
    ),
    mirror: optional(
      formed(
        "Where the archives are instead of at get.helm.sh and kustomize's releases on GitHub, under the same names, with the publisher's checksum files: https://…/helm-v3.19.4-linux-amd64.tar.gz and https://…/kustomize/v5.8.1/kustomize_v5.8.1_linux_amd64.tar.gz.",
        HTTPS_FOLDER,
      ),
    ),
  },
)

const fetch = object(
  'Where charts and other repositories may be fetched from. Public hosts may be asked over https, without credentials, unlisted. Only what the base branch says counts.',
  {
    hosts: optional(
      map(
        'Hosts that may be more than that, by name, with a port where only that one is meant. One that is listed may be asked over http and through a proxy.',
        object('One host.', {
          private: optional(flag('Whether it may have private, loopback and link-local addresses.')),
          credentials: optional(
            flag(
              "Whether it gets the job's credentials for it: tokens, docker's logins, git's helpers and ssh keys.",
            ),
          ),
          paths: optional(
            list(
              'What on it the credentials may be used for, since a change may name any repository: the path of a repository or of a group of them, such as acme/charts. Without it, all.',
              text('A path from the root of the host, by whole names.'),
            ),
          ),
        }),
      ),
    ),
  },
)

export const configShape = object('What Fairlead cannot know from the layout of an infra repo.', {
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
      'Whether sync records what became of each commit, on the branch fairlead-records (docs/records.md). In a job it counts only where the base branch has it, too. Default: false.',
    ),
  ),
})

/** What is wrong with a key, and on a second line what to try. */
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
