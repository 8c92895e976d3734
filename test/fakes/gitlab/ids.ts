/** Ids and times, as GitLab gives them. */

let lastId = 7000

/** An id that no other object of any fake has. */
export const nextId = () => ++lastId

/** ISO 8601 with milliseconds, in UTC. */
export const now = () => new Date().toISOString()
