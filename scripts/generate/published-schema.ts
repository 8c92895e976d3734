import { toJsonSchema } from '@valibot/to-json-schema'
import type { JsonSchema } from '@valibot/to-json-schema'
import type { GenericSchema } from 'valibot'

/** The address of the published schemas. */
const HOME = 'https://raw.githubusercontent.com/fairlead-dev/fairlead/main/docs'

/**
 * Converts a schema of valibot to a published JSON Schema (draft 2020-12), with a trailing newline. It describes the
 * output type, because the input of a schema may be YAML nodes. Checks that JSON Schema cannot express (across
 * several keys) are left out.
 */
export function publishedSchema(schema: GenericSchema, name: string, title: string): string {
  const content = {
    $schema: 'https://json-schema.org/draft/2020-12/schema',
    $id: `${HOME}/${name}`,
    title,
    ...describedFirst(converted(schema)),
  }
  return `${JSON.stringify(content, undefined, 2)}\n`
}

function converted(schema: GenericSchema): JsonSchema {
  const { $schema: _, ...content } = toJsonSchema(schema, {
    target: 'draft-2020-12',
    typeMode: 'output',
    ignoreActions: ['transform', 'check', 'raw_check', 'values', 'finite'],
    overrideSchema: ({ valibotSchema, jsonSchema }) => {
      // Fairlead reads a map into a JavaScript Map, and the file has an object.
      if (valibotSchema.type === 'map' && 'value' in valibotSchema)
        return { type: 'object', additionalProperties: converted(valibotSchema.value as GenericSchema) }
      if (valibotSchema.type === 'strict_object' && jsonSchema.required?.length === 0)
        return { ...jsonSchema, required: undefined } as unknown as JsonSchema
      return undefined
    },
  })
  return content
}

/** Puts the type and the description of each schema first, because people read these files. */
function describedFirst(value: unknown): object {
  const walked = (inner: unknown): unknown =>
    typeof inner === 'object' && inner !== null ? describedFirst(inner) : inner
  if (Array.isArray(value)) return value.map(walked)
  const { type, description, ...rest } = value as Record<string, unknown>
  const first =
    typeof type === 'string'
      ? { type, description }
      : { type: type && walked(type), description: description && walked(description) }
  return { ...first, ...Object.fromEntries(Object.entries(rest).map(([key, inner]) => [key, walked(inner)])) }
}
