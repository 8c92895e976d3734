import { micromark } from 'micromark'
import { gfm, gfmHtml } from 'micromark-extension-gfm'

/** Renders Markdown to HTML as GitHub does. Raw HTML is kept, so that a test can detect it. */
export function gfmToHtml(markdown: string): string {
  return micromark(markdown, {
    extensions: [gfm()],
    htmlExtensions: [gfmHtml()],
    allowDangerousHtml: true,
    allowDangerousProtocol: true,
  })
}

/** Returns the names of all opening and closing tags, in order. */
export function tagsOf(html: string): string[] {
  return [...html.matchAll(/<(\/?[a-z][a-z0-9]*)[^>]*>/gi)].map(([, tag = '']) => tag.toLowerCase())
}

/** Returns the text outside of code, where a forge looks for mentions and references. */
export function proseOf(html: string): string {
  return html
    .replaceAll(/<pre>[\s\S]*?<\/pre>/g, ' ')
    .replaceAll(/<code[^>]*>[\s\S]*?<\/code>/g, ' ')
    .replaceAll(/<[^>]+>/g, ' ')
    .replaceAll('&amp;', '&')
}
