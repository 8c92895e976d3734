/** Labels and milestones. */
import { ApiError } from '../errors.ts'
import { nextId } from '../ids.ts'
import type { Label } from '../state.ts'
import { milestoneShape } from './merge-request-shapes.ts'
import { operation, paginate, type Paging, type RestOperations } from './operation.ts'

const labelShape = (label: Label) => ({
  id: label.id,
  name: label.name,
  color: label.color,
  text_color: '#FFFFFF',
  description: label.description,
  description_html: label.description,
  archived: false,
  subscribed: false,
  priority: null,
  is_project_label: true,
})

export const labelOperations: RestOperations = {
  'GET /projects/{id}/labels': operation({ level: 'guest' }, (call, input: Paging & { search?: string }) => {
    const found = call.project.state.labels.filter(({ name }) => name.includes(input.search ?? ''))
    const page = paginate(call, found, input)
    return { status: 200, headers: page.headers, body: page.items.map(labelShape) }
  }),

  'POST /projects/{id}/labels': operation(
    { level: 'reporter' },
    (call, input: { name: string; color: string; description?: string }) =>
      call.project.write(() => {
        const { labels } = call.project.state
        if (labels.some(({ name }) => name === input.name)) throw new ApiError(409, 'Label already exists')
        const label = {
          id: nextId(),
          name: input.name,
          color: input.color,
          description: input.description ?? null,
        }
        labels.push(label)
        return { status: 201, body: labelShape(label) }
      }),
  ),

  'GET /projects/{id}/milestones': operation(
    { level: 'guest' },
    (call, input: Paging & { title?: string; search?: string; state?: string; 'iids[]'?: number[] }) => {
      const found = call.project.state.milestones
        .filter(({ title }) => input.title === undefined || title === input.title)
        .filter(({ title }) => title.includes(input.search ?? ''))
        .filter(({ state }) => input.state === undefined || state === input.state)
        .filter(({ iid }) => input['iids[]'] === undefined || input['iids[]'].includes(iid))
      const page = paginate(call, found, input)
      const body = page.items.map((milestone) => milestoneShape(call, milestone))
      return { status: 200, headers: page.headers, body }
    },
  ),
}
