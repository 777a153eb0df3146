import { GATE } from "./virtual-modules.ts";

const SCRIPT = /<script\b([^>]*)>([^]*?)<\/script>/gi;

/**
 * Makes the module scripts of a page wait until its requests reach the worker. On the first visit
 * the service worker has to start first.
 */
export function gateScripts(html: string): string {
  return html.replaceAll(SCRIPT, (script, attributes: string, content: string) => {
    if (!/\btype\s*=\s*["']?module\b/i.test(attributes)) return script;
    const [, , source] = /\ssrc\s*=\s*(["'])(.*?)\1/i.exec(attributes) ?? [];
    const others = attributes.replace(/\ssrc\s*=\s*(["']).*?\1/i, "");
    const wait = `import { ready } from ${JSON.stringify(GATE)}; await ready;`;
    // An inline script's own imports do not wait: only its body does.
    const body = source === undefined ? content : `await import(${JSON.stringify(source)});`;
    return `<script${others}>${wait}\n${body}</script>`;
  });
}
