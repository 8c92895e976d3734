import * as v from 'valibot'
import { list, text, time } from './go-json.ts'

/** The shapes of small answers of the API, besides Applications and their objects. */

/** A live object as a JSON text. */
export const LiveObject = v.object({ manifest: text() })

export const Version = v.object({ Version: text() })

export const Events = v.object({
  items: list(
    v.object({ reason: text(), message: text(), type: text(), lastTimestamp: time(), eventTime: time() }),
  ),
})

/** A line of a pod's log. */
export const LogLine = v.object({
  result: v.optional(
    v.object({ content: text(), timeStampStr: text(), last: v.nullish(v.boolean(), false) }),
  ),
})

/** The server's reason for a request that it refuses. */
export const Refusal = v.object({
  code: v.nullish(v.number()),
  message: text(),
  // Before a stream begins, the error has another form.
  error: v.nullish(
    v.union([v.string(), v.object({ grpc_code: v.nullish(v.number()), message: text() })]),
    '',
  ),
})

/** The permission of the token for an action: `yes` or `no`. */
export const CanI = v.object({ value: v.string() })

/** The settings that an Argo CD publishes without authentication. */
export const Settings = v.object({
  dexConfig: v.nullish(v.unknown()),
  oidcConfig: v.nullish(v.object({ issuer: text(), clientID: text() })),
})
