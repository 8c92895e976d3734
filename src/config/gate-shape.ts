import * as v from 'valibot'
import { count, flag, formed, list, object, oneOf, optional, text } from '../shapes/yaml.ts'
import { CALENDAR_DAY, DAYS, SPAN, TIME_OF_DAY } from './forms.ts'

/** The shape of `environments.*.gate` in `fairlead.yaml`: the requirements for changes to that environment. */

const zone = (of: string) =>
  v.pipe(
    text(`The time zone ${of}, such as Europe/Berlin. Default: UTC.`),
    v.check(
      isZone,
      (issue) => `${JSON.stringify(issue.input)} is not a valid time zone\nUse a name such as Europe/Berlin.`,
    ),
  )

const day = (description: string) =>
  v.pipe(
    formed(description, CALENDAR_DAY),
    v.check(isCalendarDay, (issue) => `${JSON.stringify(issue.input)} is not a valid date`),
  )

const windows = list(
  'The windows in which changes are allowed. Default: at any time.',
  v.pipe(
    object('One window of each week.', {
      days: optional(formed('The days on which it opens. Default: all.', DAYS)),
      from: formed('The time at which it opens.', TIME_OF_DAY),
      to: formed(
        'The time at which it closes (exclusive). A time earlier than from is on the next day.',
        TIME_OF_DAY,
      ),
      timeZone: optional(zone('of days and times')),
    }),
    v.check(
      ({ from, to }) => from !== to && !(from === '24:00' && to === '00:00'),
      ({ input: { from, to } }) =>
        `the window from ${from} to ${to} is never open\nFor a whole day, use from "00:00" to "24:00".`,
    ),
  ),
)

const freezes = list(
  'Periods in which no changes are allowed.',
  v.pipe(
    object('One freeze.', {
      from: day('Its first day.'),
      to: day('Its last day, which is included.'),
      timeZone: optional(zone('of its days')),
    }),
    v.check(
      ({ from, to }) => from <= to,
      ({ input: { from, to } }) => `the freeze from ${from} to ${to} ends before it begins`,
    ),
  ),
)

const people = object('The people and the teams whose approvals count.', {
  users: optional(list('People, by their user names on the forge.', text('A name.'))),
  teams: optional(list('Teams, as organization/team; on GitLab, groups.', text('A team.'))),
})

export const gate = object(
  'The requirements for a change to this environment. Only the fairlead.yaml of the base branch is used.',
  {
    approvals: count('The number of people who have to approve.', 1),
    from: people,
    codeOwners: optional(
      flag(
        'Whether the owners of the changed files (CODEOWNERS of the base branch) also have to approve. Default: false.',
      ),
    ),
    bots: optional(
      list(
        'Bot accounts, in addition to those that the forge marks as bots. Their approvals never count.',
        text('A name.'),
      ),
    ),
    after: optional(
      object(
        'Another environment in which the same images and charts must have been verified first (sync with record).',
        {
          environment: text('Its name.'),
          soak: optional(
            formed('How long they must have been live there without an error. Default: no minimum.', SPAN),
          ),
        },
      ),
    ),
    windows: optional(windows),
    freezes: optional(freezes),
    maxAge: optional(formed('The maximum age of an approval. Default: no limit.', SPAN)),
    immutable: optional(
      list(
        'What must be pinned in the change: images by digest, charts by a full version, bases (other repositories) by commit.',
        oneOf('What is pinned.', ['images', 'charts', 'bases']),
      ),
    ),
    allow: optional(
      list(
        'What the change may contain although its result cannot be reviewed: templates that depend on the time, on randomness, on objects in the cluster, or on whether it is an upgrade.',
        oneOf('What is allowed.', ['time', 'chance', 'lookup', 'release']),
      ),
    ),
    override: optional(
      object('The people who can override all other requirements with a reason, which is recorded.', {
        by: list('People.', text('A name.')),
        reviewWithin: optional(
          formed('The time within which the override has to be reviewed. Default: 3d.', SPAN),
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

/** Reports whether a date of the form `2026-12-20` exists. */
export function isCalendarDay(text: string): boolean {
  const date = new Date(`${text}T00:00:00Z`)
  return !Number.isNaN(date.getTime()) && date.toISOString().startsWith(text)
}
