/** Ids and times in the format of GitLab. */

let lastId = 7000

/** Returns an id that no other object of any fake has. */
export const nextId = () => ++lastId

/** ISO 8601 with milliseconds, in UTC. */
export const now = () => new Date().toISOString()
