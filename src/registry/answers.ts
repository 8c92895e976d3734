import * as v from 'valibot'
import { remoteError } from '../errors.ts'
import type { Shape } from '../shapes/answer.ts'
import { parseJsonAnswer } from '../shapes/answer.ts'
import { entries, some } from '../shapes/json.ts'
import { MUST_BE } from '../shapes/messages.ts'

/** What is read of the answers of registries, and of what is beside them: token servers, helpers, `docker login`. */

/** https://github.com/opencontainers/image-spec/blob/main/manifest.md; an index has no layers. */
export const ManifestAnswer = v.object({
  schemaVersion: v.number(),
  layers: v.nullish(v.array(v.object({ mediaType: v.string(), digest: v.string(), size: v.number() })), []),
})

/** https://github.com/opencontainers/distribution-spec/blob/main/spec.md#listing-tags; a repository without any has null. */
export const TagsAnswer = v.object({ tags: v.nullable(v.array(v.string())) })

/** It becomes a header. */
const token = v.pipe(
  v.string(),
  v.regex(/^[\x21-\x7e]+$/, 'contains characters that are not valid in a token'),
)

/** https://distribution.github.io/distribution/spec/auth/token/: two names for one thing. */
export const TokenAnswer = v.pipe(
  v.object({ token: v.nullish(token), access_token: v.nullish(token) }),
  v.transform(({ token: own, access_token: other }) => own ?? other),
  v.check((found) => found !== undefined && found !== null, 'has neither token nor access_token'),
  v.transform(String),
)

const words = v.fallback(v.nullish(v.string()), undefined)

/**
 * Why a registry refuses, in its own words; some have `details` alone. What is of another form says nothing.
 * https://github.com/opencontainers/distribution-spec/blob/main/spec.md#error-codes
 */
export const ErrorsAnswer = v.object({
  errors: v.fallback(v.optional(v.array(v.object({ message: words, code: words })), []), []),
  details: words,
})

/** https://github.com/docker/docker-credential-helpers#development */
export const HelperAnswer = v.object({ Username: v.string(), Secret: v.string() })

/** docker is written in Go, which takes null for nothing. */
const text = v.nullish(v.string(MUST_BE.text), '')
const named = <T>(values: Shape<T>) => v.nullish(entries(values), () => new Map<string, T>())

/** One entry of `auths`. What docker leaves behind when a helper has the secret is empty. */
const Login = v.nullish(
  some({ auth: text, username: text, password: text, identitytoken: text, registrytoken: text }),
  {},
)

export type Login = v.InferOutput<typeof Login>

/** The part of docker's configuration that is about credentials; podman's `auth.json` has the same form. */
export const LoginsFile = some({ auths: named(Login), credHelpers: named(text), credsStore: text })

/**
 * Reads an answer of a registry.
 *
 * @param what it should be: `a list of tags`
 * @throws FairleadError (remote) where it is something else, with the place in it
 */
export function readAnswer<T>(
  shape: Shape<T>,
  body: Uint8Array,
  { registry, what }: { readonly registry: string; readonly what: string },
): T {
  const answer = parseJsonAnswer(shape, body)
  if ('data' in answer) return answer.data
  throw remoteError(`the answer of ${registry} is not ${what}: ${answer.fault}`, {
    hint: 'Check the name of the registry, and whether a proxy answers instead of it.',
  })
}
