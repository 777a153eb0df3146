import { definePlatform } from "./define-global.ts";

/** Makes `Blob` and `File` refuse the option `endings`, as workerd does (`api/blob.c++`). */
export function installBlobs(): void {
  for (const [name, optionsAt] of [
    ["Blob", 1],
    ["File", 2],
  ] as const) {
    const Platform = globalThis[name] as unknown as new (...args: unknown[]) => Blob;
    const Checked = new Proxy(Platform, {
      construct(target, args: unknown[], newTarget) {
        const options = args[optionsAt] as BlobPropertyBag | null | undefined;
        if (options?.endings !== undefined) {
          throw new Error("The 'endings' field on 'Options' is not implemented.");
        }
        return Reflect.construct(target, args, newTarget) as Blob;
      },
    });
    definePlatform(Platform.prototype as object, "constructor", Checked);
    definePlatform(globalThis, name, Checked);
  }
}
