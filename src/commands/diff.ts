import { review } from '../review/review.ts'
import { digestsOf } from '../review/digest.ts'
import type { DeclaredSides, InventoryStore } from '../affected/declared.ts'
import type { Review } from '../review/model.ts'
import { isQuiet, reportRisk } from '../review/level.ts'
import { describeFault, FairleadError, inputError } from '../errors.ts'
import type { RepositoryAddresses } from '../net/repositories.ts'
import type { Sides } from '../git/sides.ts'
import type { Rendering } from '../render/plan.ts'
import { failureSummary } from '../report/failure.ts'
import { fromJson, toJson } from '../report/json/json.ts'
import { comments } from '../report/markdown/comments.ts'
import { summary } from '../report/markdown/summary.ts'
import { takeReports } from '../report/merge.ts'
import { terminal } from '../report/terminal.ts'
import { listingOf } from '../tree/listing.ts'
import { configOf } from '../config/read.ts'
import type { Config } from '../config/config.ts'
import type { ComparedPorts } from './diff-sides.ts'
import { choiceOf, onlyChosen } from './diff-filter.ts'
import { changeFrom } from './diff-sides.ts'
import { bases, inputs, pick, programInputs, requestOf } from './catalogue.ts'
import { outputs } from './outputs.ts'
import type { CommentTarget } from './comment.ts'
import { writeComment } from './comment.ts'
import type { CommandDescription, Result, Values } from './describe.ts'
import { described } from './describe.ts'
import { detailed, failureOf } from './diff-verdict.ts'
import { COMMENT_LIMIT } from './inputs/change.ts'

export const diffCommand = {
  name: 'diff',
  title: 'Fairlead diff',
  summary:
    'Renders every app that a change affects, before and after it, and shows what changes in the cluster and how risky it is.',
  inputs: {
    ...pick(
      inputs,
      'path',
      'app',
      'environment',
      'base',
      'head',
      'forge',
      'repository',
      'comment',
      'pull-request',
      'infra-repository',
      'infra-token',
      'comment-token',
      'comment-id',
      'comment-limit',
      'page-url',
      'source-token',
      'fail-on',
      'report-path',
      'reports',
      'shard',
      ...programInputs,
      'concurrency',
      'cache-path',
      'output',
    ),
    ...described(pick(inputs, 'path', 'app', 'environment'), {
      path: 'The git checkout whose change is compared: the infra repo, or the app repo if infra-repository is set.',
      app: 'Show only these apps, by name. In prod, web also matches web-prod. No comment is written and there is no digest. Default: all apps that the change affects.',
      environment: 'Show only the apps of these environments. No comment is written and there is no digest.',
    }),
    base: bases.change,
    repository: requestOf,
  },
  outputs: described(pick(outputs, 'changed', 'apps', 'digest', 'risk', 'report-path'), {
    changed: 'true if anything changes in a cluster or could not be rendered.',
    apps: 'Number of apps that change.',
    digest:
      'Digests of the changes, by environment, as JSON. An approval can be bound to them. An environment with an app that could not be compared has no digest.',
  }),
} as const satisfies CommandDescription

export type DiffValues = Values<typeof diffCommand.inputs>

/** The external dependencies of `diff`. */
export interface DiffPorts {
  /** The infra repo's own address, if it is known. */
  readonly addresses: RepositoryAddresses
  /** Set if the checkout is an app repo: its addresses, and the infra repo whose apps are built from it. */
  readonly source?: ComparedPorts['source']
  /** The target branch of a change, from the job or else the remote's default; undefined if it is unknown. */
  readonly base: string | undefined
  /** Reports whether a branch is the default branch of the infra repo. */
  isDefaultBranch(branch: string): boolean
  sides(base: string): Promise<Sides>
  /** Opens a renderer, and the sources outside of the repo that the configuration of the base allows. */
  rendering(config: Config): Promise<Rendering>
  /** The store for inventories that are kept between runs, if there is one. */
  readonly inventories: InventoryStore | undefined
  /** The forge's term for a request: `pull request` or `merge request`. */
  readonly noun: string
  /** Returns the request that gets the comments; undefined if the job does not run for a pull request. */
  comments(): Promise<CommentTarget | undefined>
  /** Reads a report that another job wrote. */
  readReport(path: string): Promise<string>
  /** Writes files to a folder, and returns its path. */
  writeReport(folder: string, files: ReadonlyMap<string, string>): Promise<string>
  /** The page of the run, which has the whole report. */
  readonly runUrl: string | undefined
  progress(done: number, total: number): void
  /** Returns a time in milliseconds, to measure durations. */
  now(): number
  /** The maximum width of a line in columns. */
  readonly width: number
}

/**
 * Shows the effect of a change.
 *
 * @throws FairleadError (input) and (remote) if the sides cannot be read. An app that cannot be rendered is part of
 *   the result, and a comment that cannot be written is reported after it.
 */
export async function runDiff(
  values: DiffValues,
  ports: DiffPorts,
): Promise<Result<typeof diffCommand.outputs>> {
  const choice = choiceOf(values)
  const { report, setUp } =
    values.reports.length > 0
      ? { report: await readReports(values, ports), setUp: undefined }
      : await compare(values, ports, choice)
  // The result is reported even if the report cannot be written to disk; the step fails afterwards.
  const written = await writeReport(values, report, ports).catch((error: unknown) => {
    if (error instanceof FairleadError && error.kind === 'remote') return error
    throw error
  })
  const folder = written instanceof FairleadError ? undefined : written
  const changing = report.apps.filter((change) => !isQuiet(change))
  const risk = reportRisk(report)
  const outputs = {
    changed: String(changing.length > 0),
    apps: String(changing.length),
    risk,
    digest: report.only === undefined ? JSON.stringify(report.digests) : '',
    'report-path': folder ?? '',
  }
  // Without a renderer nothing is known about the change, whatever the cause. Therefore this error comes first.
  const unwritten = written instanceof FairleadError ? written : undefined
  const verdict = failureOf(values['fail-on'], report)
  const failure = setUp ?? verdict ?? unwritten
  const ending = [
    ...(folder === undefined ? [] : [`Report: ${folder}/report.html`]),
    ...(failure?.faults ?? []).flatMap((fault) => `This run fails: ${describeFault(fault)}`.split('\n')),
  ]
  return {
    outputs,
    // A large report takes long to write, and no surface needs all of its forms.
    get data() {
      return JSON.parse(toJson(report)) as unknown
    },
    get text() {
      return [...terminal(report, { color: false, width: ports.width }), ...ending]
    },
    get coloured() {
      return [...terminal(report, { color: true, width: ports.width }), ...ending]
    },
    get summary() {
      const shown = summary(report, ports.noun)
      return failure ? `${failureSummary(diffCommand.title, failure.faults)}\n${shown}` : shown
    },
    warnings: [
      ...report.warnings,
      ...(unwritten && unwritten !== failure
        ? [`The report was not written: ${unwritten.faults.map(describeFault).join(' ')}`]
        : []),
    ],
    afterwards:
      values.comment === 'never' || report.shard !== undefined || report.only !== undefined
        ? undefined
        : () =>
            writeComment(
              values.comment,
              () => ports.comments(),
              { name: 'diff', noun: ports.noun },
              (target) =>
                comments(report, {
                  limit: target.to.limit,
                  most: Math.max(1, values['comment-limit'] ?? COMMENT_LIMIT),
                  request: target.noun,
                  isForeign: target.isForeign === true,
                  page: values['page-url'],
                  whole:
                    ports.runUrl === undefined
                      ? undefined
                      : { text: 'the report of this run', url: ports.runUrl },
                }),
            ),
    ...(failure
      ? { failure: failure === verdict ? detailed(failure, values['fail-on'], report) : failure }
      : {}),
  }
}

async function compare(
  values: DiffValues,
  ports: DiffPorts,
  choice: string | undefined,
): Promise<{ report: Review; setUp: FairleadError | undefined }> {
  const base = values.base ?? ports.base
  if (base === undefined)
    throw inputError('base is not set, and the target branch of the change is unknown', {
      hint: 'Set it, e.g. fairlead diff --base main.',
    })
  const shard = readShard(values.shard)
  const change = await changeFrom(base, ports)
  const { tree } = change.sides.base
  // The whole listing is needed anyway. With it, a single file is found without another call to git.
  await listingOf(tree)
  const config = await configOf(tree)
  const rendering = await ports.rendering(config)
  const { inventories, progress, now } = ports
  let declared: DeclaredSides | undefined
  const sees = (sides: DeclaredSides) => (declared = sides)
  const whole = await review(change, { config, rendering, inventories, shard, progress, now, sees })
  const report =
    choice !== undefined && declared ? await onlyChosen(whole, values, { choice, declared }) : whole
  return { report, setUp: rendering.renderer.faults[0] }
}

/** Parses `2/5`: the second of five parts. */
function readShard(text: string | undefined): Review['shard'] {
  if (text === undefined) return undefined
  const [, index, count] = (/^(\d{1,4})\/(\d{1,4})$/.exec(text.trim()) ?? []).map(Number)
  if (index === undefined || count === undefined || index < 1 || index > count)
    throw inputError(`shard ${JSON.stringify(text)} is not valid`, {
      hint: 'Write it as i/n, from 1/n to n/n. In GitLab use $CI_NODE_INDEX/$CI_NODE_TOTAL.',
    })
  return { index, count }
}

async function readReports(values: DiffValues, ports: DiffPorts): Promise<Review> {
  const parts = await Promise.all(values.reports.map(async (path) => fromJson(await ports.readReport(path))))
  return takeReports(parts, digestsOf)
}

async function writeReport(
  values: DiffValues,
  report: Review,
  ports: DiffPorts,
): Promise<string | undefined> {
  const folder = values['report-path']
  if (folder === undefined) return undefined
  // The HTML page is half of the code for reports, so it is loaded only here.
  const { html } = await import('../report/html.ts')
  const files = new Map([
    ['report.json', toJson(report)],
    ['report.html', html(report, ports.noun)],
    ['report.md', summary(report, ports.noun)],
  ])
  return ports.writeReport(folder, files)
}
