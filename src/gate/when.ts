import type { Freeze, Window } from './policy.ts'

/**
 * The times at which a change is allowed. All times are milliseconds since 1970; the zones are those of the IANA
 * database.
 */

/** A time as the clocks of a zone show it. */
interface Local {
  /** `2026-12-20` */
  readonly day: string
  /** 0 is Monday. */
  readonly weekday: number
  /**
   * Minutes since midnight, as the clock shows them: when clocks are set back, an hour occurs twice with the same
   * minutes.
   */
  readonly minute: number
}

const WEEKDAYS = ['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun']
const MINUTE = 60_000
const WEEK = 7 * 24 * 60

/** Reports whether a window is open. Without windows, the result is always true. */
export function isOpen(windows: readonly Window[], now: number): boolean {
  return windows.length === 0 || windows.some((window) => isIn(window, now))
}

/** Finds the time at which a window opens next, at most eight days from now; undefined if none does. */
export function opensAt(windows: readonly Window[], now: number): number | undefined {
  const next = Math.floor(now / MINUTE) * MINUTE
  for (let i = 1; i <= WEEK + 24 * 60; i++) {
    const at = next + i * MINUTE
    if (isOpen(windows, at)) return at
  }
  return undefined
}

/** Returns the active freezes. */
export function freezesAt(freezes: readonly Freeze[], now: number): Freeze[] {
  return freezes.filter(({ from, to, timeZone = 'UTC' }) => {
    const { day } = localTime(now, timeZone)
    return from <= day && day <= to
  })
}

/** Reports whether a time is in a window. A window that ends before it begins extends into the next day. */
function isIn({ days, from, to, timeZone = 'UTC' }: Window, now: number): boolean {
  const { weekday, minute } = localTime(now, timeZone)
  const [start, end] = [minuteOf(from), minuteOf(to)]
  const isOf = (day: number) => days === undefined || weekdaysOf(days).has((day + 7) % 7)
  if (start < end) return isOf(weekday) && start <= minute && minute < end
  return (isOf(weekday) && minute >= start) || (isOf(weekday - 1) && minute < end)
}

function minuteOf(text: string): number {
  const [hours = 0, minutes = 0] = text.split(':').map(Number)
  return hours * 60 + minutes
}

/** Returns the weekdays of a list. A range such as `fri-mon` extends over the end of the week. */
function weekdaysOf(text: string): Set<number> {
  const days = text.split(',').flatMap((part) => {
    const [first = 0, last = first] = part
      .trim()
      .split('-')
      .map((name) => WEEKDAYS.indexOf(name))
    return Array.from({ length: ((last - first + 7) % 7) + 1 }, (_, i) => (first + i) % 7)
  })
  return new Set(days)
}

const formats = new Map<string, Intl.DateTimeFormat>()

function localTime(now: number, timeZone: string): Local {
  const format =
    formats.get(timeZone) ??
    new Intl.DateTimeFormat('en-US', {
      timeZone,
      calendar: 'gregory',
      numberingSystem: 'latn',
      hourCycle: 'h23',
      weekday: 'short',
      year: 'numeric',
      month: '2-digit',
      day: '2-digit',
      hour: '2-digit',
      minute: '2-digit',
    })
  formats.set(timeZone, format)
  const parts = new Map(format.formatToParts(now).map(({ type, value }) => [type, value]))
  const part = (name: Intl.DateTimeFormatPartTypes) => parts.get(name) ?? ''
  return {
    day: `${part('year').padStart(4, '0')}-${part('month')}-${part('day')}`,
    weekday: WEEKDAYS.indexOf(part('weekday').toLowerCase()),
    minute: Number(part('hour')) * 60 + Number(part('minute')),
  }
}

/** Formats a time for users, to the minute, with its zone. */
export function shownTime(at: number, timeZone = 'UTC'): string {
  const { day, minute } = localTime(at, timeZone)
  const [hours, minutes] = [Math.floor(minute / 60), minute % 60].map((n) => String(n).padStart(2, '0'))
  return `${day} ${hours}:${minutes} ${timeZone}`
}

/** Formats a time span for users: `2 h`, `3 d`, `1 h 30 min`. */
export function shownSpan(span: number): string {
  const minutes = Math.ceil(span / MINUTE)
  const [days, hours, rest] = [Math.floor(minutes / 1440), Math.floor((minutes % 1440) / 60), minutes % 60]
  const parts = [days > 0 ? `${days} d` : '', hours > 0 ? `${hours} h` : '', rest > 0 ? `${rest} min` : '']
  return parts.filter(Boolean).join(' ') || '0 min'
}
