/** An example of a command as people type it. A test parses each example like the command line does. */
export interface Example {
  /** The purpose of the example, as a title. */
  readonly what: string
  /** The arguments after `fairlead`. */
  readonly command: string
}

/** The examples of each command, the most frequent first. */
export const examples: Readonly<Record<string, readonly Example[]>> = {
  update: [
    {
      what: 'Open the pull request for a new image in prod',
      command:
        'update --repository acme/infra --app web --environment prod --image ghcr.io/acme/web --image-tag 1.2.3',
    },
    {
      what: 'Preview the change without writing anything',
      command:
        'update --repository acme/infra --app web --environment prod --image ghcr.io/acme/web:1.2.3 --dry-run',
    },
    {
      what: 'Do the same for a GitLab project',
      command:
        'update --forge gitlab --repository https://gitlab.example.com/acme/infra --app web --environment prod --image ghcr.io/acme/web:1.2.3',
    },
  ],
  bump: [
    {
      what: 'Set a new image in the infra repo in this folder',
      command: 'bump --app web --environment dev --image ghcr.io/acme/web --image-tag 1.2.3',
    },
    {
      what: 'Set one key of one file',
      command: 'bump --values-file apps/web/values-dev.yaml --key image.tag --image-tag 1.2.3',
    },
    {
      what: 'Preview the lines that would change',
      command: 'bump --app web --environment dev --image ghcr.io/acme/web:1.2.3 --dry-run',
    },
  ],
  'pull-request': [
    {
      what: 'Open a pull request for the changes in this checkout',
      command: 'pull-request --repository acme/infra --title "Raise the limits of web"',
    },
    {
      what: 'Include only the changes in one folder',
      command: 'pull-request --repository acme/infra --add-paths apps/web --branch fairlead/web-limits',
    },
  ],
  inventory: [
    { what: 'List all apps of the infra repo in this folder', command: 'inventory' },
    {
      what: 'List the apps of one environment as JSON',
      command: 'inventory --environment prod --output json',
    },
    { what: 'See which values an app gets, and why', command: 'inventory --environment prod --explain web' },
  ],
  diff: [
    { what: 'See what this branch changes in the cluster', command: 'diff --base main' },
    { what: 'Look at a single app', command: 'diff --base main --app web --environment prod' },
    {
      what: 'Write the report, and fail on a high risk',
      command: 'diff --base main --report-path report --fail-on high',
    },
  ],
  render: [
    { what: 'Write the manifests of all apps', command: 'render --output-dir manifests' },
    {
      what: 'Write the manifests of one app at the tip of main',
      command: 'render --app web --environment prod --revision main --output-dir manifests',
    },
  ],
  sync: [
    {
      what: 'Wait until the last commit is live and healthy',
      command: 'sync --argocd-server https://argocd.example.com',
    },
    {
      what: 'Wait for one app, ten minutes at most',
      command: 'sync --argocd-server https://argocd.example.com --app web --environment prod --timeout 600',
    },
  ],
  gate: [
    {
      what: 'See what would be approved, and its digest',
      command: 'gate --base main --environment prod --plan',
    },
    {
      what: 'Check that the repository is set up for the gate',
      command: 'gate --repository acme/infra --environment prod --check-setup',
    },
  ],
  doctor: [
    {
      what: 'Check the infra repo in this folder and its settings on the forge',
      command: 'doctor --repository acme/infra',
    },
    {
      what: 'Check a GitLab project',
      command: 'doctor --forge gitlab --repository acme/infra --path infra',
    },
  ],
  show: [
    {
      what: 'Show the open pull request of a plain git remote',
      command: 'show --repository /srv/git/infra.git',
    },
  ],
  renderers: [
    { what: 'Install helm and kustomize', command: 'renderers --bin-dir /usr/local/bin' },
    {
      what: 'Install one version of Helm',
      command: 'renderers --bin-dir /usr/local/bin --helm-version 3.19.4',
    },
  ],
}
