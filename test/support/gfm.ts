import { micromark } from 'micromark'
import { gfm, gfmHtml } from 'micromark-extension-gfm'

/** Markdown as GitHub reads it, as HTML; raw HTML is kept, so that a test sees whether any came through. */
export function gfmToHtml(markdown: string): string {
  return micromark(markdown, {
    extensions: [gfm()],
    htmlExtensions: [gfmHtml()],
    allowDangerousHtml: true,
    allowDangerousProtocol: true,
  })
}

/** The names of the elements that open and close in it, in order. */
export function tagsOf(html: string): string[] {
  return [...html.matchAll(/<(\/?[a-z][a-z0-9]*)[^>]*>/gi)].map(([, tag = '']) => tag.toLowerCase())
}

/** The text outside of code, where a forge looks for mentions and references. */
export function proseOf(html: string): string {
  return html
    .replaceAll(/<pre>[\s\S]*?<\/pre>/g, ' ')
    .replaceAll(/<code[^>]*>[\s\S]*?<\/code>/g, ' ')
    .replaceAll(/<[^>]+>/g, ' ')
    .replaceAll('&amp;', '&')
}
