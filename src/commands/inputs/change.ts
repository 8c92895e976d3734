import type { InputDescriptions } from '../describe.ts'

/** The change that is compared, and what is told of it. */
export const changeInputs = {
  'source-repository': {
    type: 'text',
    description:
      'The app repo, for the order of builds, links and the list of commits: owner/name, or the path or address of any git repository. Default: the repository that the job runs for.',
  },
  'source-commit': {
    type: 'text',
    description:
      'The commit of the app repo that the image was built from. Default: the one whose id is in the tag, else the commit that the job runs for.',
  },
  head: {
    type: 'text',
    description:
      'The change to look at: a branch, tag or commit. Default: in a job the commit that is checked out, elsewhere also what is not committed.',
  },
  comment: {
    type: 'choice',
    options: ['auto', 'required', 'never'],
    default: 'auto',
    description:
      'Whether the result becomes a comment on the pull request. auto: if the job runs for one; a comment that cannot be written is a warning. required: the step fails without it, after its results. never: no comment.',
  },
  'comment-id': {
    type: 'text',
    description:
      'What tells the comment of this job from those of other jobs on the same pull request: each id has a comment of its own. Default: the names of workflow and job. Jobs of one matrix need an id each.',
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
      'A token that may write comments on pull requests (pull-requests: write; on GitLab the role Reporter and the scope api), and needs no other right.',
  },
  'comment-limit': {
    type: 'number',
    description:
      'How many comments a long result may take; what does not fit is counted, and in the report. Default: 3.',
  },
  'page-url': {
    type: 'text',
    description:
      'The address that report.html is published at, such as a page of the job on GitLab ($CI_JOB_URL/artifacts/file/.fairlead/report/report.html). The comment then links each app and object to its place on the page.',
  },
  'fail-on': {
    type: 'choices',
    options: ['never', 'unknown', 'change', 'low', 'medium', 'high'],
    default: 'unknown',
    alone: 'never',
    description:
      'Fail (exit code 1) where an app could not be compared (unknown, which also holds beside the other words), where anything changes (change), or where a risk is of this level or graver. Only never lets pass what is not known; what the change itself broke fails all the same (exit code 2).',
  },
  'report-path': {
    type: 'text',
    description:
      'A folder for the report: report.html, report.json and report.md. What is there under these names is removed when the run begins. On the command line none is written without it.',
    actionDefault: 'fairlead-report',
    componentDefault: '.fairlead/report',
    writes: ['report.json', 'report.html', 'report.md'],
  },
  reports: {
    type: 'list',
    reads: true,
    description:
      'Reports (report.json) to comment on instead of rendering anything: the parts of a matrix, or the one of a job without rights. They are checked, and taken for foreign text.',
  },
  shard: {
    type: 'text',
    description:
      'Renders one part of the apps, as i/n: for a matrix of jobs. reports puts the parts together.',
  },
} as const satisfies InputDescriptions
