/**
 * The script of an isolated host's Web Worker: its URL is short, for engines that carry it around.
 * WebKit imports no `blob:` URLs in a Web Worker that has an opaque origin: there, modules are
 * `data:` URLs, and a module that imports another contains it.
 */
export const BOOTSTRAP = `
const load = (url) => import(url);
const blobUrl = (text) => URL.createObjectURL(new Blob([text], { type: "text/javascript" }));
const dataUrl = (text) => "data:text/javascript;charset=utf-8," + encodeURIComponent(text);
const start = async ({ data }) => {
  const makeUrl = await load(blobUrl("")).then(() => blobUrl, () => dataUrl);
  const { startIsolated } = await load(makeUrl(data.script));
  await startIsolated(data, { makeUrl, load });
};
addEventListener("message", (event) => start(event).catch(reportError), { once: true });
`;
