/** Unpacks one zip off the page's thread. The page terminates it. */
import { unpacked } from "./unpack-zip.ts";
import type { ZipFiles } from "./wrangler-project.ts";

/** What the worker says. */
export type ZipNews =
  | { readonly type: "progress"; readonly part: number }
  | { readonly type: "files"; readonly files: ZipFiles }
  | { readonly type: "failed"; readonly message: string };

// oxlint-disable-next-line unicorn/require-post-message-target-origin -- a worker has no window
const say = (news: ZipNews, transfer: Transferable[] = []): void => postMessage(news, { transfer });

addEventListener("message", ({ data }: MessageEvent<Blob>) => {
  let told = 0;
  const progress = (part: number): void => {
    if (part < told + 0.01) return;
    told = part;
    say({ type: "progress", part });
  };
  unpacked(data, progress).then(
    (files) => {
      const buffers = Object.values(files).map(({ buffer }) => buffer as ArrayBuffer);
      say({ type: "files", files }, buffers);
    },
    (error: unknown) => {
      say({ type: "failed", message: error instanceof Error ? error.message : String(error) });
    },
  );
});
