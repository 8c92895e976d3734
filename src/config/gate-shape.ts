import * as v from 'valibot'
import { count, flag, formed, list, object, oneOf, optional, text } from '../shapes/yaml.ts'
import { CALENDAR_DAY, DAYS, SPAN, TIME_OF_DAY } from './forms.ts'

/** What `environments.*.gate` of `fairlead.yaml` may say: when a change of that environment may go ahead. */

const zone = (of: string) =>
  v.pipe(
    text(`The time zone ${of}, such as Europe/Berlin. Default: UTC.`),
    v.check(
      isZone,
      (issue) => `${JSON.stringify(issue.input)} is no time zone\nIt is one such as Europe/Berlin.`,
    ),
  )

const day = (description: string) =>
  v.pipe(
    formed(description, CALENDAR_DAY),
    v.check(isDay, (issue) => `${JSON.stringify(issue.input)} is no day of the calendar`),
  )

const windows = list(
  'When a change may go ahead: in any of these. Default: at any time.',
  v.pipe(
    object('One window of each week.', {
      days: optional(formed('The days on which it opens. Default: all.', DAYS)),
      from: formed('The time at which it opens.', TIME_OF_DAY),
      to: formed(
        'The time at which it closes; what comes at this very minute is too late. One that is earlier than from is of the next day.',
        TIME_OF_DAY,
      ),
      timeZone: optional(zone('of days and times')),
    }),
    v.check(
      ({ from, to }) => from !== to,
      ({ input: { from } }) =>
        `the window from ${from} to ${from} is never open\nA whole day is from "00:00" to "24:00".`,
    ),
  ),
)

const freezes = list(
  'When no change goes ahead.',
  v.pipe(
    object('One freeze.', {
      from: day('Its first day.'),
      to: day('Its last day, which counts as a whole.'),
      timeZone: optional(zone('of its days')),
    }),
    v.check(
      ({ from, to }) => from <= to,
      ({ input: { from, to } }) => `the freeze from ${from} to ${to} ends before it begins`,
    ),
  ),
)

const people = object('Whose approvals count: those of these people, and of the members of these teams.', {
  users: optional(list('People, by the names that the forge has for them.', text('A name.'))),
  teams: optional(list('Teams, as organisation/team; groups of GitLab.', text('A team.'))),
})

export const gate = object(
  'What a change of this environment needs to go ahead. Only what the base branch says counts.',
  {
    approvals: count('How many people have to approve.', 1),
    from: people,
    codeOwners: optional(
      flag(
        'Whether the owners of the changed files (CODEOWNERS of the base branch) have to approve, too. Default: false.',
      ),
    ),
    bots: optional(
      list(
        'Accounts that are programs, beside those that the forge marks so: their approvals never count.',
        text('A name.'),
      ),
    ),
    after: optional(
      object(
        'Another environment in which the same images and charts must have been verified before (sync with record).',
        {
          environment: text('Its name.'),
          soak: optional(
            formed('For how long they must have been live there without a fault. Default: no time.', SPAN),
          ),
        },
      ),
    ),
    windows: optional(windows),
    freezes: optional(freezes),
    maxAge: optional(formed('How old an approval may be. Default: as old as it likes.', SPAN)),
    immutable: optional(
      list(
        'What the change brings must be pinned: images by digest, charts by a whole version, bases (other repositories) by commit.',
        oneOf('A kind of thing.', ['images', 'charts', 'bases']),
      ),
    ),
    allow: optional(
      list(
        'What the change may bring although nobody can review what becomes of it: templates that depend on the time, on chance, on objects of the cluster, or on whether it is an upgrade.',
        oneOf('What is allowed.', ['time', 'chance', 'lookup', 'release']),
      ),
    ),
    override: optional(
      object('Who may let a change pass without the rest of this, with a reason, which is recorded.', {
        by: list('People.', text('A name.')),
        reviewWithin: optional(
          formed('Within what time the override has to be reviewed. Default: 3d.', SPAN),
        ),
      }),
    ),
  },
)

function isZone(name: string): boolean {
  try {
    return new Intl.DateTimeFormat('en', { timeZone: name }).resolvedOptions().timeZone !== ''
  } catch {
    return false
  }
}

function isDay(text: string): boolean {
  const date = new Date(`${text}T00:00:00Z`)
  return !Number.isNaN(date.getTime()) && date.toISOString().startsWith(text)
}
