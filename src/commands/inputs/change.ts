import type { InputDescriptions } from '../describe.ts'

/** The maximum number of comments if the input is not set. */
export const COMMENT_LIMIT = 3

/** The inputs for the change that is compared, and for its report. */
export const changeInputs = {
  'source-repository': {
    type: 'text',
    description:
      'The app repo, used to order builds, for links and for the list of commits: owner/name, or the path or address of any git repository. Default: the repository that the job runs for.',
  },
  'source-commit': {
    type: 'text',
    description:
      'The commit of the app repo that the image was built from. Default: the commit whose id is in the tag, else the commit that the job runs for.',
  },
  head: {
    type: 'text',
    description:
      'The change to compare: a branch, tag or commit. Default: in a job the commit that is checked out; elsewhere the checkout including uncommitted changes.',
  },
  comment: {
    type: 'choice',
    options: ['auto', 'required', 'never'],
    default: 'auto',
    description:
      'Whether to post the result as a comment on the pull request. auto: if the job runs for one; a comment that cannot be written is a warning. required: the step fails if the comment cannot be written, after writing its results. never: no comment.',
  },
  'comment-id': {
    type: 'text',
    description:
      'Distinguishes the comment of this job from those of other jobs on the same pull request: each id has its own comment. Default: the names of workflow and job. Jobs of one matrix need an id each.',
  },
  'pull-request': {
    type: 'text',
    aliases: ['merge-request'],
    description:
      'The number of the pull request. Default: the one that the job runs for. With forge: local, the name of its branch.',
  },
  'comment-token': {
    type: 'text',
    secret: true,
    actionDefault: '${{ github.token }}',
    description:
      'A token with permission to write comments on pull requests (pull-requests: write; on GitLab the role Reporter and the scope api). It needs no other permission.',
  },
  'comment-limit': {
    type: 'number',
    description: `The maximum number of comments for a long result. What does not fit is counted in the comment and shown in the report. Default: ${COMMENT_LIMIT}.`,
  },
  'page-url': {
    type: 'text',
    description:
      'The address that report.html is published at, such as a page of the job on GitLab ($CI_JOB_URL/artifacts/file/.fairlead/report/report.html). The comment then links each app and object to its section of that page.',
  },
  'fail-on': {
    type: 'choices',
    options: ['never', 'unknown', 'change', 'low', 'medium', 'high'],
    default: 'unknown',
    alone: 'never',
    description:
      'Fail (exit code 1) if an app could not be compared (unknown; the other values include it), on any change (change), or on a risk of this level or higher. Only never passes when an app could not be compared. An app that the change itself breaks always fails (exit code 2).',
  },
  'report-path': {
    type: 'text',
    description:
      'The folder for the report: report.html, report.json and report.md. Existing files with these names are removed when the run starts. On the command line, no report is written without this option.',
    actionDefault: 'fairlead-report',
    componentDefault: '.fairlead/report',
    writes: ['report.json', 'report.html', 'report.md'],
  },
  reports: {
    type: 'list',
    reads: true,
    description:
      'report.json files to comment on, instead of rendering: the parts of a matrix, or the report of an unprivileged job. They are validated and treated as untrusted input.',
  },
  shard: {
    type: 'text',
    description: 'Render one part of the apps, as i/n: for a matrix of jobs. Combine the parts with reports.',
  },
} as const satisfies InputDescriptions
